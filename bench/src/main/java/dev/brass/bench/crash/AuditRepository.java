package dev.brass.bench.crash;

import static java.util.stream.Collectors.joining;

import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the simulation reads of the server's tables, by itself, so that a mistake of the server's
/// own reading does not hide one of its writing.
final class AuditRepository {

  private static final String ORDERS =
      """
      select o.id, o.tenant_id, k.key, o.door, o.state, o.state_data,
        o.sealed_state, o.attempts, r.spec, r.echo, r.sealed,
        not exists (
          select from order_item i
          where i.tenant_id = o.tenant_id and i.order_id = o.id and i.status <> 'delivered')
          as delivered
      from orders o
      join order_request r on r.tenant_id = o.tenant_id and r.order_id = o.id
      left join idempotency_key k on k.tenant_id = o.tenant_id and k.order_id = o.id
      order by o.id
      """;

  private static final String ATTEMPTS =
      """
      select id, order_id, status from order_attempt
      """;

  /// The sandbox's own order book, in its own schema.
  private static final String BOOK =
      """
      select entry, attempt_id, order_id, number, total,
        (select coalesce(sum((l ->> 'quantity')::int), 0)
          from jsonb_array_elements(lines) as l where l ->> 'productId' = :scarce) as scarce,
        (select string_agg(l ->> 'productId', ' ') from jsonb_array_elements(lines) as l)
          as products
      from sandbox.merchant_order
      order by entry
      """;

  private static final String MESSAGES =
      """
      select m.tenant_id, m.id, m.order_id, m.event, convert_from(m.body, 'UTF8') as body,
        m.sealed_body,
        m.target is null as signed,
        coalesce((
          select d.outcome from webhook_delivery d
          where d.tenant_id = m.tenant_id and d.message_id = m.id
          order by d.number desc limit 1), 'PENDING') as outcome,
        (select count(*) from webhook_delivery d
          where d.tenant_id = m.tenant_id and d.message_id = m.id) as deliveries,
        coalesce((
          select max(d.number) from webhook_delivery d
          where d.tenant_id = m.tenant_id and d.message_id = m.id), 0) as last_number
      from webhook_message m
      order by m.id
      """;

  private static final String UNFINISHED =
      """
      select
        (select count(*) from orders
          where state not in ('placed', 'failed', 'cancelled', 'cancelled_by_retailer')) as orders,
        (select count(*) from job where tenant_id <> '00000000-0000-0000-0000-000000000000') as jobs,
        (select count(*) from job
          where tenant_id <> '00000000-0000-0000-0000-000000000000' and state in ('ready', 'parked')
            and (node is not null or due_at <= now())) as due
      """;

  /// Rows that a server at rest does not have; jobs that clean up are no tenant's and
  /// come again and again.
  private static final String LEFT =
      """
      select 'job ' || kind || ' ' || state || ' of ' || subject || ': ' || coalesce(error, '')
      from job where tenant_id <> '00000000-0000-0000-0000-000000000000'
      union all
      select 'waits for a bundle ' || order_id from bundle_queue
      union all
      select 'lane ' || lane from job_lane where tenant_id <> '00000000-0000-0000-0000-000000000000'
      union all
      select 'node ' || name from node where id <> (select id from node order by started_at desc limit 1)
      limit 50
      """;

  private static final String TABLES =
      """
      select format('%I.%I', schemaname, tablename) from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1
      """;

  private static final String STOCK =
      """
      select remaining from sandbox.stock where product_id = :product
      """;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Jdbi jdbi;
  private final PersonalData personal;

  AuditRepository(Jdbi jdbi, PersonalData personal) {
    this.jdbi = jdbi;
    this.personal = personal;
  }

  /// An order.
  ///
  /// @param key the idempotency key it was submitted with
  /// @param error the code of what it failed with
  /// @param maxPrice 0 for none
  /// @param numbers of its merchant orders, separated by blanks
  /// @param members the orders that it buys for, separated by blanks; empty unless it is a bundle
  record OrderRow(
      UUID id,
      UUID tenantId,
      @Nullable String key,
      String channel,
      String state,
      @Nullable String error,
      int attempts,
      long maxPrice,
      String numbers,
      boolean delivered,
      String members) {

    boolean isBundle() {
      return channel.equals("bundle");
    }
  }

  /// An attempt to place an order.
  record TryRow(UUID id, UUID orderId, String status) {}

  /// An entry of the store's order book.
  ///
  /// @param total in cents
  /// @param scarce units of the product that is scarce
  /// @param products the ids of its products, separated by blanks
  record BookRow(
      long entry,
      UUID attemptId,
      UUID orderId,
      String number,
      long total,
      int scarce,
      String products) {}

