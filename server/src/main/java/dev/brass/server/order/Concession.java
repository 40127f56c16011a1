package dev.brass.server.order;

import dev.brass.spi.ErrorCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One requirement of an order that was given up so that the rest could be bought, as the order
/// allows.
///
/// @param code the error that would otherwise have failed the order
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

  /// The kind of concession.
  public enum Concern {
    /// Gift wrapping.
    GIFT,
    /// A product.
    ITEMS,
    /// Some of the units of a product.
    QUANTITY
  }
}
