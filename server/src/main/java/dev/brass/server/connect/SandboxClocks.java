package dev.brass.server.connect;

import dev.brass.server.job.Jobs;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// How far each tenant has moved the time of its orders at sandbox stores. Time only goes forward,
/// and every wait follows it: bundling windows, retries, shipping, tracking and webhook retries.
/// Thread-safe.
public final class SandboxClocks {

  /// The maximum that a tenant's clock can be ahead of the system clock.
  public static final Duration FURTHEST = Duration.ofDays(3650);

  private final Jdbi jdbi;
  private final SandboxClockRepository repository = new SandboxClockRepository();
  private final Jobs jobs;
  private final InstantSource clock;

  public SandboxClocks(Jdbi jdbi, Jobs jobs, InstantSource clock) {
    this.jdbi = jdbi;
    this.jobs = jobs;
    this.clock = clock;
  }

  /// The id of a tenant's clock for jobs.
  public static UUID name(TenantId tenant) {
    return tenant.value();
  }

  /// How far each of these tenants is ahead; tenants that never moved are left out.
  public Map<TenantId, Duration> ahead(Handle handle, Collection<TenantId> tenants) {
    return tenants.isEmpty() ? new HashMap<>() : repository.ahead(handle, tenants);
  }

  /// A tenant's sandbox time.
  public Instant now(TenantId tenant) {
    Duration ahead =
        jdbi.withHandle(handle -> ahead(handle, List.of(tenant)))
            .getOrDefault(tenant, Duration.ZERO);
    return clock.instant().plus(ahead);
  }

  /// Moves a tenant's sandbox time forward and returns the new time.
  ///
  /// @throws IllegalArgumentException when `by` is negative or leads further than [#FURTHEST]
  public Instant advance(TenantId tenant, Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("sandbox time cannot go back");
    }
    if (by.compareTo(FURTHEST) > 0) {
      throw tooFar();
    }
    Duration ahead =
        jdbi.inTransaction(
            handle -> {
              Duration total = repository.advance(handle, tenant, by);
              if (total.compareTo(FURTHEST) > 0) {
                throw tooFar();
              }
              jobs.moveClock(handle, name(tenant), by);
              return total;
            });
    jobs.wake();
    return clock.instant().plus(ahead);
  }

  /// Sets the slower clock of two tenants to that of the other, in the caller's transaction, before
  /// the orders of one move to the other. Call [Jobs#wake] after the commit.
  public void align(Handle handle, TenantId one, TenantId other) {
    Map<TenantId, Duration> ahead = ahead(handle, List.of(one, other));
    Duration by =
        ahead.getOrDefault(one, Duration.ZERO).minus(ahead.getOrDefault(other, Duration.ZERO));
    if (!by.isZero()) {
      TenantId behind = by.isNegative() ? one : other;
      repository.advance(handle, behind, by.abs());
      jobs.moveClock(handle, name(behind), by.abs());
    }
  }

  private static IllegalArgumentException tooFar() {
    return new IllegalArgumentException(
        "sandbox time can be at most " + FURTHEST.toDays() + " days ahead");
  }
}
