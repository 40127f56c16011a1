package dev.brass.server.secret;

import dev.brass.server.tenant.TenantId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// The rows of master keys and data keys. Thread-safe.
final class SecretRepository {

  /// The number is this lock's name in the whole database, chosen at random.
  private static final String LOCK_MASTER =
      """
      select pg_advisory_xact_lock(7310482955164027)::text
      """;

  private static final String CURRENT =
      """
      select id from master_key where current
      """;

  /// Until the end of the transaction no other key becomes the current one.
  private static final String CURRENT_HELD =
      """
      select id from master_key where current for share
      """;

  private static final String UNSET_CURRENT =
      """
      update master_key set current = false where current
      """;

  private static final String SET_CURRENT =
      """
      insert into master_key (id, current, created_at)
      values (:id, true, :now)
      on conflict (id) do update set current = true, retired_at = null
      """;

  private static final String RETIRE =
      """
      update master_key set retired_at = :now where not current and retired_at is null
      """;

  /// Every master key that this database has used, the oldest first.
  private static final String MASTER_KEYS =
      """
      select m.id, m.current, m.created_at, m.retired_at,
             (select count(*) from data_key d where d.master_key_id = m.id) as data_keys
      from master_key m
      order by m.created_at, m.id
      """;

  private static final String DATA_KEY =
      """
      select tenant_id, wrapped from data_key where tenant_id = :tenant
      """;

  private static final String DATA_KEY_HELD =
      """
      select tenant_id, wrapped from data_key where tenant_id = :tenant for update
      """;

  private static final String INSERT_DATA_KEY =
      """
      insert into data_key (tenant_id, wrapped, master_key_id, created_at)
      values (:tenant, :wrapped, :master, :now)
      on conflict (tenant_id) do nothing
      """;

  private static final String REPLACE_DATA_KEY =
      """
      update data_key
      set wrapped = :wrapped, master_key_id = :master, rotated_at = :now
      where tenant_id = :tenant
      """;

  private static final String REWRAP =
      """
      update data_key set wrapped = :wrapped, master_key_id = :master where tenant_id = :tenant
      """;

  private static final String TO_REWRAP =
      """
      select tenant_id, wrapped
      from data_key
      where master_key_id <> :master
      order by tenant_id
      limit :limit
      for update
      """;

  private static final RowMapper<UsedKey> USED_KEY = ConstructorMapper.of(UsedKey.class);

  private static final RowMapper<Wrapped> WRAPPED =
      (row, _) ->
          new Wrapped(
              new TenantId(row.getObject("tenant_id", UUID.class)),
              ByteBuffer.wrap(row.getBytes("wrapped")));

  /// A data key as it is stored.
  record Wrapped(TenantId tenant, ByteBuffer bytes) {}

  /// A master key that this database has used.
  ///
  /// @param createdAt when it first became the current one
  /// @param retiredAt when the last data key was wrapped by another one; null while it is needed
  /// @param dataKeys how many data keys it wraps
  record UsedKey(
      long id, boolean current, Instant createdAt, @Nullable Instant retiredAt, long dataKeys) {}

  /// Lets one node at a time choose or change the master key, until the end of the transaction.
  void lockMaster(Handle handle) {
    handle.createQuery(LOCK_MASTER).mapTo(String.class).list();
  }

  Optional<Long> current(Handle handle) {
    return handle.createQuery(CURRENT).mapTo(Long.class).findOne();
  }

  long currentHeld(Handle handle) {
    return handle.createQuery(CURRENT_HELD).mapTo(Long.class).one();
  }

  void setCurrent(Handle handle, long masterKey, Instant now) {
    handle.createUpdate(UNSET_CURRENT).execute();
    handle.createUpdate(SET_CURRENT).bind("id", masterKey).bind("now", now).execute();
  }

  List<UsedKey> masterKeys(Handle handle) {
    return handle.createQuery(MASTER_KEYS).map(USED_KEY).list();
  }

  void retireOthers(Handle handle, Instant now) {
    handle.createUpdate(RETIRE).bind("now", now).execute();
  }

  Optional<Wrapped> dataKey(Handle handle, TenantId tenant) {
    return handle.createQuery(DATA_KEY).bind("tenant", tenant.value()).map(WRAPPED).findOne();
  }

  Optional<Wrapped> dataKeyHeld(Handle handle, TenantId tenant) {
    return handle.createQuery(DATA_KEY_HELD).bind("tenant", tenant.value()).map(WRAPPED).findOne();
  }

  void insertDataKey(Handle handle, Wrapped key, long masterKey, Instant now) {
    handle
        .createUpdate(INSERT_DATA_KEY)
        .bind("tenant", key.tenant().value())
        .bind("wrapped", key.bytes().array())
        .bind("master", masterKey)
        .bind("now", now)
        .execute();
  }

  void replaceDataKey(Handle handle, Wrapped key, long masterKey, Instant now) {
    handle
        .createUpdate(REPLACE_DATA_KEY)
        .bind("tenant", key.tenant().value())
        .bind("wrapped", key.bytes().array())
        .bind("master", masterKey)
        .bind("now", now)
        .execute();
  }

  void rewrap(Handle handle, Wrapped key, long masterKey) {
    handle
        .createUpdate(REWRAP)
        .bind("tenant", key.tenant().value())
        .bind("wrapped", key.bytes().array())
        .bind("master", masterKey)
        .execute();
  }

  /// Data keys wrapped by other master keys than this, held until the end of the transaction.
  List<Wrapped> toRewrap(Handle handle, long masterKey, int limit) {
    return handle
        .createQuery(TO_REWRAP)
        .bind("master", masterKey)
        .bind("limit", limit)
        .map(WRAPPED)
        .list();
  }
}
