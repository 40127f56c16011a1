package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FundingTest {

  private static Funding held(long minor) {
    return new Funding.Held(Money.of(minor, "USD"), Duration.ofHours(4), Money.of(0, "USD"));
  }

  private static Placement charged(long minor, String currency) {
    Money none = Money.of(0, currency);
    return new Placement(List.of(), PriceComponents.of(Money.of(minor, currency), none, none));
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
    assertThat(held(2000).price(charged(charged, currency))).isEqualTo(Money.of(cost, "USD"));
  }

  @ParameterizedTest
  @CsvSource({
    ", 1999, JPY, 1999",
    "2000, 1999, GBP, 1999",
    "2000, 2001, GBP, 2000",
  })
  void whatIsBilledIsOwedInTheStoresCurrencyAndNoMoreThanTheCap(
      Long cap, long charged, String currency, long cost) {
    assertThat(new Funding.Billed(cap, null).price(charged(charged, currency)))
        .isEqualTo(Money.of(cost, currency));
  }

  @Test
  void aCardCostsTheWalletNothing() {
    Funding card = new Funding.ByCard(UUID.randomUUID(), Money.of(2000, "USD"));
    assertThat(card.onWallet()).isFalse();
    assertThat(card.price(charged(1999, "USD"))).isEqualTo(Money.of(0, "USD"));
  }

  @Test
  void holdsMoreThanNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> held(0));
  }
}
