package dev.brass.server.order;

import org.jspecify.annotations.Nullable;

/// Which way to ship an order accepts (seed 002, `shipping_method` and shipping object).
public sealed interface ShippingRule {

  /// The cheapest way.
  record Cheapest() implements ShippingRule {}

  /// The fastest way.
  record Fastest() implements ShippingRule {}

  /// A way that costs nothing, or the order fails.
  record Free() implements ShippingRule {}

  /// The way of exactly this name, whatever its case, or of this id; later documents' Amazon Day.
  record Named(String name) implements ShippingRule {}

  /// The first by `order` among the ways within both bounds.
  ///
  /// @param maxDays the most days until it arrives; null for any
  /// @param maxPrice the most it may cost, in the minor unit of the store's currency; null for any
  record Within(Order order, @Nullable Integer maxDays, @Nullable Long maxPrice)
      implements ShippingRule {}

  /// What comes first.
  enum Order {
    PRICE,
    SPEED
  }
}
