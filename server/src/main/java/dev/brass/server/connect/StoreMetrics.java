package dev.brass.server.connect;

import dev.brass.server.metric.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The metrics about stores, except sandbox stores ([Metric]). Thread-safe.
final class StoreMetrics {

  private final MeterRegistry registry;
  private final Map<String, Timer> turns = new ConcurrentHashMap<>();
  private final Map<Result, Counter> calls = new ConcurrentHashMap<>();

  private record Result(String store, String word) {}

  StoreMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(String store, Breaker breaker) {
    Metric.STORES_UNREACHABLE.gauge(registry, breaker, b -> b.isDown() ? 1 : 0, store);
  }

  void waited(String store, Duration wait) {
    turns.computeIfAbsent(store, key -> Metric.STORES_TURN.timer(registry, key)).record(wait);
  }

  void answered(ConfiguredStore store) {
    called(store, "answered");
  }

  void failed(ConfiguredStore store, Trouble.Kind kind) {
    called(store, kind.name().toLowerCase(Locale.ROOT));
  }

  private void called(ConfiguredStore store, String word) {
    if (store.sandbox()) {
      return;
    }
    Result result = new Result(store.code(), word);
    Counter known = calls.get(result);
    (known != null ? known : calls.computeIfAbsent(result, this::counter)).increment();
  }

  private Counter counter(Result result) {
    return Metric.STORES_CALLS.counter(registry, result.store(), result.word());
  }
}
