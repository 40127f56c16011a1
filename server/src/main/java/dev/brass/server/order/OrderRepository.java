package dev.brass.server.order;

import dev.brass.server.account.LogIns;
import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Vault;
import dev.brass.spi.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The tables of orders. Every statement works on a group of orders.
final class OrderRepository {

  private static final String INSERT_ORDERS =
      """
      insert into orders (tenant_id, id, mode, door, store, clock, state, state_data, version,
                          metadata, created_at, updated_at)
      select tenant_id, id, mode, door, store, clock, state, '{}', 1, metadata::jsonb,
             created_at, created_at
      from unnest(:tenants::uuid[], :ids::uuid[], :modes::text[], :doors::text[], :stores::text[],
                  :clocks::uuid[], :states::text[], :metadata::text[], :createdAts::timestamptz[])
        as n(tenant_id, id, mode, door, store, clock, state, metadata, created_at)
      """;

  private static final String INSERT_NEW_ORDERS =
      INSERT_ORDERS
          + """
          on conflict do nothing
          returning id
          """;

  private static final String TAKE_BACK =
      """
      delete from orders o using unnest(:tenants::uuid[], :ids::uuid[]) as n(tenant_id, id)
      where o.tenant_id = n.tenant_id and o.id = n.id
      """;

  private static final String INSERT_REQUESTS =
      """
      insert into order_request (tenant_id, order_id, sealed, words, private, attempt_root)
      select tenant_id, order_id, sealed, words::bigint[], private, attempt_root
      from unnest(:tenants::uuid[], :orders::uuid[], :requests::bytea[], :words::text[],
                  :privates::bytea[], :roots::uuid[])
        as n(tenant_id, order_id, sealed, words, private, attempt_root)
      """;

  private static final String INSERT_CARDS =
      """
      insert into order_card (tenant_id, order_id, card)
      select * from unnest(:tenants::uuid[], :orders::uuid[], :cards::bytea[])
      """;

  private static final String INSERT_ITEMS =
      """
      insert into order_item (tenant_id, order_id, position, id, status, updated_at)
      select * from unnest(:tenants::uuid[], :orders::uuid[], :positions::int[], :ids::uuid[],
                           :statuses::text[], :updatedAts::timestamptz[])
      """;

  private static final String INSERT_EVENTS =
      """
      insert into order_event (tenant_id, order_id, sequence, type, at, sealed)
      select * from unnest(:tenants::uuid[], :orders::uuid[], :sequences::int[], :types::text[],
                           :ats::timestamptz[], :data::bytea[])
      """;

  private static final String UPDATE_ORDERS =
      """
      update orders o
      set state = c.state, state_data = c.empty::json, sealed_state = c.sealed_state,
          total = coalesce(c.total, o.total), currency = coalesce(c.currency, o.currency),
          version = c.version, attempts = c.attempts, notices = c.notices, updated_at = c.updated_at
      from unnest(:tenants::uuid[], :ids::uuid[], :olds::int[], :versions::int[], :states::text[],
                  :empties::text[], :data::bytea[], :totals::bigint[], :currencies::text[],
                  :attempts::int[], :notices::int[], :updatedAts::timestamptz[])
        as c(tenant_id, id, old, version, state, empty, sealed_state, total, currency, attempts,
             notices, updated_at)
      where o.tenant_id = c.tenant_id and o.id = c.id and o.version = c.old
      returning o.id
      """;

  private static final String ERASE_CARDS =
      """
      delete from order_card c
      using unnest(:tenants::uuid[], :orders::uuid[]) as f(tenant_id, order_id)
      where c.tenant_id = f.tenant_id and c.order_id = f.order_id
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
      select sequence, type, data, sealed from order_event
      where tenant_id = :tenant and order_id = :order order by sequence limit 1000
      """;

  /// The data of an initial state: there is nothing to seal.
  private static final String NOTHING = "{}";

  private final OrderJson json;
  private final PersonalData personal;
  private final OrderReadRepository reads;
  private final AttemptRepository attempts;
  private final OrderAccountRepository accounts;

  OrderRepository(OrderJson json, Vault vault) {
    this.json = json;
    this.personal = new PersonalData(vault);
    this.reads = new OrderReadRepository(json, vault);
    this.attempts = new AttemptRepository(vault);
    this.accounts = new OrderAccountRepository(new LogIns(vault));
  }

