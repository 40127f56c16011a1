package dev.brass.server.order;

import dev.brass.spi.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// The discount that a client expects at one seller, because of a promotion code (classic Zinc
/// docs, Promo code object). It makes that seller's offers look cheaper when offers are compared,
/// and changes nothing else.
///
/// @param merchantId the seller
/// @param amount off the price of one, in the minor unit of the currency
/// @param percentage off the price of one, from 0 to 100
/// @param costOverride the price of one instead of the seller's, in the minor unit; beats the other
///     two; null for none
public record OfferDiscount(
    String merchantId, long amount, int percentage, @Nullable Long costOverride) {

  /// The price to compare with.
  Money assumed(Money price) {
    if (costOverride != null) {
      return new Money(costOverride, price.currency());
    }
    long off =
        BigDecimal.valueOf(price.minor())
            .multiply(BigDecimal.valueOf(percentage))
            .divide(BigDecimal.valueOf(100), RoundingMode.HALF_UP)
            .longValueExact();
    return new Money(Math.max(0, price.minor() - off - amount), price.currency());
  }
}
