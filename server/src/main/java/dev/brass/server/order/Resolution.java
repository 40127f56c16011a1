package dev.brass.server.order;

import dev.brass.spi.Money;
import org.jspecify.annotations.Nullable;

/// What an operator has found out about an order whose store could not tell whether it has it.
public sealed interface Resolution {

  /// The store has it.
  ///
  /// @param merchantOrderId the store's order number
  /// @param total what the store charges; null for what the attempt was to cost
  record PlacedUnder(String merchantOrderId, @Nullable Money total) implements Resolution {}

  /// The store does not have it, and will not get it.
  record NeverPlaced() implements Resolution {}

  /// The store can be asked again, now.
  record LookAgain() implements Resolution {}
}
