package dev.brass.server.order;

import dev.brass.server.credential.Vault;
import dev.brass.server.db.Columns;
import dev.brass.server.db.Script;
import dev.brass.server.order.OrderItem.Status;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Shipment;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The tables of orders. Every statement works on a group of orders.
final class OrderRepository {

  static final String COLUMNS =
      """
      o.tenant_id, o.id, o.mode, o.door, o.store, o.clock, o.state, o.state_data, o.version,
      o.attempts, o.spec, o.echo, o.created_at, o.updated_at,
      (select json_agg(json_build_array(i.id, i.status, i.error_type, i.cancellation_reason,
                                        i.updated_at) order by i.position)
         from order_item i where i.tenant_id = o.tenant_id and i.order_id = o.id) as items,
      (select json_agg(json_build_array(s.id, s.data, s.created_at, s.updated_at)
                       order by s.created_at, s.id)
         from shipment s where s.tenant_id = o.tenant_id and s.order_id = o.id) as shipments
      """;

  private static final String GET =
      "select "
          + COLUMNS
          + """
          from unnest(:tenants::uuid[], :ids::uuid[]) as k(tenant_id, id)
          join orders o on o.tenant_id = k.tenant_id and o.id = k.id
          """;

  private static final String LOAD =
      "select "
          + COLUMNS
          + """
          , o.card, o.private, c.ahead_ms
          from unnest(:tenants::uuid[], :ids::uuid[]) as k(tenant_id, id)
          join orders o on o.tenant_id = k.tenant_id and o.id = k.id
          left join sandbox_clock c on o.clock is not null and c.tenant_id = o.tenant_id
          """;

  private static final String INSERT_ORDERS =
      """
      insert into orders (tenant_id, id, mode, door, store, clock, state, state_data, version, spec,
                          echo, metadata, card, private, created_at, updated_at)
      select tenant_id, id, mode, door, store, clock, 'queued', '{}', 1, spec::json, echo::json,
             metadata::jsonb, card, private, created_at, created_at
      from unnest(:tenants::uuid[], :ids::uuid[], :modes::text[], :doors::text[], :stores::text[],
                  :clocks::uuid[], :specs::text[], :echoes::text[], :metadata::text[],
                  :cards::bytea[], :privates::bytea[], :createdAts::timestamptz[])
        as n(tenant_id, id, mode, door, store, clock, spec, echo, metadata, card, private, created_at)
      on conflict do nothing
      returning id
      """;

  private static final String INSERT_ITEMS =
      """
      insert into order_item (tenant_id, order_id, position, id, status, updated_at)
      select * from unnest(:tenants::uuid[], :orders::uuid[], :positions::int[], :ids::uuid[],
                           :statuses::text[], :updatedAts::timestamptz[])
      """;

  private static final String INSERT_EVENTS =
      """
      insert into order_event (tenant_id, order_id, sequence, type, at, data)
      select tenant_id, order_id, sequence, type, at, data::json
      from unnest(:tenants::uuid[], :orders::uuid[], :sequences::int[], :types::text[],
                  :ats::timestamptz[], :data::text[])
        as n(tenant_id, order_id, sequence, type, at, data)
      """;

  private static final String UPDATE_ORDERS =
      """
      update orders o
      set state = c.state, state_data = c.state_data::json, version = c.version,
          attempts = c.attempts, updated_at = c.updated_at,
          card = case when c.final then null else o.card end
      from unnest(:tenants::uuid[], :ids::uuid[], :olds::int[], :versions::int[], :states::text[],
                  :data::text[], :attempts::int[], :updatedAts::timestamptz[], :finals::bool[])
        as c(tenant_id, id, old, version, state, state_data, attempts, updated_at, final)
      where o.tenant_id = c.tenant_id and o.id = c.id and o.version = c.old
      returning o.id
      """;

  private static final String UPDATE_ITEMS =
      """
      update order_item i
      set status = c.status, error_type = c.error_type,
          cancellation_reason = c.cancellation_reason, updated_at = c.updated_at
      from unnest(:tenants::uuid[], :orders::uuid[], :positions::int[], :statuses::text[],
                  :errorTypes::text[], :reasons::text[], :updatedAts::timestamptz[])
        as c(tenant_id, order_id, position, status, error_type, cancellation_reason, updated_at)
      where i.tenant_id = c.tenant_id and i.order_id = c.order_id and i.position = c.position
      """;

