package dev.brass.spi;

import java.util.List;

/// The proof that a store has an order.
///
/// @param merchantOrders what the store created; empty when the store surely has the order but does
///     not tell its number
/// @param price what the store charges
public record Placement(List<MerchantOrder> merchantOrders, PriceComponents price) {
  public Placement {
    merchantOrders = List.copyOf(merchantOrders);
  }
}
