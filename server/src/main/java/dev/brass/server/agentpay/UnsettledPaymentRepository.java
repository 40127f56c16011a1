package dev.brass.server.agentpay;

import dev.brass.server.agentpay.UnsettledPayment.Means;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The marks on unsettled payments in the tables `agent_payment` and `card_payment`. Thread-safe.
final class UnsettledPaymentRepository {

  /// A payment that was settled before is open again.
  private static final String GIVE_UP =
      """
      update <table> set given_up_at = :at, given_up_why = :why, settled_at = null
      where tenant_id = :tenant and id = :id and (given_up_at is null or settled_at is not null)
      """;

  private static final String SETTLE =
      """
      update <table> set settled_at = :at, settled_by = :actor, settlement_note = :note
      where tenant_id = :tenant and id = :id and given_up_at is not null and settled_at is null
      """;

  private static final String RESUME =
      """
      update <table> set given_up_at = null, given_up_why = null
      where tenant_id = :tenant and id = :id and given_up_at is not null and settled_at is null
      """;

  private static final String OPEN =
      """
      select * from (
        select 'agent' as means, tenant_id, id, 'live' as mode, amount, currency,
               (state ->> 'order')::uuid as order_id, state ->> 'is' as state, given_up_at,
               given_up_why
        from agent_payment where given_up_at is not null and settled_at is null
        union all
        select 'card', tenant_id, id, mode,
               (quote -> 'goods' ->> 'minor')::bigint + (quote -> 'margin' ->> 'minor')::bigint
                 + (quote -> 'fee' ->> 'minor')::bigint
                 + (quote -> 'processing' ->> 'minor')::bigint,
               quote -> 'goods' ->> 'currency', order_id, state ->> 'is', given_up_at, given_up_why
        from card_payment where given_up_at is not null and settled_at is null) as p
      """;

  private static final String GET = OPEN + " where id = :id";

  private static final String PAGE =
      OPEN
          + """
           where cast(:since as timestamptz) is null
            or (given_up_at, id) > (cast(:since as timestamptz), cast(:after as uuid))
          order by given_up_at, id limit :limit
          """;

  private static String table(Means means) {
    return switch (means) {
      case AGENT -> "agent_payment";
      case CARD -> "card_payment";
    };
  }

  void giveUp(Handle handle, Means means, TenantId tenant, UUID id, String why, Instant now) {
    handle
        .createUpdate(GIVE_UP)
        .define("table", table(means))
        .bind("tenant", tenant.value())
        .bind("id", id)
        .bind("why", why)
        .bind("at", now)
        .execute();
  }

  /// Records an operator's settlement; false when there is nothing left to settle.
  boolean settle(Handle handle, UnsettledPayment payment, String actor, String note, Instant now) {
    return handle
            .createUpdate(SETTLE)
            .define("table", table(payment.means()))
            .bind("tenant", payment.tenant().value())
            .bind("id", payment.id())
            .bind("actor", actor)
            .bind("note", note)
            .bind("at", now)
            .execute()
        == 1;
  }

  /// Removes the mark; false when there is none.
  boolean resume(Handle handle, UnsettledPayment payment) {
    return handle
            .createUpdate(RESUME)
            .define("table", table(payment.means()))
            .bind("tenant", payment.tenant().value())
            .bind("id", payment.id())
            .execute()
        == 1;
  }

  Optional<UnsettledPayment> get(Handle handle, UUID id) {
    return handle
        .createQuery(GET)
        .bind("id", id)
        .map(UnsettledPaymentRepository::payment)
        .findOne();
  }

  /// The oldest ones first.
  ///
  /// @param after the last one of the previous page; null for the first page
  List<UnsettledPayment> page(Handle handle, @Nullable UnsettledPayment after, int limit) {
    return handle
        .createQuery(PAGE)
        .bind("since", after == null ? null : after.since())
        .bind("after", after == null ? null : after.id())
        .bind("limit", limit)
        .map(UnsettledPaymentRepository::payment)
        .list();
  }

  private static UnsettledPayment payment(ResultSet row, StatementContext context)
      throws SQLException {
    return new UnsettledPayment(
        Means.valueOf(row.getString("means").toUpperCase(Locale.ROOT)),
        new TenantId(row.getObject("tenant_id", UUID.class)),
        row.getObject("id", UUID.class),
        Mode.of(row.getString("mode")),
        Money.of(row.getLong("amount"), row.getString("currency")),
        row.getObject("order_id", UUID.class),
        row.getString("state"),
        row.getString("given_up_why"),
        row.getObject("given_up_at", OffsetDateTime.class).toInstant());
  }
}
