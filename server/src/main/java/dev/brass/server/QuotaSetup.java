package dev.brass.server;

import dev.brass.server.config.Settings;
import dev.brass.server.db.Database;
import dev.brass.server.quota.Owner;
import dev.brass.server.quota.WorkQuota;
import dev.brass.server.tenant.LimitKind;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.TenantLimits;
import java.time.InstantSource;
import java.util.Map;

/// The settings of each tenant's limits.
final class QuotaSetup {

  /// The number of requests that a node works on at a time. Each has a thread and little more until
  /// it reads its body, which is counted by its bytes.
  private static final int REQUESTS = 8_192;

  private QuotaSetup() {}

  static TenantLimits limits(
      Settings.LimitSettings limits, Database database, InstantSource clock) {
    return new TenantLimits(
        database,
        Map.of(
            LimitKind.REQUESTS, limits.requests(),
            LimitKind.JOBS, limits.jobs(),
            LimitKind.ROWS_PER_HOUR, limits.rowsPerHour()),
        clock);
  }

  static WorkQuota work(Settings.LimitSettings limits, TenantLimits ofTenants) {
    long bytes =
        limits.memory() == null
            ? WorkQuota.partOf(Runtime.getRuntime().maxMemory())
            : limits.memory().bytes();
    return new WorkQuota(
        REQUESTS,
        bytes,
        owner -> most(ofTenants, owner),
        (owner, jobs) -> {
          if (owner.tenant() != null) {
            ofTenants.addWork(new TenantId(owner.tenant()), jobs);
          }
        });
  }

  /// Many people may share an address without a key.
  private static int most(TenantLimits limits, Owner owner) {
    return owner.tenant() == null
        ? REQUESTS
        : limits.most(new TenantId(owner.tenant()), LimitKind.REQUESTS);
  }
}
