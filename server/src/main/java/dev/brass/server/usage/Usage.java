package dev.brass.server.usage;

import dev.brass.server.db.Database;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The number of each tenant's calls for product data, and its last calls. Calls are written once a
/// second for all tenants together; a crash loses that second, which affects no bill: the cost of
/// each call is in the wallet. Thread-safe.
public final class Usage implements AutoCloseable {

  /// The longest window of a report.
  public static final int MOST_DAYS = 90;

  /// The most calls that are kept of a tenant in a mode.
  public static final int MOST_RECENT = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Usage.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_WAITING = 10_000;
  private static final int LARGEST_GROUP = 1_000;

  private final Database database;
  private final InstantSource clock;
  private final UsageRepository repository = new UsageRepository();
  private final ArrayBlockingQueue<DataCall> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Begins to write.
  ///
  /// @param clock the system clock
  public Usage(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    Thread.ofVirtual().name("usage").start(this::write);
  }

  /// Counts a call. It waits only when calls come faster than they can be written.
  public void add(DataCall call) {
    while (!waiting.offer(call)) {
      flush();
    }
  }

  private void write() {
    try {
      while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes the waiting calls. Those that cannot be written are lost: reports are not worth more.
  private synchronized void flush() {
    List<DataCall> calls = new ArrayList<>();
    while (waiting.drainTo(calls, LARGEST_GROUP) > 0) {
      try {
        database.relaxed(
            handle -> {
              repository.add(handle, calls, today().minusDays(2L * MOST_DAYS), MOST_RECENT);
              return calls.size();
            });
      } catch (RuntimeException e) {
        LOG.warn("the usage of {} calls could not be written", calls.size(), e);
      }
      calls.clear();
    }
  }

  /// The calls of a tenant; those of other nodes up to a second ago.
  ///
  /// @param windowDays 1 to [#MOST_DAYS], today included
  /// @param recent at most [#MOST_RECENT]
  public UsageReport report(TenantId tenant, Mode mode, int windowDays, int recent) {
    flush();
    LocalDate today = today();
    LocalDate first = today.minusDays(windowDays - 1L);
    LocalDate before = first.minusDays(windowDays);
    return database
        .jdbi()
        .withHandle(
            handle -> {
              Map<DataEndpoint, Map<LocalDate, Long>> days =
                  repository.days(handle, tenant, mode, before);
              Map<DataEndpoint, UsageReport.Metric> metrics = new EnumMap<>(DataEndpoint.class);
              for (DataEndpoint endpoint : DataEndpoint.values()) {
                metrics.put(
                    endpoint, metric(days.getOrDefault(endpoint, Map.of()), first, windowDays));
              }
              return new UsageReport(
                  first.atStartOfDay().toInstant(ZoneOffset.UTC),
                  metrics,
                  repository.recent(handle, tenant, mode, Math.min(recent, MOST_RECENT)));
            });
  }

  private static UsageReport.Metric metric(
      Map<LocalDate, Long> days, LocalDate first, int windowDays) {
    List<Long> series = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < windowDays; i++) {
      long calls = days.getOrDefault(first.plusDays(i), 0L);
      series.add(calls);
      total += calls;
    }
    long before =
        days.entrySet().stream()
            .filter(day -> day.getKey().isBefore(first))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return new UsageReport.Metric(total, before, series);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  @Override
  public void close() {
    closed.countDown();
    flush();
  }
}
