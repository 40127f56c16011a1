package dev.brass.server.order;

import dev.brass.server.account.LogIns;
import dev.brass.server.db.ColumnArrays;
import dev.brass.server.order.OrderItem.Status;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import dev.brass.spi.Shipment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Whole orders, read in groups; and their secrets, sealed and opened. Thread-safe.
final class OrderReadRepository {

  /// Of `orders o` and its `order_request r`.
  static final String COLUMNS =
      """
      o.tenant_id, o.id, o.mode, o.door, o.store, o.clock, o.state, o.state_data, o.sealed_state,
      o.version, o.attempts, o.notices, r.spec, r.echo, r.sealed as sealed_request, o.created_at,
      o.updated_at,
      (select json_agg(json_build_array(i.id, i.status, i.error_type, i.cancellation_reason,
                                        i.updated_at) order by i.position)
         from order_item i where i.tenant_id = o.tenant_id and i.order_id = o.id) as items,
      (select json_agg(json_build_array(s.id, s.data, s.created_at, s.updated_at)
                       order by s.created_at, s.id)
         from shipment s where s.tenant_id = o.tenant_id and s.order_id = o.id) as shipments
      """;

  /// For an order whose version is cached, only the version is read.
  private static final String GET =
      "select k.tenant_id as asked_tenant, k.id as asked_id, whole.* "
          + """
          from unnest(:tenants::uuid[], :ids::uuid[], :known::int[]) as k(tenant_id, id, version)
          join orders o on o.tenant_id = k.tenant_id and o.id = k.id
          left join lateral (
            select
          """
          + COLUMNS
          + """
            from order_request r
            where r.tenant_id = o.tenant_id and r.order_id = o.id and o.version <> k.version)
            as whole on true
          """;

  private static final String LOAD =
      "select "
          + COLUMNS
          + """
          , d.card, r.private, r.attempt_root, c.ahead_ms, u.account_id, u.sealed as log_in,
          a.email as account_email, a.sealed_email as account_sealed_email,
          a.sealed as account_sealed
          from unnest(:tenants::uuid[], :ids::uuid[]) as k(tenant_id, id)
          join orders o on o.tenant_id = k.tenant_id and o.id = k.id
          join order_request r on r.tenant_id = k.tenant_id and r.order_id = k.id
          left join order_card d on d.tenant_id = k.tenant_id and d.order_id = k.id
          left join sandbox_clock c on o.clock is not null and c.tenant_id = o.tenant_id
          left join order_account u on u.tenant_id = k.tenant_id and u.order_id = k.id
          left join managed_account a on a.tenant_id = u.tenant_id and a.id = u.account_id
          """;

  private static final int NO_VERSION = 0;
  private static final String CARD = "order-card";
  private static final String PRIVATE = "order-private";

  private final OrderJson json;
  private final Vault vault;
  private final PersonalData personal;
  private final LogIns logIns;

  OrderReadRepository(OrderJson json, Vault vault) {
    this.json = json;
    this.vault = vault;
    this.personal = new PersonalData(vault);
    this.logIns = new LogIns(vault);
  }

  /// An order with the parts that only the engine may see.
  ///
  /// @param ahead how far the order's clock is ahead of the system clock
  /// @param account the managed account that it was given; null for none
  /// @param root the root of its attempts' ids ([AttemptIds]); null for its own id
  record Loaded(
      Order order,
      OrderPrivate secrets,
      Duration ahead,
      @Nullable UUID account,
      @Nullable UUID root) {

    /// The same order after a change.
    Loaded with(Order after) {
      return new Loaded(after, secrets, ahead, account, root);
    }

    /// The same order, bought with this log-in.
    Loaded with(OrderPrivate used, @Nullable UUID ofAccount) {
      return new Loaded(order, used, ahead, ofAccount, root);
    }
  }

  Map<OrderKey, Order> get(Handle handle, List<OrderKey> keys) {
    return get(handle, keys, Map.of());
  }

  /// The current orders.
  ///
  /// @param known cached versions of some of them
  Map<OrderKey, Order> get(Handle handle, List<OrderKey> keys, Map<OrderKey, Order> known) {
    ColumnArrays asked = new ColumnArrays();
    for (OrderKey key : keys) {
      Order before = known.get(key);
      asked
          .add("tenants", key.tenant().value())
          .add("ids", key.id().value())
          .add("known", before == null ? NO_VERSION : before.version());
    }
    Map<OrderKey, Order> found = new HashMap<>();
    asked
        .bind(handle.createQuery(GET))
        .map((rs, context) -> getOrKeep(rs, context, known))
        .forEach(order -> found.put(order.key(), order));
    return found;
  }

