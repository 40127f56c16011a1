package dev.brass.server.connect;

import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table `sandbox_clock`.
final class SandboxClockRepository {

  private static final String AHEAD =
      """
      select c.tenant_id, c.ahead_ms
      from unnest(:tenants::uuid[]) as k(tenant_id)
      join sandbox_clock c on c.tenant_id = k.tenant_id
      """;

  private static final String ADVANCE =
      """
      insert into sandbox_clock (tenant_id, ahead_ms) values (:tenant, :by)
      on conflict (tenant_id) do update set ahead_ms = sandbox_clock.ahead_ms + excluded.ahead_ms
      returning ahead_ms
      """;

  Map<TenantId, Duration> ahead(Handle handle, Collection<TenantId> tenants) {
    return handle
        .createQuery(AHEAD)
        .bindArray("tenants", UUID.class, tenants.stream().map(TenantId::value).distinct().toList())
        .reduceRows(
            new HashMap<>(),
            (map, row) -> {
              map.put(
                  new TenantId(row.getColumn("tenant_id", UUID.class)),
                  Duration.ofMillis(row.getColumn("ahead_ms", Long.class)));
              return map;
            });
  }

  Duration advance(Handle handle, TenantId tenant, Duration by) {
    return Duration.ofMillis(
        handle
            .createQuery(ADVANCE)
            .bind("tenant", tenant.value())
            .bind("by", by.toMillis())
            .mapTo(Long.class)
            .one());
  }
}
