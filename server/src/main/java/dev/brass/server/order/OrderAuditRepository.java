package dev.brass.server.order;

import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.VaultException;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Shipment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads everything stored about orders without trusting any of it.
final class OrderAuditRepository {

  private static final String ORDER =
      """
      select o.tenant_id, o.id, o.state, o.state_data, o.sealed_state, o.version, o.attempts,
        r.spec, r.echo, r.sealed as sealed_request, r.order_id is not null as has_request,
        exists (
          select from order_card c where c.tenant_id = o.tenant_id and c.order_id = o.id)
          as has_card,
        (select json_agg(json_build_array(i.position, i.id, i.status, i.error_type,
                                          i.cancellation_reason, i.updated_at) order by i.position)
           from order_item i where i.tenant_id = o.tenant_id and i.order_id = o.id) as items,
        (select json_agg(json_build_array(s.id, s.data, s.created_at, s.updated_at)
                         order by s.created_at, s.id)
           from shipment s where s.tenant_id = o.tenant_id and s.order_id = o.id) as shipments,
        (select json_agg(json_build_array(e.sequence, e.type, e.data::text,
                                          encode(e.sealed, 'base64')) order by e.sequence)
           from order_event e where e.tenant_id = o.tenant_id and e.order_id = o.id) as events,
        (select json_agg(json_build_array(a.number, a.id, a.status, a.started_at, a.ended_at)
                         order by a.number)
           from order_attempt a where a.tenant_id = o.tenant_id and a.order_id = o.id) as tries,
        (select json_agg(m.id order by m.id)
           from merchant_order m
           where m.tenant_id = o.tenant_id and m.store = o.store and m.order_id = o.id)
          as merchant_orders,
        (select json_agg(concat_ws(' ', t.kind, t.amount, t.currency))
           from wallet_transfer t
           where t.tenant_id = o.tenant_id and t.order_id = o.id and t.kind <> 'refund')
          as transfers,
        (select coalesce(sum(t.amount), 0)
           from wallet_transfer t
           where t.tenant_id = o.tenant_id and t.order_id = o.id and t.kind = 'refund')
          + coalesce((select p.unlinked from wallet_purchase p
                      where p.tenant_id = o.tenant_id and p.order_id = o.id), 0) as refunded
      from orders o
      left join order_request r on r.tenant_id = o.tenant_id and r.order_id = o.id
      """;

  private static final String PAGE =
      ORDER
          + """
          where (o.tenant_id, o.id) > (:tenant, :after)
          order by o.tenant_id, o.id
          limit :limit
          """;

  private static final String ONE = ORDER + "where o.tenant_id = :tenant and o.id = :id";

  private static final String JOBS =
      """
      select tenant_id, subject, kind, state, node is not null as running, due_at, attempt, error
      from job
      where kind = any(:kinds)
      order by id
      """;

  /// Rows without their order: no foreign key prevents them.
  private static final String ORPHANS =
      """
      select rows.name, rows.tenant_id, rows.order_id, count(*) as rows
      from (
        select 'order_request' as name, tenant_id, order_id from order_request
        union all select 'order_card', tenant_id, order_id from order_card
        union all select 'order_item', tenant_id, order_id from order_item
        union all select 'order_event', tenant_id, order_id from order_event
        union all select 'order_attempt', tenant_id, order_id from order_attempt
        union all select 'shipment', tenant_id, order_id from shipment
        union all select 'merchant_order', tenant_id, order_id from merchant_order
        union all select 'bundle_queue', tenant_id, order_id from bundle_queue
        union all select 'idempotency_key', tenant_id, order_id from idempotency_key
        union all select 'wallet_transfer', tenant_id, order_id from wallet_transfer
          where order_id is not null
        union all select 'wallet_purchase', tenant_id, order_id from wallet_purchase
        union all select 'webhook_message', m.tenant_id, m.order_id from webhook_message m
          where m.event <> 'batch.completed' and not exists (
            select from errand e where e.tenant_id = m.tenant_id and e.id = m.order_id)
        union all select 'case_message', tenant_id, order_id from case_message
        union all select 'job', tenant_id, subject from job where kind = any(:kinds)) as rows
      where not exists (
        select from orders o where o.tenant_id = rows.tenant_id and o.id = rows.order_id)
      group by 1, 2, 3
      order by 1, 2, 3
      limit :limit
      """;

