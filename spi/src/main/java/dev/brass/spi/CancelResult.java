package dev.brass.spi;

import org.jspecify.annotations.Nullable;

/// The store's answer to a cancellation request.
public sealed interface CancelResult {

  /// The order is cancelled.
  ///
  /// @param refund the refunded amount; null when the store does not report it
  record Cancelled(@Nullable Money refund) implements CancelResult {}

  /// The order remains placed.
  record Refused(OrderError error) implements CancelResult {}

  /// The store received the cancellation request and decides later; ask again.
  record Pending(String why) implements CancelResult {}
}
