package dev.brass.server.order;

import dev.brass.server.metric.Metric;
import dev.brass.server.recovery.Recovery;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The metrics about operators' open decisions after a loss of data or a stray purchase ([Metric]).
/// Thread-safe.
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
    Metric.RECOVERING.gauge(registry, recovery, r -> r.status().isRecovering() ? 1 : 0);
    Metric.ORDERS_STRAYS.gauge(registry, open, AtomicInteger::get);
    this.waiting = Metric.RECOVERY_ORDERS.rows(registry);
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
            .map(stake -> Metric.RECOVERY_ORDERS.row(stake.orders(), stake.store(), stake.state()))
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