  private static final String UPSERT_ATTEMPTS =
      """
      insert into order_attempt (tenant_id, order_id, number, id, status, handle, sent, received,
                                 not_after, started_at, ended_at)
      select tenant_id, order_id, number, id, status, handle, sent::json, received::json, not_after,
             started_at, ended_at
      from unnest(:tenants::uuid[], :orders::uuid[], :numbers::int[], :ids::uuid[],
                  :statuses::text[], :handles::bytea[], :sent::text[], :received::text[],
                  :notAfters::timestamptz[], :startedAts::timestamptz[], :endedAts::timestamptz[])
        as n(tenant_id, order_id, number, id, status, handle, sent, received, not_after, started_at,
             ended_at)
      on conflict (tenant_id, order_id, number) do update
      set status = excluded.status, ended_at = excluded.ended_at,
          sent = coalesce(excluded.sent, order_attempt.sent),
          received = coalesce(excluded.received, order_attempt.received)
      """;

  private static final String ATTEMPT =
      """
      select * from order_attempt where tenant_id = :tenant and order_id = :order and number = :number
      """;

  private static final String UPSERT_SHIPMENTS =
      """
      insert into shipment (tenant_id, order_id, merchant_order_id, parcel, id, status, data,
                            created_at, updated_at)
      select tenant_id, order_id, merchant_order_id, parcel, id, status, data::json, created_at,
             updated_at
      from unnest(:tenants::uuid[], :orders::uuid[], :merchantOrders::text[], :parcels::text[],
                  :ids::uuid[], :statuses::text[], :data::text[], :createdAts::timestamptz[],
                  :updatedAts::timestamptz[])
        as n(tenant_id, order_id, merchant_order_id, parcel, id, status, data, created_at,
             updated_at)
      on conflict (tenant_id, order_id, merchant_order_id, parcel) do update
      set status = excluded.status, data = excluded.data, updated_at = excluded.updated_at
      """;

  private static final String INSERT_MERCHANT_ORDERS =
      """
      insert into merchant_order (tenant_id, store, id, order_id)
      select * from unnest(:tenants::uuid[], :stores::text[], :ids::text[], :orders::uuid[])
      on conflict do nothing
      """;

  private static final String EVENTS =
      """
      select sequence, type, data from order_event
      where tenant_id = :tenant and order_id = :order order by sequence limit 1000
      """;

  private static final String CLAIM_KEYS =
      """
      insert into idempotency_key (tenant_id, scope, key, body_hash, order_id, created_at)
      select * from unnest(:tenants::uuid[], :scopes::text[], :keys::text[], :hashes::bytea[],
                           :orders::uuid[], :ats::timestamptz[])
      on conflict (tenant_id, scope, key) do nothing
      returning order_id
      """;

  private static final String KEY =
      """
      select order_id, body_hash from idempotency_key
      where tenant_id = :tenant and scope = :scope and key = :key
      """;

  private final OrderJson json;
  private final Vault vault;

  OrderRepository(OrderJson json, Vault vault) {
    this.json = json;
    this.vault = vault;
  }

  /// An order with what only the engine may see.
  ///
  /// @param ahead how far the order's time is ahead of the system's
  record Loaded(Order order, OrderPrivate secrets, Duration ahead) {}

  Map<OrderKey, Order> get(Handle handle, List<OrderKey> keys) {
    Map<OrderKey, Order> found = new HashMap<>();
    bind(handle.createQuery(GET), keys)
        .map(this::order)
        .forEach(order -> found.put(order.key(), order));
    return found;
  }

  Map<OrderKey, Loaded> load(Handle handle, List<OrderKey> keys) {
    Map<OrderKey, Loaded> loaded = new HashMap<>();
    bind(handle.createQuery(LOAD), keys)
        .map(this::loaded)
        .forEach(l -> loaded.put(l.order().key(), l));
    return loaded;
  }

