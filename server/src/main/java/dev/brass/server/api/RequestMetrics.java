package dev.brass.server.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The metrics about requests. Thread-safe.
///
/// `brass.http.requests` (method, route, status): the number of requests answered, and the time
/// from the request's head to the answer's. A path that no route matches has the route `none`, and
/// a request that did not reach the router (malformed HTTP, or a body too large) has `refused`:
/// client paths would be labels without limit.
public final class RequestMetrics {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final MeterRegistry registry;
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  public RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  private record Key(String method, String route, int status) {}

  /// Counts a request.
  ///
  /// @param route the route's path with its placeholders; null when none matched
  void answered(String method, @Nullable String route, int status, long nanos) {
    Key key =
        new Key(
            METHODS.contains(method) ? method : "other", route == null ? "none" : route, status);
    timers.computeIfAbsent(key, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Counts a request that was refused before any route.
  void refused(int status) {
    timers
        .computeIfAbsent(new Key("other", "refused", status), this::timer)
        .record(0, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Key key) {
    return Timer.builder("brass.http.requests")
        .description("Requests by route and status")
        .tag("method", key.method())
        .tag("route", key.route())
        .tag("status", Integer.toString(key.status()))
        .register(registry);
  }
}
