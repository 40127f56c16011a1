package dev.brass.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One product of an order as the store is asked for it.
///
/// @param offerId the offer that was chosen; null when the store has no choice of offers
/// @param shipTo where it goes; null for where the order goes. Only stores that [BundlesOrders] are
///     asked for lines of other addresses
public record Line(
    String productId,
    @Nullable String offerId,
    int quantity,
    List<Variant> variants,
    @Nullable Address shipTo) {

  public Line {
    variants = List.copyOf(variants);
  }

  /// A line that goes where its order goes.
  public Line(String productId, @Nullable String offerId, int quantity, List<Variant> variants) {
    this(productId, offerId, quantity, variants, null);
  }
}
