package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What operators ask of the orders.
class OrderHistoryTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  @Test
  void whatIsAtStakeIsCountedWithPatience() throws Exception {
    try (EngineRig rig = EngineRig.real(DB.database(), clock, new InstantConnector())) {
      rig.submit();
      CompletableFuture<List<StoreStake>> counted;
      try (Handle other = DB.database().patient().open()) {
        other.begin();
        other.execute("lock table job in access exclusive mode");
        counted = CompletableFuture.supplyAsync(() -> rig.orders.history().atStake());
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> waitsPatiently(other));
        other.rollback();
      }
      assertThat(counted.get(60, TimeUnit.SECONDS))
          .containsExactly(new StoreStake(EngineRig.STORE, "queued", 1));
    }
  }

  /// Whether a connection whose limits are minutes waits for the lock.
  private static boolean waitsPatiently(Handle handle) {
    return handle
        .createQuery(
            """
            select exists (
              select from pg_stat_activity
              where datname = current_database() and application_name like '%/brass-patient'
                and wait_event_type = 'Lock')
            """)
        .mapTo(boolean.class)
        .one();
  }
}
