package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.SandboxOrder.BoughtLine;
import dev.brass.connector.sandbox.SandboxOrder.Cancellation;
import dev.brass.connector.sandbox.SandboxOrder.Course;
import dev.brass.connector.sandbox.SandboxOrder.ShipTo;
import dev.brass.connector.sandbox.SandboxOrder.Wishes;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Money;
import dev.brass.spi.PriceComponents;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The table `sandbox.merchant_order`.
final class OrderBookRepository {

  /// Takes the printed number when there is one and it is free, and the other one otherwise.
  private static final String INSERT =
      """
      INSERT INTO sandbox.merchant_order (
        attempt_id, order_id, retailer, number, twin, store, account, placed_at, currency,
        subtotal, shipping, tax, discount, fees, total, gift_paid,
        lines, ship_to, wishes, course, hidden)
      VALUES (
        :attempt, :order, :retailer,
        CASE WHEN CAST(:printed AS text) IS NULL OR EXISTS (
               SELECT 1 FROM sandbox.merchant_order
               WHERE retailer = :retailer AND number = :printed)
             THEN :number ELSE :printed END,
        :twin, :store, :account, :placed_at, :currency,
        :subtotal, :shipping, :tax, :discount, :fees, :total, :gift_paid,
        CAST(:lines AS jsonb), CAST(:ship_to AS jsonb), CAST(:wishes AS jsonb),
        CAST(:course AS jsonb), :hidden)
      ON CONFLICT DO NOTHING
      RETURNING entry, number
      """;

  private static final String BY_ATTEMPT =
      """
      SELECT * FROM sandbox.merchant_order WHERE attempt_id = :attempt
      """;

  private static final String BY_NUMBER =
      """
      SELECT * FROM sandbox.merchant_order
      WHERE retailer = :retailer AND number = :number
      ORDER BY (attempt_id = :attempt) DESC, (placed_at = :placed_at) DESC, entry DESC
      LIMIT 1
      """;

  private static final String LOCK =
      """
      SELECT * FROM sandbox.merchant_order WHERE entry = :entry FOR UPDATE
      """;

  private static final String PAGE =
      """
      SELECT * FROM sandbox.merchant_order
      WHERE entry > :after ORDER BY entry LIMIT :limit
      """;

  private static final String BY_ORDER =
      """
      SELECT * FROM sandbox.merchant_order
      WHERE order_id = :order ORDER BY entry LIMIT :limit
      """;

  private static final String COUNT =
      """
      SELECT count(*) FROM sandbox.merchant_order
      """;

  private static final String COUNT_BY_ATTEMPT =
      """
      SELECT attempt_id, count(*) AS orders FROM sandbox.merchant_order
      WHERE attempt_id = ANY(:attempts) GROUP BY attempt_id
      """;

  private static final String ATTEMPTS_TWICE =
      """
      SELECT attempt_id FROM sandbox.merchant_order
      GROUP BY attempt_id HAVING count(*) > 1 ORDER BY attempt_id LIMIT :limit
      """;

  private static final String ORDERS_TWICE =
      """
      SELECT order_id FROM sandbox.merchant_order WHERE cancelled_at IS NULL
      GROUP BY order_id HAVING count(*) > 1 ORDER BY order_id LIMIT :limit
      """;

  private static final String CANCEL =
      """
      UPDATE sandbox.merchant_order
      SET cancelled_at = :at, cancelled_by = :by, cancel_reason = :reason
      WHERE entry = :entry AND cancelled_at IS NULL
      """;

  private static final String WISH_TO_CANCEL =
      """
      UPDATE sandbox.merchant_order SET cancel_wished_at = :at
      WHERE entry = :entry AND cancel_wished_at IS NULL
      """;

  private static final UUID NO_TWIN = new UUID(0, 0);

  private final JsonMapper json = JsonMapper.builder().build();

  /// Writes an order down.
  ///
  /// @param order its entry and number are not used
  /// @param number as [OrderNumber] made it
  /// @return the order as written; empty when its attempt or its number is in the book already
  Optional<SandboxOrder> insert(Handle handle, SandboxOrder order, OrderNumber number) {
    PriceComponents price = order.price();
    return handle
        .createQuery(INSERT)
        .bind("attempt", order.attempt().value())
        .bind("order", order.orderId())
        .bind("retailer", order.retailer().code())
        .bind("number", number.number())
        .bind("printed", number.printed())
        .bind("twin", number.repeats() ? order.attempt().value() : NO_TWIN)
        .bind("store", order.store())
        .bind("account", order.account())
        .bind("placed_at", at(order.placedAt()))
        .bind("currency", price.total().currency().getCurrencyCode())
        .bind("subtotal", price.subtotal().minor())
        .bind("shipping", price.shipping().minor())
        .bind("tax", price.tax().minor())
        .bind("discount", price.discount().minor())
        .bind("fees", price.fees().minor())
        .bind("total", price.total().minor())
        .bind("gift_paid", price.giftCertificate() == null ? null : price.giftCertificate().minor())
        .bind("lines", json.writeValueAsString(order.lines()))
        .bind("ship_to", json.writeValueAsString(order.shipTo()))
        .bind("wishes", json.writeValueAsString(order.wishes()))
        .bind("course", json.writeValueAsString(order.course()))
        .bind("hidden", order.hidden())
        .map((row, _) -> order.written(row.getLong("entry"), row.getString("number")))
        .findOne();
  }