  OrderAccountRepository accounts() {
    return accounts;
  }

  OrderReadRepository reads() {
    return reads;
  }

  Optional<AttemptRow> attempt(Handle handle, OrderKey key, int number) {
    return attempts.get(handle, key, number);
  }

  List<OrderEvent> events(Handle handle, OrderKey key) {
    return handle
        .createQuery(EVENTS)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .map((rs, _) -> event(rs, key))
        .list();
  }

  private OrderEvent event(ResultSet rs, OrderKey key) throws SQLException {
    int sequence = rs.getInt("sequence");
    List<@Nullable String> data =
        personal.open(
            PersonalColumn.ORDER_EVENT,
            key.tenant(),
            PersonalColumn.row(key.id(), sequence),
            rs.getBytes("sealed"),
            rs.getString("data"));
    return json.event(rs.getString("type"), Objects.requireNonNull(data.get(0)));
  }

  /// The parts of an order that are stored as they were submitted.
  ///
  /// @param words hashes of its search words
  /// @param root the root of its attempts' ids; null for its own id
  StoredRequest stored(OrderId id, OrderRequest request, List<Long> words, @Nullable UUID root) {
    OrderKey key = new OrderKey(request.tenant(), id);
    return new StoredRequest(
        personal.seal(
            PersonalColumn.ORDER_REQUEST,
            request.tenant(),
            id.toString(),
            json.write(request.spec()),
            request.echo()),
        words,
        json.write(request.spec().reference().notes()),
        reads.sealedCard(key, request.secrets()),
        reads.sealedRest(key, request.secrets()),
        root);
  }

  /// Inserts orders without their dependent rows; none of them may exist.
  void insert(WriteBatch writes, List<NewOrder> orders) {
    writes.add(INSERT_ORDERS, columns(orders));
  }

  /// Inserts orders without their dependent rows; returns the ids of those that did not exist.
  Set<OrderId> insertNew(Handle handle, List<NewOrder> orders) {
    Set<OrderId> inserted = new HashSet<>();
    columns(orders)
        .bind(handle.createQuery(INSERT_NEW_ORDERS))
        .mapTo(UUID.class)
        .forEach(id -> inserted.add(new OrderId(id)));
    return inserted;
  }

  /// Deletes the rows that this transaction inserted by [#insertNew].
  void takeBack(Handle handle, List<NewOrder> orders) {
    ColumnArrays rows = new ColumnArrays();
    for (NewOrder n : orders) {
      rows.add("tenants", n.order().key().tenant().value()).add("ids", n.order().id().value());
    }
    rows.bind(handle.createUpdate(TAKE_BACK)).execute();
  }

  private ColumnArrays columns(List<NewOrder> orders) {
    ColumnArrays rows = new ColumnArrays();
    for (NewOrder n : orders) {
      Order o = n.order();
      rows.add("tenants", o.key().tenant().value())
          .add("ids", o.id().value())
          .add("modes", o.mode().code())
          .add("doors", o.channel())
          .add("stores", o.spec().store())
          .add("clocks", o.clock())
          .add("states", OrderJson.stateName(o.state()))
          .add("metadata", n.stored().metadata())
          .add("createdAts", o.createdAt());
    }
    return rows;
  }

  void insertRequests(WriteBatch writes, List<NewOrder> orders) {
    ColumnArrays rows = new ColumnArrays();
    ColumnArrays cards = new ColumnArrays();
    for (NewOrder n : orders) {
      UUID tenant = n.order().key().tenant().value();
      UUID order = n.order().id().value();
      rows.add("tenants", tenant)
          .add("orders", order)
          .add("requests", n.stored().request())
          .add("words", literal(n.stored().words()))
          .add("privates", n.stored().rest())
          .add("roots", n.stored().root());
      if (n.stored().card() != null) {
        cards.add("tenants", tenant).add("orders", order).add("cards", n.stored().card());
      }
    }
    writes.add(INSERT_REQUESTS, rows);
    writes.add(INSERT_CARDS, cards);
  }

  /// An array literal of PostgreSQL.
  private static String literal(List<Long> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }

