package dev.brass.server.wallet;

import java.util.Locale;

/// The accounts of money. Each tenant has one of each in each mode, and they sum to zero.
enum Account {
  /// The tenant's money.
  CLIENT,
  /// The cost of its orders, which the operator paid to stores.
  OPERATOR,
  /// The outside world, where money comes from and goes to.
  CASH;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
