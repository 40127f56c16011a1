package dev.brass.server.bulk;

import java.util.Locale;

/// Why a row became no order, as a word for programs.
enum RowError {
  /// The row is not understood, or the order that it asks for is refused.
  INVALID_ROW,
  /// Its key belongs to an order that asks for something else.
  ALREADY_EXISTS,
  /// An equal order was made shortly before.
  DUPLICATE_ORDER,
  /// The wallet has not the money; the row can be tried again.
  INSUFFICIENT_FUNDS,
  /// The upload was called off before its turn.
  CANCELLED;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
