package dev.brass.spi;

import java.util.List;

/// The proof that a store has an order.
///
/// @param merchantOrders what the store created; empty when the store surely has the order but does
///     not tell its number
/// @param price what the store charges
/// @param items what each product costs; empty when the store does not tell
public record Placement(
    List<MerchantOrder> merchantOrders, PriceComponents price, List<BoughtItem> items) {

  public Placement {
    merchantOrders = List.copyOf(merchantOrders);
    items = List.copyOf(items);
  }

  /// The proof of a store that does not tell what each product costs.
  public Placement(List<MerchantOrder> merchantOrders, PriceComponents price) {
    this(merchantOrders, price, List.of());
  }
}
