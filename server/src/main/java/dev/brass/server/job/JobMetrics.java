package dev.brass.server.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The figures about jobs that operators scrape. Thread-safe.
///
/// `brass.jobs.run` (kind, result): the number of runs with this result and their durations.
/// `brass.jobs.lag` (kind): from due to claimed. `brass.jobs.taken.over`: jobs of dead nodes.
/// `brass.jobs.stored` (kind, state): rows of the table, counted now and then.
/// `brass.jobs.unknown.store` (store): those of them at stores that this node does not know.
/// `brass.jobs.working`, `brass.jobs.in.flight` (kind): jobs of this node at work, and including
/// those that wait for another system.
final class JobMetrics {

  private record RunKey(String kind, String result) {}

  private final MeterRegistry registry;
  private final Map<RunKey, Timer> runs = new ConcurrentHashMap<>();
  private final Map<String, Timer> lags = new ConcurrentHashMap<>();
  private final MultiGauge stored;
  private final MultiGauge unknownStores;

  JobMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.stored =
        MultiGauge.builder("brass.jobs.stored")
            .description("Jobs in the table by kind and state")
            .register(registry);
    this.unknownStores =
        MultiGauge.builder("brass.jobs.unknown.store")
            .description("Jobs in the table at stores that this node does not know")
            .register(registry);
  }

  /// Shows how much of a kind is under way.
  void watch(KindLimit limit) {
    Gauge.builder("brass.jobs.working", limit, KindLimit::working)
        .description("Jobs of this node that are at work")
        .tag("kind", limit.kind().name())
        .register(registry);
    Gauge.builder("brass.jobs.in.flight", limit, KindLimit::inFlight)
        .description("Jobs of this node that were begun and have not ended")
        .tag("kind", limit.kind().name())
        .register(registry);
  }

  Timer.Sample begin() {
    return Timer.start(registry);
  }

  /// Counts a run that ended with `result`: one word, such as `done` or `discarded`.
  void ran(String kind, String result, Timer.Sample begun) {
    begun.stop(
        runs.computeIfAbsent(
            new RunKey(kind, result),
            key ->
                Timer.builder("brass.jobs.run")
                    .description("Runs of jobs")
                    .tag("kind", key.kind())
                    .tag("result", key.result())
                    .register(registry)));
  }

  void claimed(String kind, Duration lag) {
    lags.computeIfAbsent(
            kind,
            key ->
                Timer.builder("brass.jobs.lag")
                    .description("From a job's due time to its claim")
                    .tag("kind", key)
                    .register(registry))
        .record(lag.isNegative() ? Duration.ZERO : lag);
  }

  void takenOver(int jobs) {
    registry.counter("brass.jobs.taken.over").increment(jobs);
  }

  /// Shows what is in the table.
  ///
  /// @param unknown how many jobs there are at each store that is not known
  void stored(List<JobCount> counts, Map<String, Long> unknown) {
    unknownStores.register(
        unknown.entrySet().stream()
            .map(entry -> MultiGauge.Row.of(Tags.of("store", entry.getKey()), entry.getValue()))
            .toList(),
        true);
    stored.register(
        counts.stream()
            .map(
                count ->
                    MultiGauge.Row.of(
                        Tags.of(
                            "kind", count.kind(),
                            "state", count.state().name().toLowerCase(Locale.ROOT)),
                        count.jobs()))
            .toList(),
        true);
  }
}
