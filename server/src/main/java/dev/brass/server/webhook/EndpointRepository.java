package dev.brass.server.webhook;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The registered receivers of the v2 API.
final class EndpointRepository {

  private static final String REGISTER =
      """
      insert into webhook_endpoint (tenant_id, mode, sealed_url, sealed_secret, created_at, changed_at)
      values (:tenant, :mode, :url, :secret, :now, :now)
      on conflict (tenant_id, mode) do update set sealed_url = excluded.sealed_url, changed_at = :now
      returning sealed_url, sealed_secret
      """;

  private static final String CLEAR =
      """
      update webhook_endpoint set sealed_url = null, changed_at = :now
      where tenant_id = :tenant and mode = :mode
      """;

  private static final String FIND =
      """
      select sealed_url, sealed_secret from webhook_endpoint
      where tenant_id = :tenant and mode = :mode
      """;

  private EndpointRepository() {}

  /// An endpoint as stored.
  static final class Row {
    final byte @Nullable [] url;
    final byte[] secret;

    Row(byte @Nullable [] url, byte[] secret) {
      this.url = url;
      this.secret = secret;
    }
  }

  /// Sets the URL; `secret` is used only if the tenant has none in this mode yet.
  static Row register(
      Handle handle, TenantId tenant, Mode mode, byte[] url, byte[] secret, Instant now) {
    return handle
        .createQuery(REGISTER)
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .bind("url", url)
        .bind("secret", secret)
        .bind("now", now)
        .map((row, _) -> new Row(row.getBytes("sealed_url"), row.getBytes("sealed_secret")))
        .one();
  }

  static void clear(Handle handle, TenantId tenant, Mode mode, Instant now) {
    handle
        .createUpdate(CLEAR)
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .bind("now", now)
        .execute();
  }

  static Optional<Row> find(Handle handle, TenantId tenant, Mode mode) {
    return handle
        .createQuery(FIND)
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .map((row, _) -> new Row(row.getBytes("sealed_url"), row.getBytes("sealed_secret")))
        .findOne();
  }
}
