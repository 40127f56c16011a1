package dev.brass.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One product of an order, as requested from the store.
///
/// @param offerId the chosen offer; null when the store has no choice of offers
/// @param shipTo the address of the line; null for the order's address. Only stores that
///     [BundlesOrders] get lines with other addresses
public record Line(
    String productId,
    @Nullable String offerId,
    int quantity,
    List<Variant> variants,
    @Nullable Address shipTo) {

  public Line {
    variants = List.copyOf(variants);
  }

  /// A line that goes to its order's address.
  public Line(String productId, @Nullable String offerId, int quantity, List<Variant> variants) {
    this(productId, offerId, quantity, variants, null);
  }
}
