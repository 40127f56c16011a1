package dev.brass.server.order;

import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of the orders that a bundle buys for.
///
/// @param productIds its products in the bundle; no other member has any of them
/// @param maxPrice its price cap in minor units; null for none
/// @param currency the currency of its cap; null for the store's
/// @param maxShipping the same for shipping alone
public record BundleMember(
    OrderId order,
    List<String> productIds,
    @Nullable Long maxPrice,
    @Nullable Currency currency,
    @Nullable Long maxShipping) {
  public BundleMember {
    productIds = List.copyOf(productIds);
  }
}
