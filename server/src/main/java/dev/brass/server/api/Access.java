package dev.brass.server.api;

import dev.brass.server.tenant.Scope;

/// Which keys may use a route.
public enum Access {
  /// Any key. The route only reads.
  READ,

  /// Any key except that of one paid order, whose money belongs to that order. The route reads what
  /// can be bought.
  SHOP,

  /// Any key that may act on an order: cancel it, return it.
  SERVE,

  /// A key with full rights.
  BUY;

  boolean allows(Scope scope) {
    return switch (this) {
      case READ -> true;
      case SHOP -> scope != Scope.ORDER;
      case SERVE -> scope != Scope.READ;
      case BUY -> scope == Scope.FULL;
    };
  }
}
