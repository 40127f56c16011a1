package dev.brass.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A store's price for a request: every way to ship with the total price of the order.
///
/// @param handle the text that the connector needs to place exactly this quote and to find the
///     order after a crash: the store's cart, session or order id. It is kept encrypted and
///     committed before the order is placed; at most 4,096 characters, empty where the store needs
///     none
/// @param shipping the ways to ship, at least one
/// @param giftable whether every line can be sent as a gift; null when the store does not report it
public record Quote(String handle, List<PricedShipping> shipping, @Nullable Boolean giftable) {

  public Quote {
    shipping = List.copyOf(shipping);
    if (shipping.isEmpty()) {
      throw new IllegalArgumentException("a quote has at least one way to ship");
    }
    if (handle.length() > 4096) {
      throw new IllegalArgumentException("a handle has at most 4096 characters");
    }
  }

  /// One way to ship and the order's total price with it.
  public record PricedShipping(ShippingOption option, PriceComponents price) {}
}
