package dev.brass.server.api;

import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Scope;

/// The callers of an API, and how it refuses those without the rights. Thread-safe.
public interface Callers {

  /// The caller that sends a request.
  ///
  /// @throws RuntimeException that the API renders, when the caller is unknown
  Caller caller(ApiRequest request);

  /// The caller of a request, checked for the access that a route needs.
  default Caller caller(ApiRequest request, Access needed) {
    Caller caller = caller(request);
    if (!needed.allows(caller.scope())) {
      throw refused(needed, caller.scope());
    }
    return caller;
  }

  /// The exception for a key that may not use a route.
  ///
  /// @param needed the access that the route requires
  RuntimeException refused(Access needed, Scope scope);
}
