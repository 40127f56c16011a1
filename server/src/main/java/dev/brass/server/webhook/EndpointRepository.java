package dev.brass.server.webhook;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The registered receivers of the v2 API.
final class EndpointRepository {

  private static final String COLUMNS =
      " sealed_url, sealed_secret, old_secret_until, failing_since, paused_at\n";

  /// Another URL is another receiver: it has not failed yet.
  private static final String REGISTER =
      """
      insert into webhook_endpoint (tenant_id, mode, sealed_url, sealed_secret, created_at, changed_at)
      values (:tenant, :mode, :url, :secret, :now, :now)
      on conflict (tenant_id, mode) do update
      set sealed_url = excluded.sealed_url, changed_at = :now, failing_since = null, paused_at = null
      returning
      """
          + COLUMNS;

  private static final String CLEAR =
      """
      update webhook_endpoint
      set sealed_url = null, changed_at = :now, failing_since = null, paused_at = null
      where tenant_id = :tenant and mode = :mode
      """;

  private static final String FIND =
      "select" + COLUMNS + "from webhook_endpoint where tenant_id = :tenant and mode = :mode";

  /// Older secrets are removed, so that two at most are valid.
  private static final String ROTATE =
      """
      update webhook_endpoint
      set sealed_old_secret = case when :until::timestamptz is not null then sealed_secret end,
          old_secret_until = :until::timestamptz, sealed_secret = :secret, changed_at = :now
      where tenant_id = :tenant and mode = :mode
      returning
      """
          + COLUMNS;

  private static final String RESUME =
      """
      update webhook_endpoint set failing_since = null, paused_at = null, changed_at = :now
      where tenant_id = :tenant and mode = :mode
      returning
      """
          + COLUMNS;

  private static final String DROP_OLD_SECRETS =
      """
      update webhook_endpoint set sealed_old_secret = null, old_secret_until = null
      where old_secret_until <= :now
      """;

  /// One that keeps failing is written twice: at first, and when it is paused.
  private static final String FAILED =
      """
      update webhook_endpoint
      set failing_since = least(failing_since, :at::timestamptz),
          paused_at = case
            when failing_since <= :at::timestamptz - :patience_ms * interval '1 millisecond'
            then coalesce(paused_at, :now::timestamptz) else paused_at end
      where tenant_id = :tenant and mode = :mode and sealed_url is not null
      returning paused_at = :now::timestamptz
      """;

  private static final String SUCCEEDED =
      """
      update webhook_endpoint set failing_since = null
      where tenant_id = :tenant and mode = :mode and paused_at is null
      """;

  /// Locked against its resumption until the transaction ends.
  private static final String IS_PAUSED =
      """
      select paused_at is not null from webhook_endpoint
      where tenant_id = :tenant and mode = :mode for share
      """;

  private EndpointRepository() {}

  /// An endpoint as stored.
  static final class Row {
    final byte @Nullable [] url;
    final byte[] secret;
    final @Nullable Instant oldSecretUntil;
    final @Nullable Instant failingSince;
    final @Nullable Instant pausedAt;

    private Row(ResultSet row) throws SQLException {
      this.url = row.getBytes("sealed_url");
      this.secret = row.getBytes("sealed_secret");
      this.oldSecretUntil = instant(row, "old_secret_until");
      this.failingSince = instant(row, "failing_since");
      this.pausedAt = instant(row, "paused_at");
    }
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
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
        .map((row, _) -> new Row(row))
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
        .map((row, _) -> new Row(row))
        .findOne();
  }

  /// Replaces a secret by a new one; the old one stays valid until then, or not at all.
  static Optional<Row> rotate(
      Handle handle,
      TenantId tenant,
      Mode mode,
      byte[] secret,
      @Nullable Instant until,
      Instant now) {
    return handle
        .createQuery(ROTATE)
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .bind("secret", secret)
        .bind("until", until == null ? null : until.toString())
        .bind("now", now)
        .map((row, _) -> new Row(row))
        .findOne();
  }

  static Optional<Row> resume(Handle handle, TenantId tenant, Mode mode, Instant now) {
    return handle
        .createQuery(RESUME)
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .bind("now", now)
        .map((row, _) -> new Row(row))
        .findOne();
  }

  /// Forgets the secrets that are no longer valid, of all tenants.
  static void dropOldSecrets(Handle handle, Instant now) {
    handle.createUpdate(DROP_OLD_SECRETS).bind("now", now).execute();
  }

  /// Writes the result of a try for an endpoint.
  ///
  /// @return whether it has paused the endpoint
  static boolean tried(Handle handle, Health health, long patienceMillis) {
    if (health.succeeded()) {
      handle
          .createUpdate(SUCCEEDED)
          .bind("tenant", health.tenant().value())
          .bind("mode", health.mode().name())
          .execute();
      return false;
    }
    return handle
        .createQuery(FAILED)
        .bind("tenant", health.tenant().value())
        .bind("mode", health.mode().name())
        .bind("at", health.at().toString())
        .bind("now", health.now().toString())
        .bind("patience_ms", patienceMillis)
        .map((row, _) -> row.getBoolean(1))
        .findOne()
        .orElse(false);
  }

  /// Whether an endpoint is paused, and will be until the transaction ends.
  static boolean isPaused(Handle handle, TenantId tenant, Mode mode) {
    List<Boolean> paused =
        handle
            .createQuery(IS_PAUSED)
            .bind("tenant", tenant.value())
            .bind("mode", mode.name())
            .mapTo(Boolean.class)
            .list();
    return paused.contains(true);
  }
}
