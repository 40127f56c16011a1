package dev.brass.spi;

import org.jspecify.annotations.Nullable;

/// How a store answered the wish to cancel.
public sealed interface CancelResult {

  /// The order is off.
  ///
  /// @param refund what comes back; null when the store does not tell
  record Cancelled(@Nullable Money refund) implements CancelResult {}

  /// The order stands.
  record Refused(OrderError error) implements CancelResult {}

  /// The store took the wish and decides later; ask again.
  record Pending(String why) implements CancelResult {}
}
