package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OfferDiscountTest {

  private static long assumed(long price, long amount, int percentage, @Nullable Long override) {
    return new OfferDiscount("merchant", amount, percentage, override)
        .assumed(Money.of(price, "USD"))
        .minor();
  }

  @Test
  void takesThePercentageAndThenTheAmountOff() {
    assertThat(assumed(1_000, 0, 0, null)).isEqualTo(1_000);
    assertThat(assumed(1_000, 50, 10, null)).isEqualTo(850);
    assertThat(assumed(1_005, 0, 10, null)).isEqualTo(904);
  }

  @Test
  void leavesNothingBelowZero() {
    assertThat(assumed(1_000, 5_000, 0, null)).isZero();
    assertThat(assumed(1_000, 0, 100, null)).isZero();
  }

  @Test
  void theOverrideBeatsBoth() {
    assertThat(assumed(1_000, 50, 10, 990L)).isEqualTo(990);
  }
}
