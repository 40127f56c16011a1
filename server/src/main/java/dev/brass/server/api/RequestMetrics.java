package dev.brass.server.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The figures about requests that operators scrape. Thread-safe.
///
/// `brass.http.requests` (method, route, status): how many requests were answered so, and how long
/// that took from the request's head to the answer's. A path that no route matches is counted under
/// the route `none`, and what was not even routed (no HTTP, or a body too large) under `refused`:
/// paths of clients would be labels without number.
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
  /// @param route the route's path, with names for what differs; null when none matched
  void answered(String method, @Nullable String route, int status, long nanos) {
    Key key =
        new Key(
            METHODS.contains(method) ? method : "other", route == null ? "none" : route, status);
    timers.computeIfAbsent(key, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Counts what was refused before any route.
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
