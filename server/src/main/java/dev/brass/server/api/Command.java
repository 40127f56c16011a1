package dev.brass.server.api;

import dev.brass.server.tenant.Caller;

/// An operation of an API that supports a dry run, which calls [#check] only. Thread-safe.
///
/// @param <T> the checked request
public interface Command<T> {

  /// Reads a request and throws the error with which it would be refused, as far as that is known
  /// before it is carried out. Changes nothing.
  T check(ApiRequest request, Caller caller);

  /// Carries out a checked request.
  Reply run(T checked, ApiRequest request, Caller caller);
}
