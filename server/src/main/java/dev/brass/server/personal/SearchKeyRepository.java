package dev.brass.server.personal;

import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The table `search_key`. Thread-safe.
final class SearchKeyRepository {

  private static final String GET = "select sealed from search_key where tenant_id = :tenant";

  private static final String INSERT =
      """
      insert into search_key (tenant_id, sealed, created_at)
      values (:tenant, :sealed, :now::timestamptz)
      on conflict do nothing
      """;

  Optional<byte[]> get(Handle handle, TenantId tenant) {
    return handle.createQuery(GET).bind("tenant", tenant.value()).mapTo(byte[].class).findOne();
  }

  /// Stores a tenant's key, unless it has one.
  void insert(Handle handle, TenantId tenant, byte[] sealed, Instant now) {
    handle
        .createUpdate(INSERT)
        .bind("tenant", tenant.value())
        .bind("sealed", sealed)
        .bind("now", now.toString())
        .execute();
  }
}
