package dev.brass.server.api;

import dev.brass.server.tenant.Scope;

/// Which keys may use a route.
public enum Access {
  /// Any key: it looks at what there is.
  READ,

  /// Any key but that of one paid order, whose money is that order's: it looks at what can be
  /// bought.
  SHOP,

  /// Any key that may do something about an order: cancel it, return it.
  SERVE,

  /// A key that may do everything.
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
