package dev.brass.server.order;

import dev.brass.server.recovery.Recovery;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The metrics about operators' open decisions after a loss of data or a stray purchase.
/// Thread-safe.
///
/// `brass.recovering`: 1 while history may be lost. `brass.recovery.orders` (store, state): orders
/// at real stores that are not final, while it may. `brass.orders.strays`: open stray purchases, at
/// most 10,000. The last two are counted now and then.
public final class SafetyMetrics implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SafetyMetrics.class);
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  /// Counting reads all jobs; it takes at most one part in this many of the time.
  private static final int COUNT_SHARE = 100;

  private final Recovery recovery;
  private final OrderHistory history;
  private final StrayPurchases strays;
  private final MultiGauge waiting;
  private final AtomicInteger open = new AtomicInteger();
  private @Nullable Thread counter;

  /// Metrics without values yet.
  public SafetyMetrics(
      Recovery recovery, OrderHistory history, StrayPurchases strays, MeterRegistry registry) {
    this.recovery = recovery;
    this.history = history;
    this.strays = strays;
    Gauge.builder("brass.recovering", recovery, r -> r.status().isRecovering() ? 1 : 0)
        .description("Whether the database may have lost its latest changes")
        .register(registry);
    Gauge.builder("brass.orders.strays", open, AtomicInteger::get)
        .description("Stray purchases that no operator has settled")
        .register(registry);
    this.waiting =
        MultiGauge.builder("brass.recovery.orders")
            .description("Orders that are not final while history may be lost")
            .register(registry);
  }

  /// Counts from now on until this is closed.
  public synchronized void start() {
    counter = Thread.ofVirtual().name("safety-metrics").start(this::loop);
  }

  private void loop() {
    try {
      while (true) {
        long begun = System.nanoTime();
        try {
          count();
        } catch (RuntimeException e) {
          LOG.debug("Could not count what waits for an operator", e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Duration rest = took.multipliedBy(COUNT_SHARE - 1);
        Thread.sleep(rest.compareTo(BETWEEN) > 0 ? rest : BETWEEN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Counts once.
  void count() {
    open.set(strays.open());
    List<StoreStake> stakes =
        recovery.status().isRecovering() ? history.atStake() : List.<StoreStake>of();
    waiting.register(
        stakes.stream()
            .map(
                stake ->
                    MultiGauge.Row.of(
                        Tags.of("store", stake.store(), "state", stake.state()), stake.orders()))
            .toList(),
        true);
  }

  @Override
  public synchronized void close() {
    if (counter != null) {
      counter.interrupt();
      counter = null;
    }
  }
}
