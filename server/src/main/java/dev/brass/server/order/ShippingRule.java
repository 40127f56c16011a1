package dev.brass.server.order;

import org.jspecify.annotations.Nullable;

/// The rule for an order's shipping option (classic Zinc docs, Shipping object).
public sealed interface ShippingRule {

  /// The cheapest option.
  record Cheapest() implements ShippingRule {}

  /// The fastest option.
  record Fastest() implements ShippingRule {}

  /// A free option, or the order fails.
  record Free() implements ShippingRule {}

  /// The option of exactly this name, ignoring case, or of this id, such as the later Amazon Day.
  record Named(String name) implements ShippingRule {}

  /// The first by `order` among the options within both bounds.
  ///
  /// @param maxDays the most days until it arrives; null for any
  /// @param maxPrice the most it may cost, in the minor unit of the store's currency; null for any
  record Within(Order order, @Nullable Integer maxDays, @Nullable Long maxPrice)
      implements ShippingRule {}

  /// The sort key.
  enum Order {
    PRICE,
    SPEED
  }
}
