package dev.brass.server.tenant;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// The rows of tenants and keys. Thread-safe.
final class TenantRepository {

  /// The number is this lock's name in the whole database, chosen at random.
  private static final String LOCK_INSTALLATION =
      """
      select pg_advisory_xact_lock(4927365015738214)::text
      """;

  private static final String INSERT_TENANT =
      """
      insert into tenant (id, name, kind, reach, created_at)
      values (:id, :name, :kind, case when :kind = 'sandbox' then 'public' end, :now)
      on conflict (name) do nothing
      """;

  private static final String REACH_THIS_MACHINE =
      """
      update tenant set reach = 'public_and_loopback' where id = :id and reach is not null
      """;

  private static final String TENANT_BY_NAME =
      """
      select id, name, email, created_at from tenant where name = :name
      """;

  private static final String TENANTS =
      """
      select id, name, email, created_at from tenant where name > :after order by name limit :limit
      """;

  private static final String TENANT =
      """
      select id, name, email, created_at from tenant where id = :id
      """;

  private static final String SET_EMAIL =
      """
      update tenant set email = :email where id = :id
      """;

  private static final String INSERT_KEY =
      """
      insert into api_key
        (id, tenant_id, kind, name, scope, hash, ending, created_at, expires_at)
      values (:id, cast(:tenant as uuid), :kind, :name, :scope, :hash, :ending, :now, :expiresAt)
      """;

  private static final String KEY_BY_HASH =
      """
      select id, tenant_id, kind, name, scope, ending, created_at, expires_at, last_used_at,
             revoked_at, hash
      from api_key
      where hash = :hash
      """;

  private static final String KEY_OF_TENANT =
      """
      select id, tenant_id, kind, name, scope, ending, created_at, expires_at, last_used_at,
             revoked_at
      from api_key
      where tenant_id = :tenant and id = :id
      """;

  private static final String KEYS_OF_TENANT =
      """
      select id, tenant_id, kind, name, scope, ending, created_at, expires_at, last_used_at,
             revoked_at
      from api_key
      where tenant_id = :tenant and id > :after
      order by id
      limit :limit
      """;

  private static final String ADMIN_KEYS =
      """
      select id, tenant_id, kind, name, scope, ending, created_at, expires_at, last_used_at,
             revoked_at
      from api_key
      where kind = 'admin'
      order by id
      limit :limit
      """;

  private static final String REVOKE =
      """
      update api_key set revoked_at = coalesce(revoked_at, :now) where id = :id
      """;

  /// Another node that writes the same key's use at the same moment is as right as this one.
  private static final String RECORD_USES =
      """
      with seen as (
        select api_key.id, used.at
        from unnest(:ids, :instants) as used (id, at)
        join api_key on api_key.id = used.id
        where api_key.last_used_at is null or api_key.last_used_at < used.at
        for update of api_key skip locked
      )
      update api_key set last_used_at = seen.at from seen where api_key.id = seen.id
      """;

  private static final RowMapper<Tenant> TENANT_ROW =
      (row, _) ->
          new Tenant(
              new TenantId(row.getObject("id", UUID.class)),
              row.getString("name"),
              row.getString("email"),
              Objects.requireNonNull(instant(row, "created_at")));

  private static final RowMapper<ApiKey> KEY =
      (row, _) -> {
        UUID tenant = row.getObject("tenant_id", UUID.class);
        return new ApiKey(
            row.getObject("id", UUID.class),
            tenant == null ? null : new TenantId(tenant),
            KeyKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
            row.getString("name"),
            Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
            row.getString("ending"),
            Objects.requireNonNull(instant(row, "created_at")),
            instant(row, "expires_at"),
            instant(row, "last_used_at"),
            instant(row, "revoked_at"));
      };

  /// Allows one node at a time to look for the default tenant and create it, until the end of the
  /// transaction.
  void lockInstallation(Handle handle) {
    handle.createQuery(LOCK_INSTALLATION).mapTo(String.class).list();
  }

  /// Whether the tenant is new; false when there is one of this name.
  boolean insert(Handle handle, Tenant tenant, TenantKind kind) {
    return handle
            .createUpdate(INSERT_TENANT)
            .bind("id", tenant.id().value())
            .bind("name", tenant.name())
            .bind("kind", kind.code())
            .bind("now", tenant.createdAt())
            .execute()
        == 1;
  }

  void reachThisMachine(Handle handle, TenantId id) {
    handle.createUpdate(REACH_THIS_MACHINE).bind("id", id.value()).execute();
  }

  Optional<Tenant> tenant(Handle handle, String name) {
    return handle.createQuery(TENANT_BY_NAME).bind("name", name).map(TENANT_ROW).findOne();
  }

  Optional<Tenant> tenant(Handle handle, TenantId id) {
    return handle.createQuery(TENANT).bind("id", id.value()).map(TENANT_ROW).findOne();
  }

  /// Whether the tenant exists.
  boolean setEmail(Handle handle, TenantId id, @Nullable String email) {
    return handle.createUpdate(SET_EMAIL).bind("id", id.value()).bind("email", email).execute()
        == 1;
  }

  List<Tenant> tenants(Handle handle, String after, int limit) {
    return handle
        .createQuery(TENANTS)
        .bind("after", after)
        .bind("limit", limit)
        .map(TENANT_ROW)
        .list();
  }

  void insert(Handle handle, ApiKey key, byte[] hash) {
    handle
        .createUpdate(INSERT_KEY)
        .bind("id", key.id())
        .bind("tenant", key.tenant() == null ? null : key.tenant().value())
        .bind("kind", key.kind().word())
        .bind("name", key.name())
        .bind("scope", key.scope().word())
        .bind("hash", hash)
        .bind("ending", key.ending())
        .bind("now", key.createdAt())
        .bindByType("expiresAt", key.expiresAt(), Instant.class)
        .execute();
  }

  /// The key with this hash, compared once more in constant time: the time of an index lookup is
  /// not under our control.
  Optional<ApiKey> key(Handle handle, byte[] hash) {
    return handle
        .createQuery(KEY_BY_HASH)
        .bind("hash", hash)
        .map(
            (row, context) ->
                MessageDigest.isEqual(row.getBytes("hash"), hash)
                    ? Optional.of(KEY.map(row, context))
                    : Optional.<ApiKey>empty())
        .findOne()
        .flatMap(found -> found);
  }

  Optional<ApiKey> key(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(KEY_OF_TENANT)
        .bind("tenant", tenant.value())
        .bind("id", id)
        .map(KEY)
        .findOne();
  }

  List<ApiKey> keys(Handle handle, TenantId tenant, UUID after, int limit) {
    return handle
        .createQuery(KEYS_OF_TENANT)
        .bind("tenant", tenant.value())
        .bind("after", after)
        .bind("limit", limit)
        .map(KEY)
        .list();
  }

  List<ApiKey> adminKeys(Handle handle, int limit) {
    return handle.createQuery(ADMIN_KEYS).bind("limit", limit).map(KEY).list();
  }

  /// Whether the key exists. One that is already revoked keeps its time.
  boolean revoke(Handle handle, UUID id, Instant now) {
    return handle.createUpdate(REVOKE).bind("id", id).bind("now", now).execute() == 1;
  }

  void recordUses(Handle handle, Map<UUID, Instant> uses) {
    List<Map.Entry<UUID, Instant>> entries = List.copyOf(uses.entrySet());
    handle
        .createUpdate(RECORD_USES)
        .bindArray("ids", UUID.class, entries.stream().map(Map.Entry::getKey).toList())
        .bindArray("instants", Instant.class, entries.stream().map(Map.Entry::getValue).toList())
        .execute();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