  private static Query bind(Query query, List<OrderKey> keys) {
    return query
        .bindArray("tenants", UUID.class, keys.stream().map(k -> k.tenant().value()).toList())
        .bindArray("ids", UUID.class, keys.stream().map(k -> k.id().value()).toList());
  }

  List<OrderEvent> events(Handle handle, OrderKey key) {
    return handle
        .createQuery(EVENTS)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .map((rs, _) -> json.event(rs.getString("type"), rs.getString("data")))
        .list();
  }

  Optional<AttemptRow> attempt(Handle handle, OrderKey key, int number) {
    return handle
        .createQuery(ATTEMPT)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("number", number)
        .map((rs, _) -> attempt(rs, key.tenant()))
        .findOne();
  }

  /// Takes the idempotency keys of new orders; gives the orders whose key nobody had before.
  Set<OrderId> claimKeys(Handle handle, List<NewOrder> orders) {
    Columns rows = new Columns();
    for (NewOrder n : orders) {
      NewOrder.Key key = Objects.requireNonNull(n.key());
      rows.add("tenants", n.order().key().tenant().value())
          .add("scopes", key.scope())
          .add("keys", key.key())
          .add("hashes", key.bodyHash())
          .add("orders", n.order().id().value())
          .add("ats", n.order().createdAt());
    }
    Set<OrderId> claimed = new HashSet<>();
    rows.bind(handle.createQuery(CLAIM_KEYS))
        .mapTo(UUID.class)
        .forEach(id -> claimed.add(new OrderId(id)));
    return claimed;
  }

  /// The order that a key belongs to.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared as a record
  record KeyHolder(OrderId order, byte[] bodyHash) {}

  Optional<KeyHolder> holder(Handle handle, TenantId tenant, String scope, String key) {
    return handle
        .createQuery(KEY)
        .bind("tenant", tenant.value())
        .bind("scope", scope)
        .bind("key", key)
        .map(
            (rs, _) ->
                new KeyHolder(
                    new OrderId(rs.getObject("order_id", UUID.class)), rs.getBytes("body_hash")))
        .findOne();
  }

  /// Inserts orders without what hangs on them; gives the ids of those that were not there.
  Set<OrderId> insert(Handle handle, List<NewOrder> orders) {
    Columns rows = new Columns();
    for (NewOrder n : orders) {
      Order o = n.order();
      TenantId tenant = o.key().tenant();
      OrderPrivate secrets = n.secrets();
      rows.add("tenants", tenant.value())
          .add("ids", o.id().value())
          .add("modes", o.mode().code())
          .add("doors", o.door())
          .add("stores", o.spec().store())
          .add("clocks", o.clock())
          .add("specs", json.write(o.spec()))
          .add("echoes", o.echo())
          .add("metadata", json.write(o.spec().notes()))
          .add(
              "cards",
              secrets.card() == null
                  ? null
                  : vault.seal(tenant, CARD, json.writeSecret(new OrderJson.Card(secrets.card()))))
          .add(
              "privates",
              secrets.credential() == null && secrets.webhooks().isEmpty()
                  ? null
                  : vault.seal(
                      tenant,
                      PRIVATE,
                      json.writeSecret(
                          new OrderJson.Rest(secrets.credential(), secrets.webhooks()))))
          .add("createdAts", o.createdAt());
    }
    Set<OrderId> inserted = new HashSet<>();
    rows.bind(handle.createQuery(INSERT_ORDERS))
        .mapTo(UUID.class)
        .forEach(id -> inserted.add(new OrderId(id)));
    return inserted;
  }

  void insertItems(Script script, List<NewOrder> orders) {
    Columns items = new Columns();
    for (NewOrder n : orders) {
      Order o = n.order();
      for (int i = 0; i < o.items().size(); i++) {
        items
            .add("tenants", o.key().tenant().value())
            .add("orders", o.id().value())
            .add("positions", i)
            .add("ids", o.items().get(i).id())
            .add("statuses", o.items().get(i).status().code())
            .add("updatedAts", o.createdAt());
      }
    }
    script.add(INSERT_ITEMS, items);
  }

