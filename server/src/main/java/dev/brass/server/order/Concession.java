package dev.brass.server.order;

import dev.brass.spi.ErrorCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One wish of an order that was given up so that the rest could be bought, as the order allows it.
///
/// @param code what would have failed the order otherwise
/// @param item the line that it is about; null for the whole order
/// @param requested how many units the order asks for; null where it is not about a number
/// @param fulfilled how many of them are bought
public record Concession(
    Concern concern,
    ErrorCode code,
    String message,
    @Nullable UUID item,
    @Nullable Integer requested,
    @Nullable Integer fulfilled) {

  /// What was given up.
  public enum Concern {
    /// That it is wrapped as a gift.
    GIFT,
    /// A product.
    ITEMS,
    /// Some of the units of a product.
    QUANTITY
  }
}
