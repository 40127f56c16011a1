package dev.brass.server.api;

import dev.brass.server.tenant.Caller;

/// An operation of an API for a caller whose key is known: reads the request, calls a feature,
/// renders the answer. Thread-safe.
@FunctionalInterface
public interface Action {
  Reply handle(ApiRequest request, Caller caller);
}
