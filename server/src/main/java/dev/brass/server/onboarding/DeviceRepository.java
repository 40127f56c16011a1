package dev.brass.server.onboarding;

import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The table `device_code`. Thread-safe.
final class DeviceRepository {

  private static final String INSERT =
      """
      insert into device_code
        (hash, user_code, name, source, sandbox_id, status, created_at, expires_at)
      values (:hash, :userCode, :name, :source, cast(:sandbox as uuid), 'pending', :now, :expiresAt)
      on conflict (user_code) do nothing
      """;

  private static final String COLUMNS =
      """
      select user_code, name, source, sandbox_id, status, tenant_id, orders_moved, keys_moved,
             expires_at, polled_at
      from device_code
      """;

  private static final String BY_USER_CODE = COLUMNS + " where user_code = :userCode";

  private static final String BY_USER_CODE_LOCKED = BY_USER_CODE + " for update";

  private static final String BY_HASH_LOCKED = COLUMNS + " where hash = :hash for update";

  private static final String POLLED =
      """
      update device_code set polled_at = :now where user_code = :userCode
      """;

  private static final String DECIDE =
      """
      update device_code
      set status = :status, tenant_id = cast(:tenant as uuid), orders_moved = :orders,
          keys_moved = :keys, expires_at = greatest(expires_at, :until)
      where user_code = :userCode
      """;

  private static final String REDEEM =
      """
      update device_code set status = 'redeemed' where user_code = :userCode
      """;

  private static final String FORGET =
      """
      delete from device_code where expires_at < :before
      """;

  /// A stored question for a key.
  record Row(
      String userCode,
      String name,
      String source,
      @Nullable TenantId sandbox,
      DeviceStatus standing,
      @Nullable TenantId tenant,
      Sandboxes.@Nullable Claimed moved,
      Instant expiresAt,
      @Nullable Instant polledAt) {}

  /// Whether the code for people was free.
  boolean insert(
      Handle handle,
      byte[] hash,
      String userCode,
      String name,
      String source,
      @Nullable TenantId sandbox,
      Instant now,
      Instant expiresAt) {
    return handle
            .createUpdate(INSERT)
            .bind("hash", hash)
            .bind("userCode", userCode)
            .bind("name", name)
            .bind("source", source)
            .bind("sandbox", sandbox == null ? null : sandbox.value())
            .bind("now", now)
            .bind("expiresAt", expiresAt)
            .execute()
        == 1;
  }

  Optional<Row> find(Handle handle, String userCode) {
    return one(handle.createQuery(BY_USER_CODE).bind("userCode", userCode));
  }

  Optional<Row> lock(Handle handle, String userCode) {
    return one(handle.createQuery(BY_USER_CODE_LOCKED).bind("userCode", userCode));
  }

  Optional<Row> lock(Handle handle, byte[] hash) {
    return one(handle.createQuery(BY_HASH_LOCKED).bind("hash", hash));
  }

  private static Optional<Row> one(Query query) {
    return query.map((row, _) -> row(row)).findOne();
  }

  private static Row row(ResultSet row) throws SQLException {
    boolean moved = row.getObject("orders_moved") != null;
    OffsetDateTime polled = row.getObject("polled_at", OffsetDateTime.class);
    return new Row(
        row.getString("user_code"),
        row.getString("name"),
        row.getString("source"),
        tenant(row.getObject("sandbox_id", UUID.class)),
        DeviceStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        tenant(row.getObject("tenant_id", UUID.class)),
        moved ? new Sandboxes.Claimed(row.getInt("orders_moved"), row.getInt("keys_moved")) : null,
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        polled == null ? null : polled.toInstant());
  }

  private static @Nullable TenantId tenant(@Nullable UUID id) {
    return id == null ? null : new TenantId(id);
  }

  void polled(Handle handle, Row row, Instant now) {
    handle.createUpdate(POLLED).bind("userCode", row.userCode()).bind("now", now).execute();
  }

  void decide(
      Handle handle,
      Row row,
      DeviceStatus standing,
      @Nullable TenantId tenant,
      Sandboxes.@Nullable Claimed moved,
      Instant until) {
    handle
        .createUpdate(DECIDE)
        .bind("userCode", row.userCode())
        .bind("status", standing.code())
        .bind("tenant", tenant == null ? null : tenant.value())
        .bind("orders", moved == null ? null : moved.orders())
        .bind("keys", moved == null ? null : moved.keys())
        .bind("until", until)
        .execute();
  }

  void redeem(Handle handle, Row row) {
    handle.createUpdate(REDEEM).bind("userCode", row.userCode()).execute();
  }

  void forget(Handle handle, Instant before) {
    handle.createUpdate(FORGET).bind("before", before).execute();
  }
}
