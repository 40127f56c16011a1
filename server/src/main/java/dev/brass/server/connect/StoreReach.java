package dev.brass.server.connect;

import dev.brass.server.connect.StoreReachRepository.Row;
import dev.brass.server.connect.StoreReachRepository.Turns;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The reachability of the stores: their breakers and rate limiters. All nodes share both through
/// the database, by the database's clock. Thread-safe.
///
/// Sandbox stores are always called: their failures are simulated on request.
public final class StoreReach implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StoreReach.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Jdbi jdbi;
  private final RandomGenerator random;
  private final @Nullable InstantSource time;
  private final LongSupplier nanoTime;
  private final StorePace.Sleeper sleeper;
  private final StoreMetrics metrics;
  private final StoreReachRepository repository = new StoreReachRepository();
  private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
  private final Map<String, StorePace> paces = new ConcurrentHashMap<>();
  private @Nullable Thread watch;

  /// The reachability of a node's stores.
  ///
  /// @param stores all of them
  public StoreReach(Jdbi jdbi, Stores stores, RandomGenerator random, MeterRegistry registry) {
    this(jdbi, stores, random, registry, null, System::nanoTime, Thread::sleep);
  }

  /// The same with another clock, for tests.
  ///
  /// @param time replaces the database's clock; null for that one
  /// @param nanoTime such as [System#nanoTime]
  public StoreReach(
      Jdbi jdbi,
      Stores stores,
      RandomGenerator random,
      MeterRegistry registry,
      @Nullable InstantSource time,
      LongSupplier nanoTime) {
    this(jdbi, stores, random, registry, time, nanoTime, Thread::sleep);
  }

  StoreReach(
      Jdbi jdbi,
      Stores stores,
      RandomGenerator random,
      MeterRegistry registry,
      @Nullable InstantSource time,
      LongSupplier nanoTime,
      StorePace.Sleeper sleeper) {
    this.jdbi = jdbi;
    this.random = random;
    this.time = time;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
    this.metrics = new StoreMetrics(registry);
    for (ConfiguredStore store : stores.all()) {
      if (!store.sandbox()) {
        breaker(store.key());
        if (store.rules().apart() != null) {
          pace(store.key(), store.rules().apart());
        }
      }
    }
  }

  /// Begins to read the results of other nodes.
  public void start() {
    watch = Thread.ofVirtual().name("store-reach").start(this::follow);
  }

  private void follow() {
    try {
      while (true) {
        Thread.sleep(LOOK_EVERY);
        try {
          refresh();
        } catch (RuntimeException e) {
          LOG.debug("Could not read how stores can be reached", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reads the results of all nodes.
  void refresh() {
    long asked = nanoTime.getAsLong();
    Map<String, Row> troubles = new HashMap<>();
    Map<String, Duration> rests = new HashMap<>();
    for (Row row : jdbi.withHandle(handle -> repository.all(handle, now()))) {
      if (row.rest() == null) {
        troubles.put(row.store(), row);
      } else if (!paces.containsKey(row.store())) {
        rests.put(row.store(), row.rest());
      }
    }
    // Only for stores that are configured here: others would never be probed.
    breakers.forEach(
        (store, breaker) -> breaker.learn(asked, troubles.get(store), rests.get(store)));
  }

  private @Nullable Instant now() {
    return time == null ? null : time.instant();
  }

  /// The breaker of a store; null for one without.
  @Nullable Breaker breaker(ConfiguredStore store) {
    return store.sandbox() ? null : breaker(store.key());
  }

  /// The rate limiter of a store; null for one without.
  @Nullable StorePace pace(ConfiguredStore store) {
    Duration apart = store.rules().apart();
    return apart == null || store.sandbox() ? null : pace(store.key(), apart);
  }

  private Breaker breaker(String store) {
    Breaker known = breakers.get(store);
    return known != null
        ? known
        : breakers.computeIfAbsent(
            store,
            key -> {
              Breaker breaker = new Breaker(key, shared, nanoTime, random);
              metrics.watch(key, breaker);
              return breaker;
            });
  }

  private StorePace pace(String store, Duration apart) {
    StorePace known = paces.get(store);
    return known != null
        ? known
        : paces.computeIfAbsent(
            store,
            key ->
                new StorePace(
                    key, apart, (span, horizon) -> take(key, span, horizon), sleeper, nanoTime));
  }

  private Turns take(String store, Duration span, Duration horizon) {
    Turns turns = jdbi.withHandle(handle -> repository.take(handle, store, span, horizon, now()));
    if (turns.taken()) {
      metrics.waited(store, turns.until());
    }
    return turns;
  }

  StoreMetrics metrics() {
    return metrics;
  }

  /// The state of a store.
  ///
  /// @param now the time by the system clock
  public StoreState state(ConfiguredStore store, Instant now) {
    Breaker breaker = breakers.get(store.key());
    return store.sandbox() || breaker == null ? StoreState.REACHABLE : breaker.state(now);
  }

  /// The keys of the stores that do not answer.
  public List<String> unreachable() {
    return breakers.entrySet().stream()
        .filter(each -> each.getValue().isDown())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /// Whether the store with this key has asked for a pause.
  boolean isResting(String key) {
    Breaker breaker = breakers.get(key);
    return breaker != null && breaker.rest().isPositive();
  }

  boolean isDown(String key) {
    Breaker breaker = breakers.get(key);
    return breaker != null && breaker.isDown();
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.interrupt();
    }
  }

  private final Breaker.Shared shared =
      new Breaker.Shared() {
        @Override
        public void open(String store, String why, Duration pause) {
          jdbi.useHandle(handle -> repository.open(handle, store, why, pause, now()));
        }

        @Override
        public Optional<Integer> probe(String store, Duration longest) {
          return jdbi.withHandle(handle -> repository.probe(handle, store, longest, now()));
        }

        @Override
        public void failed(String store, int probes, String why, Duration pause) {
          jdbi.useHandle(handle -> repository.failed(handle, store, probes, why, pause, now()));
        }

        @Override
        public boolean close(String store) {
          return jdbi.withHandle(handle -> repository.close(handle, store));
        }

        @Override
        public void rest(String store, Duration pause) {
          jdbi.useHandle(handle -> repository.rest(handle, store, pause, now()));
        }
      };
}
