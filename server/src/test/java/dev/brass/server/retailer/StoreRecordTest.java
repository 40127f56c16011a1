package dev.brass.server.retailer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.retailer.StoreRecord.Support;
import dev.brass.server.retailer.StoreRecords.StoreKey;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What days with orders make of a store.
class StoreRecordTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final LocalDate TODAY = LocalDate.parse("2026-03-01");

  private final StoreRecordRepository repository = new StoreRecordRepository();

  @Test
  void theLastOrderSaysHowSureTheNextOneIs() {
    assertThat(StoreRecord.NONE.support(TODAY)).isEqualTo(Support.UNTESTED);
    assertThat(new StoreRecord(TODAY, 6).support(TODAY)).isEqualTo(Support.ACTIVE);
    assertThat(new StoreRecord(TODAY.minusDays(1), 7).support(TODAY)).isEqualTo(Support.VERIFIED);
    assertThat(new StoreRecord(TODAY.minusDays(2), 7).support(TODAY)).isEqualTo(Support.ACTIVE);
    assertThat(new StoreRecord(TODAY.minusDays(90), 1).support(TODAY)).isEqualTo(Support.ACTIVE);
    assertThat(new StoreRecord(TODAY.minusDays(91), 9).support(TODAY)).isEqualTo(Support.OBSERVED);
  }

  @Test
  void countsDaysInARow() {
    StoreKey store = new StoreKey("shop", false);
    assertThat(after(store, TODAY)).isEqualTo(new StoreRecord(TODAY, 1));
    assertThat(after(store, TODAY)).isEqualTo(new StoreRecord(TODAY, 1));
    assertThat(after(store, TODAY.plusDays(1))).isEqualTo(new StoreRecord(TODAY.plusDays(1), 2));
    assertThat(after(store, TODAY))
        .as("late news")
        .isEqualTo(new StoreRecord(TODAY.plusDays(1), 2));
    assertThat(after(store, TODAY.plusDays(3))).isEqualTo(new StoreRecord(TODAY.plusDays(3), 1));
    assertThat(after(new StoreKey("shop", true), TODAY).daysInARow()).isEqualTo(1);
  }

  private StoreRecord after(StoreKey store, LocalDate day) {
    return db.database()
        .jdbi()
        .inTransaction(
            handle -> {
              repository.placed(handle, store, day);
              return repository.all(handle).getOrDefault(store, StoreRecord.NONE);
            });
  }
}