  private Order getOrKeep(ResultSet rs, StatementContext context, Map<OrderKey, Order> known)
      throws SQLException {
    if (rs.getObject("id") != null) {
      return order(rs, context);
    }
    return Objects.requireNonNull(
        known.get(
            new OrderKey(
                new TenantId(rs.getObject("asked_tenant", UUID.class)),
                new OrderId(rs.getObject("asked_id", UUID.class)))));
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

  byte @Nullable [] sealedCard(OrderKey key, OrderPrivate secrets) {
    return secrets.card() == null
        ? null
        : vault.seal(
            key.tenant(),
            CARD,
            key.id().value().toString(),
            json.writeSecret(new OrderJson.Card(secrets.card())));
  }

  /// The sealed data besides the card.
  byte @Nullable [] sealedRest(OrderKey key, OrderPrivate secrets) {
    return secrets.credential() == null && secrets.webhooks().isEmpty()
        ? null
        : vault.seal(
            key.tenant(),
            PRIVATE,
            key.id().value().toString(),
            json.writeSecret(new OrderJson.Rest(secrets.credential(), secrets.webhooks())));
  }

  Loaded loaded(ResultSet rs, StatementContext context) throws SQLException {
    Order order = order(rs, context);
    TenantId tenant = order.key().tenant();
    String row = order.id().value().toString();
    byte[] card = rs.getBytes("card");
    byte[] rest = rs.getBytes("private");
    OrderJson.Rest opened =
        rest == null
            ? new OrderJson.Rest(null, Map.of())
            : json.readSecret(vault.open(tenant, PRIVATE, row, rest), OrderJson.Rest.class);
    return new Loaded(
        order,
        new OrderPrivate(
            card == null
                ? null
                : json.readSecret(vault.open(tenant, CARD, row, card), OrderJson.Card.class).card(),
            order.spec().account() == null ? opened.credential() : logIn(order.key(), rs),
            opened.webhooks()),
        Duration.ofMillis(rs.getLong("ahead_ms")),
        rs.getObject("account_id", UUID.class),
        rs.getObject("attempt_root", UUID.class));
  }

  /// The current log-in of the order's account. If the account was deleted, or its log-in has
  /// changed since the last attempt, the copy that the order keeps.
  private @Nullable Credential logIn(OrderKey key, ResultSet rs) throws SQLException {
    TenantId tenant = key.tenant();
    byte[] kept = rs.getBytes("log_in");
    Credential used = kept == null ? null : logIns.ofOrder(tenant, key.id().value(), kept);
    String email =
        personal
            .open(
                PersonalColumn.ACCOUNT_EMAIL,
                tenant,
                String.valueOf(rs.getObject("account_id", UUID.class)),
                rs.getBytes("account_sealed_email"),
                rs.getString("account_email"))
            .getFirst();
    boolean gone = email == null || (used != null && !used.email().equalsIgnoreCase(email));
    return gone
        ? used
        : logIns.ofAccount(
            tenant, rs.getObject("account_id", UUID.class), email, rs.getBytes("account_sealed"));
  }

  Order order(ResultSet rs, StatementContext context) throws SQLException {
    OrderKey key =
        new OrderKey(
            new TenantId(rs.getObject("tenant_id", UUID.class)),
            new OrderId(rs.getObject("id", UUID.class)));
    List<@Nullable String> asked =
        personal.open(
            PersonalColumn.ORDER_REQUEST,
            key.tenant(),
            key.id().toString(),
            rs.getBytes("sealed_request"),
            rs.getString("spec"),
            rs.getString("echo"));
    return new Order(
        key,
        Mode.of(rs.getString("mode")),
        rs.getString("door"),
        rs.getObject("clock", UUID.class),
        json.read(Objects.requireNonNull(asked.get(0)), OrderSpec.class),
        state(rs, key),
        rs.getInt("version"),
        rs.getInt("attempts"),
        rs.getInt("notices"),
        items(rs.getString("items")),
        shipments(rs.getString("shipments")),
        Objects.requireNonNull(asked.get(1)),
        instant(rs, "created_at"),
        instant(rs, "updated_at"));
  }

  /// The state of an order, read from its columns `state`, `state_data` and `sealed_state`.
  OrderState state(ResultSet rs, OrderKey key) throws SQLException {
    List<@Nullable String> data =
        personal.open(
            PersonalColumn.ORDER_STATE,
            key.tenant(),
            key.id().toString(),
            rs.getBytes("sealed_state"),
            rs.getString("state_data"));
    return json.state(rs.getString("state"), Objects.requireNonNull(data.get(0)));
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

  static Instant instant(ResultSet rs, String column) throws SQLException {
    return rs.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant instantOrNull(ResultSet rs, String column) throws SQLException {
    OffsetDateTime at = rs.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
