package dev.brass.spi;

import org.jspecify.annotations.Nullable;

/// One product of a placed order, as the store charges for it.
///
/// @param unitPrice before tax, shipping and discounts of the whole order
/// @param sellerId the store's id of the seller; null when the store does not report it
public record BoughtItem(
    String productId, int quantity, Money unitPrice, @Nullable String sellerId) {

  public Money price() {
    return unitPrice.times(quantity);
  }
}
