package dev.brass.server.api;

import dev.brass.server.api.Route.Handler;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes an API's table of contents, a line each:
///
/// ```java
/// routes.post("/orders").access(BUY).retry(KEYED).to(new CreateOrder(…));
/// routes.get("/health").open(request -> …);
/// ```
///
/// What a line says holds everywhere: the router lets only such keys in, takes no larger body, and
/// takes the key of the header `Idempotency-Key` for the body's; batches repeat what may be
/// repeated, and their dry runs try what can be tried.
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

  /// A line that is not complete.
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

    /// Which keys may use it.
    public Line access(Access keys) {
      access = keys;
      return this;
    }

    /// What may be done when its answer is lost; a `POST` has to say it.
    public Line retry(Retry safety) {
      retry = safety;
      return this;
    }

    /// A limit of its own for its body.
    public Line largest(int bytes) {
      largestBody = bytes;
      return this;
    }

    /// For callers with such a key.
    public void to(Action action) {
      add(new Handler.Known(action));
    }

    /// For callers with such a key, and for dry runs.
    public void to(Command<?> command) {
      add(new Handler.Tried(command));
    }

    /// For everybody: it asks for no key, or for one of its own.
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
