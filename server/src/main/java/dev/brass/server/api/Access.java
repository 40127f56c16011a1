package dev.brass.server.api;

import dev.brass.server.tenant.Scope;
import java.util.Set;

/// Which keys may use a route.
public enum Access {
  /// Any key: it looks at what there is.
  READ(Scope.FULL, Scope.READ, Scope.ORDER),

  /// Any key but that of one paid order, whose money is that order's: it looks at what can be
  /// bought.
  SHOP(Scope.FULL, Scope.READ),

  /// Any key that may do something about an order: cancel it, return it.
  SERVE(Scope.FULL, Scope.ORDER),

  /// A key that may do everything.
  BUY(Scope.FULL);

  private final Set<Scope> scopes;

  Access(Scope... scopes) {
    this.scopes = Set.of(scopes);
  }

  boolean allows(Scope scope) {
    return scopes.contains(scope);
  }
}
