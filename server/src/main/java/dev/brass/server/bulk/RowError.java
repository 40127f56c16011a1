package dev.brass.server.bulk;

import java.util.Locale;

/// The reason why a row did not become an order, as a code for programs.
enum RowError {
  /// The row is not understood, or its order is refused.
  INVALID_ROW,
  /// Its key belongs to an order with other content.
  ALREADY_EXISTS,
  /// An equal order was submitted shortly before.
  DUPLICATE_ORDER,
  /// The wallet lacks the funds; the row can be retried.
  INSUFFICIENT_FUNDS,
  /// The upload was cancelled before the row was placed.
  CANCELLED;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
