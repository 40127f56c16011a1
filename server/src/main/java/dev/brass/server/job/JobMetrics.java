package dev.brass.server.job;

import dev.brass.server.metric.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The metrics about jobs ([Metric]). Thread-safe.
final class JobMetrics {

  private record RunKey(String kind, String result) {}

  private final MeterRegistry registry;
  private final Map<RunKey, Timer> runs = new ConcurrentHashMap<>();
  private final Map<String, Timer> lags = new ConcurrentHashMap<>();
  private final MultiGauge stored;
  private final MultiGauge unknownStores;
  private final Counter takenOver;

  JobMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.stored = Metric.JOBS_STORED.rows(registry);
    this.unknownStores = Metric.JOBS_UNKNOWN_STORE.rows(registry);
    this.takenOver = Metric.JOBS_TAKEN_OVER.counter(registry);
  }

  /// Shows how much of a kind is under way.
  void watch(KindLimit limit) {
    Metric.JOBS_WORKING.gauge(registry, limit, KindLimit::working, limit.kind().name());
    Metric.JOBS_IN_FLIGHT.gauge(registry, limit, KindLimit::inFlight, limit.kind().name());
  }

  Timer.Sample begin() {
    return Timer.start(registry);
  }

  /// Counts a run that ended with `result`: one word, such as `done` or `discarded`.
  void ran(String kind, String result, Timer.Sample begun) {
    begun.stop(
        runs.computeIfAbsent(
            new RunKey(kind, result),
            key -> Metric.JOBS_RUN.timer(registry, key.kind(), key.result())));
  }

  void claimed(String kind, Duration lag) {
    lags.computeIfAbsent(kind, key -> Metric.JOBS_LAG.timer(registry, key))
        .record(lag.isNegative() ? Duration.ZERO : lag);
  }

  void takenOver(int jobs) {
    takenOver.increment(jobs);
  }

  /// Shows what is in the table.
  ///
  /// @param unknown how many jobs there are at each store that is not known
  void stored(List<JobCount> counts, Map<String, Long> unknown) {
    unknownStores.register(
        unknown.entrySet().stream()
            .map(entry -> Metric.JOBS_UNKNOWN_STORE.row(entry.getValue(), entry.getKey()))
            .toList(),
        true);
    stored.register(
        counts.stream()
            .map(
                count ->
                    Metric.JOBS_STORED.row(
                        count.jobs(), count.kind(), count.state().name().toLowerCase(Locale.ROOT)))
            .toList(),
        true);
  }
}
