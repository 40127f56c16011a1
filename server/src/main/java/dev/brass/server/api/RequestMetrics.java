package dev.brass.server.api;

import dev.brass.server.metric.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The metrics about requests ([Metric]). A path that no route matches has the route `none`,
/// because clients' paths would be labels without limit. Thread-safe.
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
    return Metric.HTTP_REQUESTS.timer(
        registry, key.method(), key.route(), Integer.toString(key.status()));
  }
}
