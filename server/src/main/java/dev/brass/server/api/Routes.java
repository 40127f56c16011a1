package dev.brass.server.api;

import dev.brass.server.api.Route.Handler;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The table of contents of an API, one line per route:
///
/// ```java
/// routes.post("/orders").access(BUY).retry(KEYED).to(new CreateOrder(…));
/// routes.get("/health").open(request -> …);
/// ```
///
/// The router and batches apply these facts: only keys with the access are accepted, a larger body
/// is refused, and the key in the header `Idempotency-Key` is used as the key in the body. Batches
/// repeat only retryable routes, and their dry runs call only [Command#check].
public final class Routes {

  private final Api api;
  private final Consumer<Route> to;

  Routes(Api api, Consumer<Route> to) {
    this.api = api;
    this.to = to;
  }

  public Line get(String path) {
    return new Line("GET", path).retry(Retry.SAFE);
  }

  public Line post(String path) {
    return new Line("POST", path);
  }

  public Line put(String path) {
    return new Line("PUT", path).retry(Retry.SAFE);
  }

  public Line delete(String path) {
    return new Line("DELETE", path).retry(Retry.SAFE);
  }

  /// An incomplete line.
  public final class Line {

    private final String method;
    private final String path;
    private @Nullable Access access;
    private @Nullable Retry retry;
    private @Nullable Integer largestBody;

    private Line(String method, String path) {
      this.method = method;
      this.path = path;
    }

    /// Sets which keys may use the route.
    public Line access(Access keys) {
      access = keys;
      return this;
    }

    /// Sets whether the request may be sent again when its answer is lost; compulsory for `POST`.
    public Line retry(Retry safety) {
      retry = safety;
      return this;
    }

    /// Sets the route's own limit for its body.
    public Line largest(int bytes) {
      largestBody = bytes;
      return this;
    }

    /// Ends the line with a handler for callers with such a key.
    public void to(Action action) {
      add(new Handler.Known(action));
    }

    /// Ends the line with a handler that supports dry runs.
    public void to(Command<?> command) {
      add(new Handler.Tried(command));
    }

    /// Ends the line with a handler without callers: it needs no key, or checks its own.
    public void open(Endpoint endpoint) {
      add(new Handler.Open(endpoint));
    }

    private void add(Handler handler) {
      if (access == null && !(handler instanceof Handler.Open)) {
        throw new IllegalStateException(method + " " + path + " does not say who may use it");
      }
      if (retry == null) {
        throw new IllegalStateException(
            method + " " + path + " does not say what to do when its answer is lost");
      }
      List<String> names =
          Arrays.stream(path.split("/"))
              .filter(segment -> segment.startsWith("{"))
              .map(segment -> segment.substring(1, segment.length() - 1))
              .toList();
      to.accept(new Route(api, method, path, names, access, retry, largestBody, handler));
    }
  }
}
