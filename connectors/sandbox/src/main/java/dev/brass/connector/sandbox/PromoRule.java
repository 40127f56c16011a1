package dev.brass.connector.sandbox;

import dev.brass.spi.Money;
import java.util.Arrays;
import java.util.Optional;

/// A promotion code that the marketplace honours; every other one is refused.
enum PromoRule {
  /// A tenth of the items.
  SAVE10,
  /// Five units of the currency, at most what the items cost.
  SAVE5,
  /// Whatever the chosen way to ship costs.
  FREESHIP;

  static Optional<PromoRule> of(String code) {
    return Arrays.stream(values())
        .filter(it -> it.name().equalsIgnoreCase(code.strip()))
        .findFirst();
  }

  /// What the code takes off.
  Money discount(SandboxRetailer retailer, Money subtotal, Money shipping) {
    return switch (this) {
      case SAVE10 -> new Money(subtotal.minor() / 10, subtotal.currency());
      case SAVE5 ->
          new Money(
              Math.min(500 * ShippingRates.scale(retailer), subtotal.minor()), subtotal.currency());
      case FREESHIP -> shipping;
    };
  }
}
