package dev.brass.spi;

import java.util.List;

/// The proof that a store has an order.
///
/// @param merchantOrders the orders that the store created; empty when the store certainly has the
///     order but does not report its number
/// @param price the store's charge
/// @param items the cost of each product; empty when the store does not report it
public record Placement(
    List<MerchantOrder> merchantOrders, PriceComponents price, List<BoughtItem> items) {

  public Placement {
    merchantOrders = List.copyOf(merchantOrders);
    items = List.copyOf(items);
  }

  /// The proof of a store that does not report the cost of each product.
  public Placement(List<MerchantOrder> merchantOrders, PriceComponents price) {
    this(merchantOrders, price, List.of());
  }
}
