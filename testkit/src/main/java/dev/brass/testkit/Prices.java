package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Money;
import dev.brass.spi.PriceComponents;

/// What must be true of every price (contract C5).
final class Prices {
  private Prices() {}

  static void assertAddsUp(PriceComponents price) {
    Money sum =
        price
            .subtotal()
            .plus(price.shipping())
            .plus(price.tax())
            .plus(price.fees())
            .minus(price.discount());
    assertThat(price.total())
        .as("total = subtotal + shipping + tax + fees − discount in " + price)
        .isEqualTo(sum);
    assertThat(price.discount().minor()).as("the discount is told as positive").isNotNegative();
    Money gift = price.giftCertificate();
    if (gift != null) {
      assertThat(gift.exceeds(price.total()))
          .as("the gift balance pays a part of the total in " + price)
          .isFalse();
    }
  }
}