  Optional<SandboxOrder> byAttempt(Handle handle, AttemptId attempt) {
    return handle
        .createQuery(BY_ATTEMPT)
        .bind("attempt", attempt.value())
        .map(this::order)
        .findOne();
  }

  /// The order of a number; where several have it, the one of that attempt, or else of that time.
  Optional<SandboxOrder> byNumber(
      Handle handle,
      SandboxRetailer retailer,
      String number,
      @Nullable UUID attempt,
      Instant placedAt) {
    return handle
        .createQuery(BY_NUMBER)
        .bind("retailer", retailer.code())
        .bind("number", number)
        .bind("attempt", attempt == null ? NO_TWIN : attempt)
        .bind("placed_at", at(placedAt))
        .map(this::order)
        .findOne();
  }

  /// The order of an entry, which nobody else changes before this transaction ends.
  SandboxOrder lock(Handle handle, long entry) {
    return handle.createQuery(LOCK).bind("entry", entry).map(this::order).one();
  }

  List<SandboxOrder> page(Handle handle, long after, int limit) {
    return handle
        .createQuery(PAGE)
        .bind("after", after)
        .bind("limit", limit)
        .map(this::order)
        .list();
  }

  List<SandboxOrder> byOrder(Handle handle, UUID orderId, int limit) {
    return handle
        .createQuery(BY_ORDER)
        .bind("order", orderId)
        .bind("limit", limit)
        .map(this::order)
        .list();
  }

  long count(Handle handle) {
    return handle.createQuery(COUNT).mapTo(Long.class).one();
  }

  /// How many orders the book has of each attempt, of those that have any.
  Map<AttemptId, Integer> countByAttempt(Handle handle, Collection<AttemptId> attempts) {
    UUID[] ids = attempts.stream().map(AttemptId::value).toArray(UUID[]::new);
    Map<AttemptId, Integer> counts = new LinkedHashMap<>();
    handle
        .createQuery(COUNT_BY_ATTEMPT)
        .bindArray("attempts", UUID.class, Arrays.asList(ids))
        .map((row, _) -> Map.entry(new AttemptId(uuid(row, "attempt_id")), row.getInt("orders")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  List<AttemptId> attemptsTwice(Handle handle, int limit) {
    return handle
        .createQuery(ATTEMPTS_TWICE)
        .bind("limit", limit)
        .map((row, _) -> new AttemptId(uuid(row, "attempt_id")))
        .list();
  }

  List<UUID> ordersTwice(Handle handle, int limit) {
    return handle
        .createQuery(ORDERS_TWICE)
        .bind("limit", limit)
        .map((row, _) -> uuid(row, "order_id"))
        .list();
  }

  /// Calls an order off.
  ///
  /// @return whether it was live
  boolean cancel(Handle handle, long entry, Cancellation cancellation) {
    return handle
            .createUpdate(CANCEL)
            .bind("entry", entry)
            .bind("at", at(cancellation.at()))
            .bind("by", cancellation.by())
            .bind("reason", cancellation.reason())
            .execute()
        == 1;
  }

  /// Notes when the buyer first wanted an order cancelled.
  void wishToCancel(Handle handle, long entry, Instant at) {
    handle.createUpdate(WISH_TO_CANCEL).bind("entry", entry).bind("at", at(at)).execute();
  }

  private SandboxOrder order(ResultSet row, StatementContext context) throws SQLException {
    Currency currency = Currency.getInstance(row.getString("currency"));
    long giftPaid = row.getLong("gift_paid");
    Money gift = row.wasNull() ? null : new Money(giftPaid, currency);
    OffsetDateTime wishedAt = row.getObject("cancel_wished_at", OffsetDateTime.class);
    OffsetDateTime cancelledAt = row.getObject("cancelled_at", OffsetDateTime.class);
    return new SandboxOrder(
        row.getLong("entry"),
        new AttemptId(uuid(row, "attempt_id")),
        uuid(row, "order_id"),
        SandboxRetailer.ofCode(row.getString("retailer")).orElseThrow(),
        row.getString("number"),
        row.getString("store"),
        row.getString("account"),
        row.getObject("placed_at", OffsetDateTime.class).toInstant(),
        new PriceComponents(
            money(row, "subtotal", currency),
            money(row, "shipping", currency),
            money(row, "tax", currency),
            money(row, "discount", currency),
            money(row, "fees", currency),
            money(row, "total", currency),
            gift),
        List.of(json.readValue(row.getString("lines"), BoughtLine[].class)),
        json.readValue(row.getString("ship_to"), ShipTo.class),
        json.readValue(row.getString("wishes"), Wishes.class),
        json.readValue(row.getString("course"), Course.class),
        row.getBoolean("hidden"),
        wishedAt == null ? null : wishedAt.toInstant(),
        cancelledAt == null
            ? null
            : new Cancellation(
                cancelledAt.toInstant(),
                row.getString("cancelled_by"),
                row.getString("cancel_reason")));
  }

  private static Money money(ResultSet row, String column, Currency currency) throws SQLException {
    return new Money(row.getLong(column), currency);
  }

  private static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
