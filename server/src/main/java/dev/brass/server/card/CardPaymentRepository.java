package dev.brass.server.card;

import dev.brass.server.order.AcceptedOrder;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table `card_payment`. Thread-safe.
final class CardPaymentRepository {

  private static final String PURPOSE = "card-payment";

  private static final String INSERT =
      """
      insert into card_payment (
        tenant_id, id, mode, play, terms, idempotency_key, request_hash, request, account, quote, state,
        version, created_at, updated_at, expires_at)
      values (
        :tenant, :id, :mode, :play, cast(:terms as jsonb), :key, :hash, :request, :account,
        cast(:quote as jsonb), cast(:state as jsonb), 1, :at, :at, :expires)
      on conflict do nothing
      """;

  private static final String COLUMNS =
      """
      select tenant_id, id, mode, play, terms, idempotency_key, account, quote, state, order_id, version,
             created_at, updated_at, expires_at
      from card_payment
      """;

  private static final String BY_ID = COLUMNS + " where id = :id";

  private static final String BY_KEY =
      COLUMNS + " where tenant_id = :tenant and mode = :mode and idempotency_key = :key";

  private static final String OF_ORDERS =
      COLUMNS + " where tenant_id = :tenant and order_id = any(:orders)";

  private static final String REQUEST =
      """
      select tenant_id, id, request, request_hash from card_payment where id = :id
      """;

  /// The client's key is free again if there will be no order.
  private static final String UPDATE =
      """
      update card_payment
      set state = cast(:state as jsonb), order_id = cast(:order as uuid), version = :version,
          updated_at = :at, captured = :captured, refunded = :refunded,
          given_up_at = case when :uncollected then :at when :free then null else given_up_at end,
          given_up_why = case when :uncollected then cast(:why as text) when :free then null
                              else given_up_why end,
          settled_at = case when :uncollected then null else settled_at end,
          idempotency_key = case when :free then null else idempotency_key end
      where tenant_id = :tenant and id = :id and version = :version - 1
      """;

  private static final String DELETE =
      """
      delete from card_payment
      where tenant_id = :tenant and id = :id and version = :version and order_id is null
      """;

  private final Sealer sealer;
  private final CardJson json = new CardJson();

  CardPaymentRepository(Sealer sealer) {
    this.sealer = sealer;
  }

  /// Stores a new payment; false when the client's key belongs to another one.
  boolean insert(Handle handle, CardPayment payment, AcceptedOrder order, byte[] hash) {
    byte[] plain = order.write().getBytes(StandardCharsets.UTF_8);
    return handle
            .createUpdate(INSERT)
            .bind("tenant", payment.tenant().value())
            .bind("id", payment.id())
            .bind("mode", payment.mode().code())
            .bind("play", payment.play())
            .bind("terms", json.write(payment.terms(), CardTerms.class))
            .bind("key", payment.idempotencyKey())
            .bind("hash", hash)
            .bind("request", sealer.seal(payment.tenant(), PURPOSE, payment.id().toString(), plain))
            .bind("account", payment.account())
            .bind("quote", json.write(payment.quote(), Costs.class))
            .bind("state", json.write(payment.state(), CardPaymentState.class))
            .bind("at", payment.createdAt())
            .bind("expires", payment.expiresAt())
            .execute()
        == 1;
  }

  /// Stores the state of a payment; false when it has changed since it was read.
  boolean update(Handle handle, CardPayment after) {
    return handle
            .createUpdate(UPDATE)
            .bind("tenant", after.tenant().value())
            .bind("id", after.id())
            .bind("state", json.write(after.state(), CardPaymentState.class))
            .bind("order", after.order())
            .bind("version", after.version())
            .bind("free", after.cameToNothing())
            .bind("uncollected", after.state() instanceof CardPaymentState.Uncollected)
            .bind("why", after.state() instanceof CardPaymentState.Uncollected u ? u.why() : null)
            .bind("captured", after.captured().map(costs -> costs.charge().minor()).orElse(0L))
            .bind("refunded", after.refunded())
            .bind("at", after.updatedAt())
            .execute()
        == 1;
  }

  /// Deletes a payment without an order, unless it has changed since it was read.
  void delete(Handle handle, CardPayment payment) {
    handle
        .createUpdate(DELETE)
        .bind("tenant", payment.tenant().value())
        .bind("id", payment.id())
        .bind("version", payment.version())
        .execute();
  }

  Optional<CardPayment> byId(Handle handle, UUID id) {
    return handle.createQuery(BY_ID).bind("id", id).map((row, _) -> payment(row)).findOne();
  }

  Optional<CardPayment> byKey(Handle handle, TenantId tenant, Mode mode, String key) {
    return handle
        .createQuery(BY_KEY)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("key", key)
        .map((row, _) -> payment(row))
        .findOne();
  }

  List<CardPayment> ofOrders(Handle handle, TenantId tenant, Collection<UUID> orders) {
    return handle
        .createQuery(OF_ORDERS)
        .bind("tenant", tenant.value())
        .bind("orders", orders.toArray(UUID[]::new))
        .map((row, _) -> payment(row))
        .list();
  }

  /// The order to be paid: as [AcceptedOrder#write] returns it, or as it was sent if an earlier
  /// version stored it. Empty if the payment has been deleted.
  Optional<Secret<String>> order(Handle handle, UUID id) {
    return handle.createQuery(REQUEST).bind("id", id).map((row, _) -> opened(row)).findOne();
  }

  private Secret<String> opened(ResultSet row) throws SQLException {
    TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
    String id = row.getObject("id", UUID.class).toString();
    byte[] plain = sealer.open(tenant, PURPOSE, id, row.getBytes("request"));
    return Secret.of(new String(plain, StandardCharsets.UTF_8));
  }

  /// Whether a payment is for this request. Empty if the payment has been deleted.
  Optional<Boolean> isFor(Handle handle, UUID id, byte[] hash) {
    return handle
        .createQuery(REQUEST)
        .bind("id", id)
        .map((row, _) -> Arrays.equals(row.getBytes("request_hash"), hash))
        .findOne();
  }

  private CardPayment payment(ResultSet row) throws SQLException {
    return new CardPayment(
        new TenantId(row.getObject("tenant_id", UUID.class)),
        row.getObject("id", UUID.class),
        Mode.of(row.getString("mode")),
        row.getBoolean("play"),
        json.read(row.getString("terms"), CardTerms.class),
        row.getString("idempotency_key"),
        row.getString("account"),
        json.read(row.getString("quote"), Costs.class),
        json.read(row.getString("state"), CardPaymentState.class),
        row.getObject("order_id", UUID.class),
        row.getInt("version"),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        instant(row, "expires_at"));
  }

  private static java.time.Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
