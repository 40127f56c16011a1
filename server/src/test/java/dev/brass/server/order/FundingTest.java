package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FundingTest {

  private static Funding held(long minor) {
    return new Funding(Money.of(minor, "USD"), Duration.ofHours(4));
  }

  @ParameterizedTest
  @CsvSource({
    "1999, USD, 1999",
    "0, USD, 0",
    "2000, USD, 2000",
    // More than its tenant agreed to is the operator's loss.
    "2001, USD, 2000",
    "500, EUR, 2000"
  })
  void anOrderCostsWhatTheStoreChargedAndNeverMoreThanIsHeld(
      long charged, String currency, long cost) {
    Money none = Money.of(0, currency);
    Placement placement =
        new Placement(List.of(), PriceComponents.of(Money.of(charged, currency), none, none));
    assertThat(held(2000).price(placement)).isEqualTo(Money.of(cost, "USD"));
  }

  @Test
  void holdsMoreThanNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> held(0));
  }
}