  void insertItems(WriteBatch writes, List<NewOrder> orders) {
    ColumnArrays items = new ColumnArrays();
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
    writes.add(INSERT_ITEMS, items);
  }

  void insertEvents(WriteBatch writes, List<OrderChange> changes) {
    ColumnArrays rows = new ColumnArrays();
    for (OrderChange c : changes) {
      int sequence = c.before().version();
      for (OrderEvent e : c.events()) {
        addEvent(rows, c.after().key(), ++sequence, e);
      }
    }
    writes.add(INSERT_EVENTS, rows);
  }

  void insertFirstEvents(WriteBatch writes, List<NewOrder> orders) {
    ColumnArrays rows = new ColumnArrays();
    for (NewOrder n : orders) {
      addEvent(
          rows,
          n.order().key(),
          1,
          new OrderEvent.Submitted(n.order().createdAt(), n.order().channel()));
    }
    writes.add(INSERT_EVENTS, rows);
  }

  private void addEvent(ColumnArrays rows, OrderKey key, int sequence, OrderEvent event) {
    rows.add("tenants", key.tenant().value())
        .add("orders", key.id().value())
        .add("sequences", sequence)
        .add("types", OrderJson.eventName(event))
        .add("ats", event.at())
        .add(
            "data",
            personal.seal(
                PersonalColumn.ORDER_EVENT,
                key.tenant(),
                PersonalColumn.row(key.id(), sequence),
                json.write(event)));
  }

  /// Saves orders; none of them may have changed since it was read.
  void updateAll(WriteBatch writes, List<OrderChange> changes) {
    writes.addForAll(UPDATE_ORDERS, states(changes));
  }

  /// Saves the orders that have not changed since they were read, and returns their ids.
  Set<OrderId> update(Handle handle, List<OrderChange> changes) {
    Set<OrderId> saved = new HashSet<>();
    states(changes)
        .bind(handle.createQuery(UPDATE_ORDERS))
        .mapTo(UUID.class)
        .forEach(id -> saved.add(new OrderId(id)));
    return saved;
  }

  private ColumnArrays states(List<OrderChange> changes) {
    ColumnArrays rows = new ColumnArrays();
    for (OrderChange c : changes) {
      Order after = c.after();
      String data = json.write(after.state());
      boolean empty = data.equals(NOTHING);
      Money total =
          after.state() instanceof OrderState.Placed p ? p.placement().price().total() : null;
      rows.add("tenants", after.key().tenant().value())
          .add("ids", after.id().value())
          .add("olds", c.before().version())
          .add("versions", after.version())
          .add("states", OrderJson.stateName(after.state()))
          .add("empties", empty ? NOTHING : null)
          .add("data", empty ? null : sealed(after.key(), data))
          .add("totals", total == null ? null : total.minor())
          .add("currencies", total == null ? null : total.currency().getCurrencyCode())
          .add("attempts", after.attempts())
          .add("notices", after.notices())
          .add("updatedAts", after.updatedAt());
    }
    return rows;
  }

  private byte[] sealed(OrderKey key, String state) {
    return personal.seal(PersonalColumn.ORDER_STATE, key.tenant(), key.id().toString(), state);
  }

  /// Saves the dependent rows of orders that [#update] saved: items, attempts, parcels, merchant
  /// orders; and erases the cards of those that are final now.
  void saveParts(WriteBatch writes, List<OrderChange> changes) {
    ColumnArrays ended = new ColumnArrays();
    ColumnArrays items = new ColumnArrays();
    ColumnArrays shipments = new ColumnArrays();
    ColumnArrays merchantOrders = new ColumnArrays();
    for (OrderChange c : changes) {
      UUID tenant = c.after().key().tenant().value();
      UUID order = c.after().id().value();
      if (c.after().state().isFinal() && !c.before().state().isFinal()) {
        ended.add("tenants", tenant).add("orders", order);
      }
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
    writes.add(ERASE_CARDS, ended);
    writes.add(UPDATE_ITEMS, items);
    attempts.save(writes, changes);
    writes.add(UPSERT_SHIPMENTS, shipments);
    writes.add(INSERT_MERCHANT_ORDERS, merchantOrders);
    accounts.save(writes, changes);
  }
}
