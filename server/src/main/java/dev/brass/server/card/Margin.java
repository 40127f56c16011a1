package dev.brass.server.card;

import dev.brass.spi.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// The margin that a reseller adds to the price of the goods (Zinc SDK, MarginSpec).
///
/// @param value minor units if it is flat, hundredths of a percent if it is not
public record Margin(Type type, long value) {

  /// The unit of the margin.
  public enum Type {
    FLAT,
    PERCENT
  }

  Money of(Money goods) {
    return switch (type) {
      case FLAT -> new Money(value, goods.currency());
      case PERCENT ->
          new Money(
              BigDecimal.valueOf(goods.minor())
                  .multiply(BigDecimal.valueOf(value))
                  .divide(BigDecimal.valueOf(10_000), 0, RoundingMode.HALF_UP)
                  .longValueExact(),
              goods.currency());
    };
  }
}
