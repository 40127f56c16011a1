package dev.brass.server.order;

import dev.brass.server.credential.Vault;
import dev.brass.server.db.Columns;
import dev.brass.server.db.Script;
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

/// The attempts at orders. Thread-safe.
final class AttemptRepository {

  private static final String HANDLE = "attempt-handle";

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

  private final Vault vault;

  AttemptRepository(Vault vault) {
    this.vault = vault;
  }

  Optional<AttemptRow> get(Handle handle, OrderKey key, int number) {
    return handle
        .createQuery(ATTEMPT)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("number", number)
        .map((rs, _) -> row(rs, key.tenant()))
        .findOne();
  }

  /// Stores the attempts that changes are about, anew or as they now are.
  void save(Script script, List<OrderChange> changes) {
    Columns rows = new Columns();
    for (OrderChange change : changes) {
      if (change.attempt() != null) {
        add(rows, change.after().key().tenant(), change.after().id().value(), change.attempt());
      }
    }
    script.add(UPSERT_ATTEMPTS, rows);
  }

  private void add(Columns rows, TenantId tenant, UUID order, AttemptRow a) {
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

  private AttemptRow row(ResultSet rs, TenantId tenant) throws SQLException {
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
        OrderReadRepository.instantOrNull(rs, "not_after"),
        OrderReadRepository.instant(rs, "started_at"),
        OrderReadRepository.instantOrNull(rs, "ended_at"));
  }
}
