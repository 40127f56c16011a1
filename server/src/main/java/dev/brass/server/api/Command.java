package dev.brass.server.api;

import dev.brass.server.tenant.Caller;

/// What an API does and that can be tried without acting: a dry run asks [#check] alone.
/// Thread-safe.
///
/// @param <T> what there is to be done
public interface Command<T> {

  /// Reads a request and throws what it would be refused with, as far as that can be known before.
  /// Changes nothing.
  T check(ApiRequest request, Caller caller);

  /// Does it.
  Reply run(T checked, ApiRequest request, Caller caller);
}
