package dev.brass.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One product of an order as the store is asked for it.
///
/// @param offerId the offer that was chosen; null when the store has no choice of offers
public record Line(
    String productId, @Nullable String offerId, int quantity, List<Variant> variants) {
  public Line {
    variants = List.copyOf(variants);
  }
}