  void insertEvents(Script script, List<OrderChange> changes) {
    Columns rows = new Columns();
    for (OrderChange c : changes) {
      int sequence = c.before().version();
      for (OrderEvent e : c.events()) {
        addEvent(rows, c.after().key(), ++sequence, e);
      }
    }
    script.add(INSERT_EVENTS, rows);
  }

  void insertFirstEvents(Script script, List<NewOrder> orders) {
    Columns rows = new Columns();
    for (NewOrder n : orders) {
      addEvent(
          rows,
          n.order().key(),
          1,
          new OrderEvent.Submitted(n.order().createdAt(), n.order().door()));
    }
    script.add(INSERT_EVENTS, rows);
  }

  private void addEvent(Columns rows, OrderKey key, int sequence, OrderEvent event) {
    rows.add("tenants", key.tenant().value())
        .add("orders", key.id().value())
        .add("sequences", sequence)
        .add("types", OrderJson.eventName(event))
        .add("ats", event.at())
        .add("data", json.write(event));
  }

  /// Saves the orders that have not moved on since they were read, and gives their ids.
  Set<OrderId> update(Handle handle, List<OrderChange> changes) {
    Columns rows = new Columns();
    for (OrderChange c : changes) {
      Order after = c.after();
      rows.add("tenants", after.key().tenant().value())
          .add("ids", after.id().value())
          .add("olds", c.before().version())
          .add("versions", after.version())
          .add("states", json.stateName(after.state()))
          .add("data", json.write(after.state()))
          .add("attempts", after.attempts())
          .add("updatedAts", after.updatedAt())
          .add("finals", after.state().isFinal());
    }
    Set<OrderId> saved = new HashSet<>();
    rows.bind(handle.createQuery(UPDATE_ORDERS))
        .mapTo(UUID.class)
        .forEach(id -> saved.add(new OrderId(id)));
    return saved;
  }

  /// Saves what hangs on orders that [#update] saved: items, attempts, parcels, merchant orders.
  void saveParts(Script script, List<OrderChange> changes) {
    Columns items = new Columns();
    Columns attempts = new Columns();
    Columns shipments = new Columns();
    Columns merchantOrders = new Columns();
    for (OrderChange c : changes) {
      UUID tenant = c.after().key().tenant().value();
      UUID order = c.after().id().value();
      for (int i = 0; i < c.after().items().size(); i++) {
        OrderItem item = c.after().items().get(i);
        if (!item.equals(c.before().items().get(i))) {
          items
              .add("tenants", tenant)
              .add("orders", order)
              .add("positions", i)
              .add("statuses", item.status().code())
              .add("errorTypes", item.errorType())
              .add("reasons", item.cancellationReason())
              .add("updatedAts", item.updatedAt());
        }
      }
      if (c.attempt() != null) {
        addAttempt(attempts, c.after().key().tenant(), order, c.attempt());
      }
      for (OrderShipment s : c.after().shipments()) {
        if (!c.before().shipments().contains(s)) {
          shipments
              .add("tenants", tenant)
              .add("orders", order)
              .add("merchantOrders", s.shipment().merchantOrderId())
              .add("parcels", s.parcel())
              .add("ids", s.id())
              .add("statuses", s.shipment().status().name().toLowerCase(Locale.ROOT))
              .add("data", json.write(s.shipment()))
              .add("createdAts", s.createdAt())
              .add("updatedAts", s.updatedAt());
        }
      }
      if (c.after().state() instanceof OrderState.Placed placed
          && !(c.before().state() instanceof OrderState.Placed)) {
        placed
            .placement()
            .merchantOrders()
            .forEach(
                m ->
                    merchantOrders
                        .add("tenants", tenant)
                        .add("stores", c.after().spec().store())
                        .add("ids", m.id())
                        .add("orders", order));
      }
    }
    script.add(UPDATE_ITEMS, items);
    script.add(UPSERT_ATTEMPTS, attempts);
    script.add(UPSERT_SHIPMENTS, shipments);
    script.add(INSERT_MERCHANT_ORDERS, merchantOrders);
  }