  private final OrderJson json;
  private final PersonalData personal;

  OrderAuditRepository(OrderJson json, PersonalData personal) {
    this.json = json;
    this.personal = personal;
  }

  /// An order as it was read.
  sealed interface Found {
    OrderKey key();
  }

  /// An order that cannot be read: its sealed data was changed, or belongs to another row.
  record Unreadable(OrderKey key, String why) implements Found {}

  /// A row of `orders` with its dependent rows.
  ///
  /// @param spec null when the submitted request is not stored
  /// @param items by position, which must equal the list index
  /// @param shipments parcels
  /// @param events in the order of their sequence
  /// @param merchantOrders ids by which the order can be found
  /// @param transfers about the order, as `capture 1999 USD`, sorted, without refunds
  /// @param refunded the total refund, in minor units
  record Stored(
      OrderKey key,
      OrderState state,
      int version,
      int attemptCount,
      @Nullable OrderSpec spec,
      boolean hasCard,
      List<ItemRow> items,
      List<OrderShipment> shipments,
      List<EventRow> events,
      List<TryRow> attempts,
      List<String> merchantOrders,
      List<String> transfers,
      long refunded)
      implements Found {

    Stored {
      items = List.copyOf(items);
      shipments = List.copyOf(shipments);
      events = List.copyOf(events);
      attempts = List.copyOf(attempts);
      merchantOrders = List.copyOf(merchantOrders);
      transfers = List.copyOf(transfers);
    }
  }

  /// A row of `order_item`.
  record ItemRow(int position, OrderItem item) {}

  /// A row of `order_event`.
  record EventRow(int sequence, OrderEvent event) {}

  /// A row of `order_attempt`, without request and answer.
  record TryRow(
      int number,
      AttemptId id,
      AttemptRow.Status status,
      Instant startedAt,
      @Nullable Instant endedAt) {}

  /// A job about an order.
  record JobRow(
      String kind,
      String state,
      boolean running,
      Instant dueAt,
      int attempt,
      @Nullable String error) {}

  /// Rows of a table that belong to no order.
  record Orphans(String table, OrderKey order, long rows) {}

  /// The orders after a key, sorted by key.
  List<Found> page(Handle handle, @Nullable OrderKey after, int limit) {
    return handle
        .createQuery(PAGE)
        .bind("tenant", after == null ? new UUID(0, 0) : after.tenant().value())
        .bind("after", after == null ? new UUID(0, 0) : after.id().value())
        .bind("limit", limit)
        .map((row, _) -> found(row))
        .list();
  }

  Optional<Found> one(Handle handle, OrderKey key) {
    return handle
        .createQuery(ONE)
        .bind("tenant", key.tenant().value())
        .bind("id", key.id().value())
        .map((row, _) -> found(row))
        .findOne();
  }

  /// Every job about an order.
  Map<OrderKey, List<JobRow>> jobs(Handle handle, List<String> kinds) {
    Map<OrderKey, List<JobRow>> jobs = new HashMap<>();
    handle
        .createQuery(JOBS)
        .bindArray("kinds", String.class, kinds)
        .map(
            (row, _) ->
                Map.entry(
                    key(row, "subject"),
                    new JobRow(
                        row.getString("kind"),
                        row.getString("state"),
                        row.getBoolean("running"),
                        row.getObject("due_at", OffsetDateTime.class).toInstant(),
                        row.getInt("attempt"),
                        row.getString("error"))))
        .forEach(
            each ->
                jobs.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(each.getValue()));
    return jobs;
  }

  List<Orphans> orphans(Handle handle, List<String> kinds, int limit) {
    return handle
        .createQuery(ORPHANS)
        .bindArray("kinds", String.class, kinds)
        .bind("limit", limit)
        .map(
            (row, _) ->
                new Orphans(row.getString("name"), key(row, "order_id"), row.getLong("rows")))
        .list();
  }

