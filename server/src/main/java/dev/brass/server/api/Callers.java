package dev.brass.server.api;

import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Scope;

/// Who calls an API, and how it refuses those who may not. Thread-safe.
public interface Callers {

  /// Who sends a request.
  ///
  /// @throws RuntimeException that the API renders, when it is nobody
  Caller caller(ApiRequest request);

  /// As above, of one who may use a route.
  default Caller caller(ApiRequest request, Access needed) {
    Caller caller = caller(request);
    if (!needed.allows(caller.scope())) {
      throw refused(needed, caller.scope());
    }
    return caller;
  }

  /// What is thrown when a key may not use a route.
  ///
  /// @param needed what the route asks for
  RuntimeException refused(Access needed, Scope scope);
}
