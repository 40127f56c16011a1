package dev.brass.server.order;

import dev.brass.spi.AttemptId;
import dev.brass.spi.Placement;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A store's yes for an order that had moved on, so that something may have been bought once too
/// often. It is kept whatever became of the order, and an operator settles it.
///
/// @param number of the attempt
/// @param why how it came to that
/// @param settlement what became of it; null while no operator has settled it
public record StrayPurchase(
    OrderKey order,
    AttemptId attempt,
    int number,
    String store,
    Placement placement,
    String why,
    Instant foundAt,
    @Nullable Settlement settlement) {

  /// What an operator made of it.
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
