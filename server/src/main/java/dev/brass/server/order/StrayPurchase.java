package dev.brass.server.order;

import dev.brass.spi.AttemptId;
import dev.brass.spi.Placement;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A store's yes for an order that had moved on, so that something may have been bought twice. It
/// is kept in every state of the order, and an operator settles it.
///
/// @param number of the attempt
/// @param why how it happened
/// @param settlement its settlement; null while it is open
public record StrayPurchase(
    OrderKey order,
    AttemptId attempt,
    int number,
    String store,
    Placement placement,
    String why,
    Instant foundAt,
    @Nullable Settlement settlement) {

  /// The operator's settlement.
  public enum Settlement {
    /// It was cancelled at the store.
    CANCELLED,
    /// It is kept: sent on, returned by hand, or wanted after all.
    KEPT;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Settlement of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