  /// A message of the outbox.
  ///
  /// @param outcome of the last delivery
  /// @param lastNumber of the last delivery
  record MessageRow(
      UUID id,
      UUID orderId,
      String event,
      String body,
      boolean signed,
      String outcome,
      int deliveries,
      int lastNumber) {}

  /// What is still under way.
  ///
  /// @param due jobs that run or could run now
  record Unfinished(long orders, long jobs, long due) {}

  List<OrderRow> orders() {
    return jdbi.withHandle(h -> h.createQuery(ORDERS).map((row, _) -> order(row)).list());
  }

  private OrderRow order(ResultSet row) throws SQLException {
    TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
    UUID id = row.getObject("id", UUID.class);
    JsonNode state =
        json(
            personal.open(
                PersonalColumn.ORDER_STATE,
                tenant,
                id.toString(),
                row.getBytes("sealed_state"),
                row.getString("state_data")));
    JsonNode spec =
        json(
            personal.open(
                PersonalColumn.ORDER_REQUEST,
                tenant,
                id.toString(),
                row.getBytes("sealed"),
                row.getString("spec"),
                row.getString("echo")));
    return new OrderRow(
        id,
        tenant.value(),
        row.getString("key"),
        row.getString("door"),
        row.getString("state"),
        state.path("error").path("code").asString(null),
        row.getInt("attempts"),
        spec.path("maxPrice").asLong(0),
        texts(state.path("placement").path("merchantOrders"), "/id"),
        row.getBoolean("delivered"),
        texts(spec.path("members"), "/order/value"));
  }

  private static JsonNode json(List<@Nullable String> parts) {
    return JSON.readTree(Objects.requireNonNull(parts.getFirst()));
  }

  /// Sorted, separated by blanks.
  private static String texts(JsonNode array, String path) {
    return array.valueStream().map(m -> m.at(path).asString()).sorted().collect(joining(" "));
  }

  Map<UUID, TryRow> attempts() {
    Map<UUID, TryRow> attempts = new HashMap<>();
    jdbi.useHandle(
        h ->
            h.createQuery(ATTEMPTS)
                .map(ConstructorMapper.of(TryRow.class))
                .forEach(row -> attempts.put(row.id(), row)));
    return attempts;
  }

  /// Everything that the store ever sold.
  List<BookRow> book(String scarceProduct) {
    return book(jdbi, scarceProduct);
  }

  /// As above, of a database of which nothing sealed is read.
  static List<BookRow> book(Jdbi jdbi, String scarceProduct) {
    return jdbi.withHandle(
        h ->
            h.createQuery(BOOK)
                .bind("scarce", scarceProduct)
                .map(ConstructorMapper.of(BookRow.class))
                .list());
  }

  List<MessageRow> messages() {
    return jdbi.withHandle(h -> h.createQuery(MESSAGES).map((row, _) -> message(row)).list());
  }

  private MessageRow message(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    List<@Nullable String> body =
        personal.open(
            PersonalColumn.MESSAGE_BODY,
            new TenantId(row.getObject("tenant_id", UUID.class)),
            id.toString(),
            row.getBytes("sealed_body"),
            row.getString("body"));
    return new MessageRow(
        id,
        row.getObject("order_id", UUID.class),
        row.getString("event"),
        Objects.requireNonNull(body.getFirst()),
        row.getBoolean("signed"),
        row.getString("outcome"),
        row.getInt("deliveries"),
        row.getInt("last_number"));
  }

  Unfinished unfinished() {
    return jdbi.withHandle(
        h -> h.createQuery(UNFINISHED).map(ConstructorMapper.of(Unfinished.class)).one());
  }

  List<String> left() {
    return jdbi.withHandle(h -> h.createQuery(LEFT).mapTo(String.class).list());
  }

  /// What is left of a product with a finite stock at each retailer that sold it.
  List<Integer> stock(String product) {
    return jdbi.withHandle(
        h -> h.createQuery(STOCK).bind("product", product).mapTo(Integer.class).list());
  }

  /// Hands over each row of each table as text, with the table's name before it.
  void everything(Consumer<String> rows) {
    List<String> tables =
        new ArrayList<>(jdbi.withHandle(h -> h.createQuery(TABLES).mapTo(String.class).list()));
    for (String table : tables) {
      jdbi.useTransaction(
          (Handle h) ->
              h.createQuery("select t::text from " + table + " as t")
                  .setFetchSize(500)
                  .mapTo(String.class)
                  .forEach(row -> rows.accept(table + ": " + row)));
    }
  }
}
