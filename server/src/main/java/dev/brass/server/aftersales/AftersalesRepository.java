package dev.brass.server.aftersales;

import dev.brass.server.db.Page;
import dev.brass.server.order.OrderId;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The table `errand`. Thread-safe.
final class AftersalesRepository {

  private static final String INSERT =
      """
      insert into errand (tenant_id, id, mode, kind, store, clock, order_id, sealed, sealed_state,
                          standing, version, idempotency_key, private, created_at, updated_at)
      values (:tenant, :id, :mode, :kind, :store, :clock::uuid, :order::uuid, :sealed, :state,
              :standing, 1, :key::text, :private, :at::timestamptz, :at::timestamptz)
      on conflict do nothing
      """;

  private static final String UPDATE =
      """
      update errand
      set state = null, sealed_state = :state, standing = :standing, version = :version,
          updated_at = :at::timestamptz
      where tenant_id = :tenant and id = :id and version = :version - 1
      """;

  private static final String GET = "select * from errand where tenant_id = :tenant and id = :id";

  private static final String BY_KEY =
      """
      select id from errand
      where tenant_id = :tenant and mode = :mode and kind = :kind and idempotency_key = :key
      """;

  private static final String OF_ORDERS =
      """
      select * from errand
      where tenant_id = :tenant and order_id = any(:orders) and kind = :kind order by id
      """;

  private static final String PAGE =
      """
      select * from errand
      where tenant_id = :tenant and mode = :mode and kind = :kind
        and (:search::text is null or position(lower(:search::text) in order_id::text) > 0)
        and coalesce(standing, state ->> 'is') = any(:states)
        and (:before::uuid is null or id < :before::uuid)
      order by id desc limit :limit offset :offset
      """;

  private static final String COUNT =
      """
      select count(*) from errand
      where tenant_id = :tenant and mode = :mode and kind = :kind
        and (:search::text is null or position(lower(:search::text) in order_id::text) > 0)
        and coalesce(standing, state ->> 'is') = any(:states)
        and (:before::uuid is null or id < :before::uuid)
      """;

  /// The lock's key is derived from the order's id; two orders with the same key wait for each
  /// other, which is harmless.
  private static final String ALONE =
      """
      select pg_advisory_xact_lock(hashtextextended('errand/' || :tenant || '/' || :order, 0))::text
      """;

  private static final String LOCK =
      """
      select * from errand where tenant_id = :tenant and order_id = :order and kind = :kind
      order by id for update
      """;

  private static final String PRIVATE = "errand-private";

  private final AftersalesJson json = new AftersalesJson();
  private final Vault vault;
  private final PersonalData personal;

  AftersalesRepository(Vault vault) {
    this.vault = vault;
    this.personal = new PersonalData(vault);
  }

  /// An after-sales task with the parts that only the engine may see.
  record Loaded(AftersalesTask errand, AftersalesPrivate secrets) {}

  /// Stores a new after-sales task; false when it, or another one with its key, already exists.
  boolean insert(
      Handle handle, AftersalesTask errand, AftersalesPrivate secrets, @Nullable String key) {
    return handle
            .createUpdate(INSERT)
            .bind("tenant", errand.tenant().value())
            .bind("id", errand.id().value())
            .bind("mode", errand.mode().code())
            .bind("kind", errand.wish().kind())
            .bind("store", errand.store())
            .bind("clock", errand.clock())
            .bind("order", errand.order() == null ? null : errand.order().value())
            .bind(
                "sealed",
                personal.seal(
                    PersonalColumn.ERRAND,
                    errand.tenant(),
                    errand.id().value().toString(),
                    json.write(errand.wish()),
                    errand.echo()))
            .bind("state", sealed(errand))
            .bind("standing", standing(errand))
            .bind("key", key)
            .bind(
                "private",
                vault.seal(
                    errand.tenant(),
                    PRIVATE,
                    errand.id().value().toString(),
                    json.writeSecret(secrets)))
            .bind("at", errand.createdAt().toString())
            .execute()
        == 1;
  }

  /// Stores the state of an after-sales task; false when it has changed since it was read.
  boolean update(Handle handle, AftersalesTask after) {
    return handle
            .createUpdate(UPDATE)
            .bind("tenant", after.tenant().value())
            .bind("id", after.id().value())
            .bind("state", sealed(after))
            .bind("standing", standing(after))
            .bind("version", after.version())
            .bind("at", after.updatedAt().toString())
            .execute()
        == 1;
  }

