package dev.brass.server.connect;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The metrics about stores, except sandbox stores. Thread-safe.
///
/// `brass.stores.unreachable` (store): 1 while it does not answer. `brass.stores.calls` (store,
/// result): calls of connectors on this node, by `answered` or the obstacle. `brass.stores.turn`
/// (store): how long calls waited for their turn at its rate limit.
final class StoreMetrics {

  private final MeterRegistry registry;
  private final Map<String, Timer> turns = new ConcurrentHashMap<>();
  private final Map<Result, Counter> calls = new ConcurrentHashMap<>();

  private record Result(String store, String word) {}

  StoreMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(String store, Breaker breaker) {
    Gauge.builder("brass.stores.unreachable", breaker, b -> b.isDown() ? 1 : 0)
        .description("Stores that do not answer")
        .tag("store", store)
        .register(registry);
  }

  void waited(String store, Duration wait) {
    turns
        .computeIfAbsent(
            store,
            key ->
                Timer.builder("brass.stores.turn")
                    .description("Waits for a turn at a store's pace")
                    .tag("store", key)
                    .register(registry))
        .record(wait);
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
    return Counter.builder("brass.stores.calls")
        .description("Calls of connectors")
        .tag("store", result.store())
        .tag("result", result.word())
        .register(registry);
  }
}
