package dev.brass.server.connect;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// The table `proxy`.
final class ProxyRepository {

  /// Concurrent inserts may exceed the limit by their number.
  private static final String PUT =
      """
      insert into proxy (tenant_id, mode, store, email, sealed_url, changed_at)
      select :tenant, :mode, :store, :email, :url, :now
      where (select count(*) from proxy where tenant_id = :tenant) < :most
         or exists (select from proxy
                    where tenant_id = :tenant and mode = :mode and store = :store
                      and email = :email)
      on conflict (tenant_id, mode, store, email) do update
      set sealed_url = excluded.sealed_url, changed_at = excluded.changed_at
      """;

  private static final String FIND =
      """
      select sealed_url from proxy
      where tenant_id = :tenant and mode = :mode and store = :store and email = :email
      """;

  private static final String DELETE =
      """
      delete from proxy
      where tenant_id = :tenant and mode = :mode and store = :store and email = :email
      """;

  /// The log-in that a proxy belongs to.
  ///
  /// @param email in lower case
  record Owner(TenantId tenant, Mode mode, String store, String email) {
    private <S extends SqlStatement<S>> S bind(S statement) {
      return statement
          .bind("tenant", tenant.value())
          .bind("mode", mode.code())
          .bind("store", store)
          .bind("email", email);
    }
  }

  /// Stores or replaces a proxy; false when the tenant has the maximum number.
  boolean put(Handle handle, Owner owner, byte[] sealedUrl, int most, Instant now) {
    return owner
            .bind(handle.createUpdate(PUT))
            .bind("url", sealedUrl)
            .bind("most", most)
            .bind("now", now)
            .execute()
        == 1;
  }

  Optional<byte[]> find(Handle handle, Owner owner) {
    return owner
        .bind(handle.createQuery(FIND))
        .map((row, _) -> row.getBytes("sealed_url"))
        .findOne();
  }

  void delete(Handle handle, Owner owner) {
    owner.bind(handle.createUpdate(DELETE)).execute();
  }
}