  private static OrderKey key(ResultSet row, String id) throws SQLException {
    return new OrderKey(
        new TenantId(row.getObject("tenant_id", UUID.class)),
        new OrderId(row.getObject(id, UUID.class)));
  }

  private Found found(ResultSet row) throws SQLException {
    OrderKey key = key(row, "id");
    try {
      return stored(row, key);
    } catch (VaultException e) {
      return new Unreadable(key, String.valueOf(e.getMessage()));
    }
  }

  private Stored stored(ResultSet row, OrderKey key) throws SQLException {
    List<ItemRow> items = new ArrayList<>();
    for (JsonNode i : rows(row.getString("items"))) {
      items.add(
          new ItemRow(
              i.get(0).asInt(),
              new OrderItem(
                  UUID.fromString(i.get(1).asString()),
                  OrderItem.Status.of(i.get(2).asString()),
                  textOrNull(i.get(3)),
                  textOrNull(i.get(4)),
                  instant(i.get(5)))));
    }
    List<OrderShipment> shipments = new ArrayList<>();
    for (JsonNode s : rows(row.getString("shipments"))) {
      shipments.add(
          new OrderShipment(
              UUID.fromString(s.get(0).asString()),
              json.read(s.get(1).toString(), Shipment.class),
              instant(s.get(2)),
              instant(s.get(3))));
    }
    List<EventRow> events = new ArrayList<>();
    for (JsonNode e : rows(row.getString("events"))) {
      events.add(new EventRow(e.get(0).asInt(), event(key, e)));
    }
    List<TryRow> attempts = new ArrayList<>();
    for (JsonNode a : rows(row.getString("tries"))) {
      attempts.add(
          new TryRow(
              a.get(0).asInt(),
              new AttemptId(UUID.fromString(a.get(1).asString())),
              AttemptRow.Status.valueOf(a.get(2).asString().toUpperCase(Locale.ROOT)),
              instant(a.get(3)),
              a.get(4).isNull() ? null : instant(a.get(4))));
    }
    @Nullable String spec = row.getBoolean("has_request") ? spec(row, key) : null;
    return new Stored(
        key,
        json.state(row.getString("state"), state(row, key)),
        row.getInt("version"),
        row.getInt("attempts"),
        spec == null ? null : json.read(spec, OrderSpec.class),
        row.getBoolean("has_card"),
        items,
        shipments,
        events,
        attempts,
        texts(row.getString("merchant_orders")),
        texts(row.getString("transfers")).stream().sorted().toList(),
        row.getLong("refunded"));
  }

  private OrderEvent event(OrderKey key, JsonNode e) {
    String sealed = textOrNull(e.get(3));
    List<@Nullable String> data =
        personal.open(
            PersonalColumn.ORDER_EVENT,
            key.tenant(),
            PersonalColumn.row(key.id(), e.get(0).asInt()),
            sealed == null ? null : Base64.getMimeDecoder().decode(sealed),
            textOrNull(e.get(2)));
    return json.event(e.get(1).asString(), Objects.requireNonNull(data.getFirst()));
  }

  private String state(ResultSet row, OrderKey key) throws SQLException {
    return Objects.requireNonNull(
        personal
            .open(
                PersonalColumn.ORDER_STATE,
                key.tenant(),
                key.id().toString(),
                row.getBytes("sealed_state"),
                row.getString("state_data"))
            .getFirst());
  }

  private @Nullable String spec(ResultSet row, OrderKey key) throws SQLException {
    return personal
        .open(
            PersonalColumn.ORDER_REQUEST,
            key.tenant(),
            key.id().toString(),
            row.getBytes("sealed_request"),
            row.getString("spec"),
            row.getString("echo"))
        .getFirst();
  }

  private List<String> texts(@Nullable String array) {
    List<String> texts = new ArrayList<>();
    rows(array).forEach(text -> texts.add(text.asString()));
    return texts;
  }

  private Iterable<JsonNode> rows(@Nullable String text) {
    return text == null ? List.of() : json.read(text, JsonNode.class);
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isNull() ? null : node.asString();
  }

  private static Instant instant(JsonNode node) {
    return OffsetDateTime.parse(node.asString()).toInstant();
  }
}
