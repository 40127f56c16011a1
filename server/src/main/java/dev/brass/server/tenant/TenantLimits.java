package dev.brass.server.tenant;

import dev.brass.server.db.Database;
import dev.brass.server.db.ShortCache;
import dev.brass.server.quota.HourlyQuota;
import dev.brass.server.quota.TooMuch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// The limits of each tenant: those of the settings, or those that an operator has set for it.
/// Thread-safe. Limits set on another node are effective here after some seconds.
public final class TenantLimits {

  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final Duration UNTIL_COUNTED = Duration.ofSeconds(30);
  private static final int MOST_KNOWN = 20_000;

  private final Database database;
  private final InstantSource clock;
  private final Map<LimitKind, Integer> defaults;
  private final TenantLimitRepository repository = new TenantLimitRepository();
  private final ShortCache<TenantId, Known> known =
      new ShortCache<>(FRESH, MOST_KNOWN, _ -> false, this::load);
  private final HourlyQuota<TenantId> rows;

  /// The jobs accepted here since the last count of the backlog.
  private final ConcurrentHashMap<TenantId, LongAdder> added = new ConcurrentHashMap<>();

  /// The known limits and backlog of a tenant.
  ///
  /// @param jobs how many waited at the last count
  private record Known(Map<LimitKind, Integer> limits, long jobs) {

    /// Each kind has a limit.
    private int most(LimitKind kind) {
      return Objects.requireNonNull(limits.get(kind));
    }
  }

  /// Limits.
  ///
  /// @param defaults of every kind
  public TenantLimits(Database database, Map<LimitKind, Integer> defaults, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.defaults = new EnumMap<>(defaults);
    this.rows = new HourlyQuota<>(clock);
  }

  private Known load(TenantId tenant) {
    return database
        .jdbi()
        .withHandle(
            handle -> {
              Map<LimitKind, Integer> limits = new EnumMap<>(defaults);
              limits.putAll(repository.limits(handle, tenant));
              long jobs = repository.jobs(handle, tenant);
              added.remove(tenant);
              return new Known(limits, jobs);
            });
  }

  /// The limit of a tenant.
  public int most(TenantId tenant, LimitKind kind) {
    return known(tenant).most(kind);
  }

  /// All limits of a tenant.
  public Map<LimitKind, Integer> of(TenantId tenant) {
    return new EnumMap<>(load(tenant).limits());
  }

  private Known known(TenantId tenant) {
    Instant now = clock.instant();
    return known.get(tenant, now);
  }

  /// Sets limits of a tenant.
  ///
  /// @param limits null for those of the settings
  public void set(TenantId tenant, Map<LimitKind, Integer> limits) {
    database.jdbi().useTransaction(handle -> repository.set(handle, tenant, limits));
    known.forget(tenant);
  }

  /// Allows work that creates this many jobs.
  ///
  /// @throws TooMuch when too many of the tenant's wait
  public void addWork(TenantId tenant, int jobs) {
    Known of = known(tenant);
    LongAdder more = added.computeIfAbsent(tenant, _ -> new LongAdder());
    int most = of.most(LimitKind.JOBS);
    if (of.jobs() + more.sum() >= most) {
      throw TooMuch.now(
          "more than "
              + most
              + " of your orders, messages and other jobs wait; send more when some are done",
          UNTIL_COUNTED);
    }
    more.add(jobs);
  }

  /// Lets rows or operations in.
  ///
  /// @throws TooMuch when there are too many in an hour
  public void addRows(TenantId tenant, int count) {
    int most = most(tenant, LimitKind.ROWS_PER_HOUR);
    Duration wait = rows.take(tenant, count, most);
    if (!wait.isZero()) {
      throw TooMuch.now(
          "you may hand in " + most + " rows and operations in an hour; send more later", wait);
    }
  }
}
