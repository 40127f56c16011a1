package dev.brass.server.tenant;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// The limits that operators have set, and each tenant's number of waiting jobs. Thread-safe.
final class TenantLimitRepository {

  private static final String LIMITS =
      """
      select name, most from tenant_limit where tenant_id = :tenant
      """;

  private static final String JOBS =
      """
      select coalesce(max(jobs), 0) from tenant_backlog where tenant_id = :tenant
      """;

  private static final String CLEAR =
      """
      delete from tenant_limit where tenant_id = :tenant and not name = any(:names)
      """;

  private static final String SET =
      """
      insert into tenant_limit (tenant_id, name, most) values (:tenant, :name, :most)
      on conflict (tenant_id, name) do update set most = excluded.most
      """;

  Map<LimitKind, Integer> limits(Handle handle, TenantId tenant) {
    Map<LimitKind, Integer> limits = new EnumMap<>(LimitKind.class);
    handle
        .createQuery(LIMITS)
        .bind("tenant", tenant.value())
        .map((row, _) -> Map.entry(row.getString("name"), row.getInt("most")))
        .forEach(
            limit ->
                limits.put(
                    LimitKind.valueOf(limit.getKey().toUpperCase(Locale.ROOT)), limit.getValue()));
    return limits;
  }

  long jobs(Handle handle, TenantId tenant) {
    return handle.createQuery(JOBS).bind("tenant", tenant.value()).mapTo(Long.class).one();
  }

  /// Sets these limits and no others.
  void set(Handle handle, TenantId tenant, Map<LimitKind, Integer> limits) {
    handle
        .createUpdate(CLEAR)
        .bind("tenant", tenant.value())
        .bindArray("names", String.class, limits.keySet().stream().map(LimitKind::word).toArray())
        .execute();
    limits.forEach(
        (kind, most) ->
            handle
                .createUpdate(SET)
                .bind("tenant", tenant.value())
                .bind("name", kind.word())
                .bind("most", most)
                .execute());
  }
}
