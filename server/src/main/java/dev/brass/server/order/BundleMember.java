package dev.brass.server.order;

import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of the orders that a bundle buys for.
///
/// @param productIds what of the bundle is its; no other member has any of them
/// @param maxPrice its price cap in minor units; null for none
/// @param currency the only one that its cap means anything in; null for the store's
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
