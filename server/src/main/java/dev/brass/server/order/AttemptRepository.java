package dev.brass.server.order;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.AttemptId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The attempts at orders. Thread-safe.
final class AttemptRepository {

  private static final String HANDLE = "attempt-handle";

  /// A new attempt replaces one of which nothing was sent, whatever happened to the order since; no
  /// other attempt is ever replaced.
  private static final String BEGIN_ATTEMPTS =
      """
      insert into order_attempt as a (tenant_id, order_id, number, id, status, handle,
                                      sealed_sent, sealed_received, not_after, started_at, ended_at)
      select * from unnest(:tenants::uuid[], :orders::uuid[], :numbers::int[], :ids::uuid[],
                  :statuses::text[], :handles::bytea[], :sent::bytea[], :received::bytea[],
                  :notAfters::timestamptz[], :startedAts::timestamptz[], :endedAts::timestamptz[])
      on conflict (tenant_id, order_id, number) do update
      set id = excluded.id, status = excluded.status, handle = excluded.handle,
          sent = null, received = null, sealed_sent = excluded.sealed_sent,
          sealed_received = excluded.sealed_received, not_after = excluded.not_after,
          ended_at = excluded.ended_at
      where a.status = 'not_sent'
      returning a.id
      """;

  private static final String UPDATE_ATTEMPTS =
      """
      update order_attempt a
      set status = c.status, ended_at = c.ended_at,
          sent = case when c.sent is null then a.sent end,
          sealed_sent = coalesce(c.sent, a.sealed_sent),
          received = case when c.received is null then a.received end,
          sealed_received = coalesce(c.received, a.sealed_received)
      from unnest(:tenants::uuid[], :orders::uuid[], :numbers::int[], :statuses::text[],
                  :sent::bytea[], :received::bytea[], :endedAts::timestamptz[])
        as c(tenant_id, order_id, number, status, sent, received, ended_at)
      where a.tenant_id = c.tenant_id and a.order_id = c.order_id and a.number = c.number
      """;

  private static final String ATTEMPT =
      """
      select * from order_attempt where tenant_id = :tenant and order_id = :order and number = :number
      """;

  private final Vault vault;
  private final PersonalData personal;

  AttemptRepository(Vault vault) {
    this.vault = vault;
    this.personal = new PersonalData(vault);
  }

  Optional<AttemptRow> get(Handle handle, OrderKey key, int number) {
    return handle
        .createQuery(ATTEMPT)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("number", number)
        .map((rs, _) -> row(rs, key))
        .findOne();
  }

  /// Inserts or updates the attempts of these changes.
  void save(WriteBatch writes, List<OrderChange> changes) {
    ColumnArrays begun = new ColumnArrays();
    ColumnArrays known = new ColumnArrays();
    for (OrderChange change : changes) {
      AttemptRow attempt = change.attempt();
      if (attempt != null) {
        OrderKey key = change.after().key();
        TenantId tenant = key.tenant();
        boolean isNew = attempt.number() > change.before().attempts();
        ColumnArrays rows = isNew ? begun : known;
        rows.add("tenants", tenant.value())
            .add("orders", change.after().id().value())
            .add("numbers", attempt.number())
            .add("statuses", attempt.status().code())
            .add("sent", said(PersonalColumn.ATTEMPT_SENT, key, attempt.number(), attempt.sent()))
            .add(
                "received",
                said(PersonalColumn.ATTEMPT_RECEIVED, key, attempt.number(), attempt.received()))
            .add("endedAts", attempt.endedAt());
        if (isNew) {
          rows.add("ids", attempt.id().value())
              .add("handles", sealed(tenant, attempt.id(), attempt.handle()))
              .add("notAfters", attempt.notAfter())
              .add("startedAts", attempt.startedAt());
        }
      }
    }
    writes.addForAll(BEGIN_ATTEMPTS, begun);
    writes.add(UPDATE_ATTEMPTS, known);
  }

  private byte @Nullable [] sealed(TenantId tenant, AttemptId attempt, @Nullable String handle) {
    return handle == null
        ? null
        : vault.seal(
            tenant, HANDLE, attempt.value().toString(), handle.getBytes(StandardCharsets.UTF_8));
  }

  private byte @Nullable [] said(
      PersonalColumn column, OrderKey key, int number, @Nullable String text) {
    return personal.sealAny(column, key.tenant(), PersonalColumn.row(key.id(), number), text);
  }

  /// The request or the answer of an attempt, as JSON.
  static @Nullable String said(
      PersonalData personal, PersonalColumn column, OrderKey key, ResultSet rs)
      throws SQLException {
    return personal
        .open(
            column,
            key.tenant(),
            PersonalColumn.row(key.id(), rs.getInt("number")),
            rs.getBytes(column.column()),
            rs.getString(column.replaced().getFirst()))
        .getFirst();
  }

  private AttemptRow row(ResultSet rs, OrderKey key) throws SQLException {
    byte[] handle = rs.getBytes("handle");
    AttemptId id = new AttemptId(rs.getObject("id", UUID.class));
    return new AttemptRow(
        rs.getInt("number"),
        id,
        AttemptRow.Status.valueOf(rs.getString("status").toUpperCase(Locale.ROOT)),
        handle == null
            ? null
            : new String(
                vault.open(key.tenant(), HANDLE, id.value().toString(), handle),
                StandardCharsets.UTF_8),
        said(personal, PersonalColumn.ATTEMPT_SENT, key, rs),
        said(personal, PersonalColumn.ATTEMPT_RECEIVED, key, rs),
        OrderReadRepository.instantOrNull(rs, "not_after"),
        OrderReadRepository.instant(rs, "started_at"),
        OrderReadRepository.instantOrNull(rs, "ended_at"));
  }
}
