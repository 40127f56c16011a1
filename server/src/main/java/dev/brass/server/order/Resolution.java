package dev.brass.server.order;

import dev.brass.spi.Money;
import org.jspecify.annotations.Nullable;

/// An operator's decision about an order whose store does not say whether it has it.
public sealed interface Resolution {

  /// The store has it.
  ///
  /// @param merchantOrderId the store's order number
  /// @param total the store's charge; null for the expected cost of the attempt
  record PlacedUnder(String merchantOrderId, @Nullable Money total) implements Resolution {}

  /// The store does not have it, and will not get it.
  record NeverPlaced() implements Resolution {}

  /// The store can be asked again, now.
  record LookAgain() implements Resolution {}
}