  private void addAttempt(Columns rows, TenantId tenant, UUID order, AttemptRow a) {
    String handle = a.handle();
    rows.add("tenants", tenant.value())
        .add("orders", order)
        .add("numbers", a.number())
        .add("ids", a.id().value())
        .add("statuses", a.status().code())
        .add(
            "handles",
            handle == null
                ? null
                : vault.seal(tenant, HANDLE, handle.getBytes(StandardCharsets.UTF_8)))
        .add("sent", a.sent())
        .add("received", a.received())
        .add("notAfters", a.notAfter())
        .add("startedAts", a.startedAt())
        .add("endedAts", a.endedAt());
  }

  private static final String CARD = "order-card";
  private static final String PRIVATE = "order-private";
  private static final String HANDLE = "attempt-handle";

  private AttemptRow attempt(ResultSet rs, TenantId tenant) throws SQLException {
    byte[] handle = rs.getBytes("handle");
    return new AttemptRow(
        rs.getInt("number"),
        new AttemptId(rs.getObject("id", UUID.class)),
        AttemptRow.Status.valueOf(rs.getString("status").toUpperCase(Locale.ROOT)),
        handle == null
            ? null
            : new String(vault.open(tenant, HANDLE, handle), StandardCharsets.UTF_8),
        rs.getString("sent"),
        rs.getString("received"),
        instantOrNull(rs, "not_after"),
        instant(rs, "started_at"),
        instantOrNull(rs, "ended_at"));
  }

  private Loaded loaded(ResultSet rs, StatementContext context) throws SQLException {
    Order order = order(rs, context);
    TenantId tenant = order.key().tenant();
    byte[] card = rs.getBytes("card");
    byte[] rest = rs.getBytes("private");
    OrderJson.Rest opened =
        rest == null
            ? new OrderJson.Rest(null, Map.of())
            : json.readSecret(vault.open(tenant, PRIVATE, rest), OrderJson.Rest.class);
    return new Loaded(
        order,
        new OrderPrivate(
            card == null
                ? null
                : json.readSecret(vault.open(tenant, CARD, card), OrderJson.Card.class).card(),
            opened.credential(),
            opened.webhooks()),
        Duration.ofMillis(rs.getLong("ahead_ms")));
  }

  Order order(ResultSet rs, StatementContext context) throws SQLException {
    return new Order(
        new OrderKey(
            new TenantId(rs.getObject("tenant_id", UUID.class)),
            new OrderId(rs.getObject("id", UUID.class))),
        Mode.of(rs.getString("mode")),
        rs.getString("door"),
        rs.getObject("clock", UUID.class),
        json.read(rs.getString("spec"), OrderSpec.class),
        json.state(rs.getString("state"), rs.getString("state_data")),
        rs.getInt("version"),
        rs.getInt("attempts"),
        items(rs.getString("items")),
        shipments(rs.getString("shipments")),
        rs.getString("echo"),
        instant(rs, "created_at"),
        instant(rs, "updated_at"));
  }

  private List<OrderItem> items(@Nullable String text) {
    List<OrderItem> items = new ArrayList<>();
    for (JsonNode i : rows(text)) {
      items.add(
          new OrderItem(
              UUID.fromString(i.get(0).asString()),
              Status.of(i.get(1).asString()),
              textOrNull(i.get(2)),
              textOrNull(i.get(3)),
              OffsetDateTime.parse(i.get(4).asString()).toInstant()));
    }
    return items;
  }

  private List<OrderShipment> shipments(@Nullable String text) {
    List<OrderShipment> shipments = new ArrayList<>();
    for (JsonNode s : rows(text)) {
      shipments.add(
          new OrderShipment(
              UUID.fromString(s.get(0).asString()),
              json.read(s.get(1).toString(), Shipment.class),
              OffsetDateTime.parse(s.get(2).asString()).toInstant(),
              OffsetDateTime.parse(s.get(3).asString()).toInstant()));
    }
    return shipments;
  }

  private Iterable<JsonNode> rows(@Nullable String text) {
    return text == null ? List.of() : json.read(text, JsonNode.class);
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isNull() ? null : node.asString();
  }

  private static Instant instant(ResultSet rs, String column) throws SQLException {
    return rs.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant instantOrNull(ResultSet rs, String column) throws SQLException {
    OffsetDateTime at = rs.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