  private byte[] sealed(AftersalesTask errand) {
    return personal.seal(
        PersonalColumn.ERRAND_STATE,
        errand.tenant(),
        errand.id().value().toString(),
        json.write(errand.state()));
  }

  /// The state's name in the JSON.
  private static String standing(AftersalesTask errand) {
    return errand.state().getClass().getSimpleName();
  }

  Optional<AftersalesTask> get(Handle handle, TenantId tenant, AftersalesId id) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("id", id.value())
        .map(this::errand)
        .findOne();
  }

  Optional<Loaded> load(Handle handle, TenantId tenant, AftersalesId id) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("id", id.value())
        .map((row, context) -> new Loaded(errand(row, context), secrets(tenant, row)))
        .findOne();
  }

  /// The after-sales tasks of one kind about orders, oldest first.
  List<AftersalesTask> ofOrders(Handle handle, TenantId tenant, String kind, List<OrderId> orders) {
    return handle
        .createQuery(OF_ORDERS)
        .bind("tenant", tenant.value())
        .bind("kind", kind)
        .bindArray("orders", UUID.class, orders.stream().map(OrderId::value).toList())
        .map(this::errand)
        .list();
  }

  /// Locks an order until the end of the transaction, so that no other transaction stores an
  /// after-sales task about it.
  void storeAlone(Handle handle, TenantId tenant, OrderId order) {
    handle
        .createQuery(ALONE)
        .bind("tenant", tenant.value().toString())
        .bind("order", order.value().toString())
        .mapTo(String.class)
        .list();
  }

  /// The after-sales tasks of one kind about an order, locked until this transaction ends.
  List<AftersalesTask> lock(Handle handle, TenantId tenant, String kind, OrderId order) {
    return handle
        .createQuery(LOCK)
        .bind("tenant", tenant.value())
        .bind("kind", kind)
        .bind("order", order.value())
        .map(this::errand)
        .list();
  }

  /// A page of a tenant's after-sales tasks of one kind, newest first, with their total number.
  Page<AftersalesTask> page(
      Handle handle,
      TenantId tenant,
      Mode mode,
      String kind,
      AftersalesFilter filter,
      int most,
      int skip) {
    List<AftersalesTask> aftersales =
        filtered(handle.createQuery(PAGE), tenant, mode, kind, filter)
            .bind("limit", most)
            .bind("offset", skip)
            .map(this::errand)
            .list();
    long total =
        filtered(handle.createQuery(COUNT), tenant, mode, kind, filter).mapTo(Long.class).one();
    return new Page<>(aftersales, total);
  }

  private static Query filtered(
      Query query, TenantId tenant, Mode mode, String kind, AftersalesFilter filter) {
    return query
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("kind", kind)
        .bind("search", filter.orderPart())
        .bind("before", filter.before() == null ? null : filter.before().value())
        .bindArray("states", String.class, filter.stateNames());
  }

  private AftersalesPrivate secrets(TenantId tenant, ResultSet row) throws SQLException {
    byte[] sealed = row.getBytes("private");
    return sealed == null
        ? new AftersalesPrivate(null, Map.of())
        : json.readSecret(
            vault.open(tenant, PRIVATE, row.getObject("id", UUID.class).toString(), sealed));
  }

  Optional<AftersalesId> byKey(Handle handle, TenantId tenant, Mode mode, String kind, String key) {
    return handle
        .createQuery(BY_KEY)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("kind", kind)
        .bind("key", key)
        .mapTo(UUID.class)
        .map(AftersalesId::new)
        .findOne();
  }

  private AftersalesTask errand(ResultSet row, StatementContext context) throws SQLException {
    UUID order = row.getObject("order_id", UUID.class);
    TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
    UUID id = row.getObject("id", UUID.class);
    List<@Nullable String> asked =
        personal.open(
            PersonalColumn.ERRAND,
            tenant,
            id.toString(),
            row.getBytes("sealed"),
            row.getString("wish"),
            row.getString("echo"));
    List<@Nullable String> state =
        personal.open(
            PersonalColumn.ERRAND_STATE,
            tenant,
            id.toString(),
            row.getBytes("sealed_state"),
            row.getString("state"));
    return new AftersalesTask(
        tenant,
        new AftersalesId(id),
        Mode.of(row.getString("mode")),
        row.getString("store"),
        row.getObject("clock", UUID.class),
        order == null ? null : new OrderId(order),
        json.read(Objects.requireNonNull(asked.get(0)), AftersalesAction.class),
        json.read(Objects.requireNonNull(state.getFirst()), AftersalesState.class),
        row.getInt("version"),
        Objects.requireNonNull(asked.get(1)),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
