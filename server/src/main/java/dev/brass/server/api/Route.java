package dev.brass.server.api;

import dev.brass.server.tenant.Caller;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One line of an API's table of contents.
///
/// @param path with `{name}` for a segment of any value
/// @param names of the `{name}`s in the path
/// @param access which keys may use it; null when no key is needed
/// @param largestBody in bytes; null for the general limit
record Route(
    Api api,
    String method,
    String path,
    List<String> names,
    @Nullable Access access,
    Retry retry,
    @Nullable Integer largestBody,
    Handler handler) {

  /// The handler of a route.
  sealed interface Handler {

    /// A handler without a caller.
    record Open(Endpoint endpoint) implements Handler {}

    /// A handler for a caller.
    record Known(Action action) implements Handler {}

    /// A handler for a caller that supports a dry run.
    record Tried(Command<?> command) implements Handler {}
  }

  Reply answer(ApiRequest request) {
    return switch (handler) {
      case Handler.Open(var endpoint) -> endpoint.handle(request);
      case Handler.Known(var action) -> action.handle(request, caller(request));
      case Handler.Tried(var command) -> carriedOut(command, request);
    };
  }

  private <T> Reply carriedOut(Command<T> command, ApiRequest request) {
    Caller caller = caller(request);
    return command.run(command.check(request, caller), request, caller);
  }

  /// Throws the error with which the request would be refused; returns false when the route does
  /// not support a dry run. The request is never carried out.
  boolean isTried(ApiRequest request) {
    if (handler instanceof Handler.Tried(var command)) {
      command.check(request, caller(request));
      return true;
    }
    return false;
  }

  private Caller caller(ApiRequest request) {
    return api.callers().caller(request, Objects.requireNonNull(access));
  }
}
