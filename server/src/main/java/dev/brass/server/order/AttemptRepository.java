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
import org.jspecify.annotations.Nullable;

/// The attempts at orders. Thread-safe.
final class AttemptRepository {

  private static final String HANDLE = "attempt-handle";

  /// A new attempt takes the place of one of which nothing was sent, whatever the order has been
  /// through since; no other attempt is ever replaced.
  private static final String BEGIN_ATTEMPTS =
      """
      insert into order_attempt as a (tenant_id, order_id, number, id, status, handle, sent,
                                      received, not_after, started_at, ended_at)
      select tenant_id, order_id, number, id, status, handle, sent::json, received::json, not_after,
             started_at, ended_at
      from unnest(:tenants::uuid[], :orders::uuid[], :numbers::int[], :ids::uuid[],
                  :statuses::text[], :handles::bytea[], :sent::text[], :received::text[],
                  :notAfters::timestamptz[], :startedAts::timestamptz[], :endedAts::timestamptz[])
        as n(tenant_id, order_id, number, id, status, handle, sent, received, not_after, started_at,
             ended_at)
      on conflict (tenant_id, order_id, number) do update
      set id = excluded.id, status = excluded.status, handle = excluded.handle,
          sent = excluded.sent, received = excluded.received, not_after = excluded.not_after,
          ended_at = excluded.ended_at
      where a.status = 'not_sent'
      returning a.id
      """;

  private static final String UPDATE_ATTEMPTS =
      """
      update order_attempt a
      set status = c.status, ended_at = c.ended_at, sent = coalesce(c.sent::json, a.sent),
          received = coalesce(c.received::json, a.received)
      from unnest(:tenants::uuid[], :orders::uuid[], :numbers::int[], :statuses::text[],
                  :sent::text[], :received::text[], :endedAts::timestamptz[])
        as c(tenant_id, order_id, number, status, sent, received, ended_at)
      where a.tenant_id = c.tenant_id and a.order_id = c.order_id and a.number = c.number
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
    Columns begun = new Columns();
    Columns known = new Columns();
    for (OrderChange change : changes) {
      AttemptRow attempt = change.attempt();
      if (attempt != null) {
        TenantId tenant = change.after().key().tenant();
        boolean isNew = attempt.number() > change.before().attempts();
        Columns rows = isNew ? begun : known;
        rows.add("tenants", tenant.value())
            .add("orders", change.after().id().value())
            .add("numbers", attempt.number())
            .add("statuses", attempt.status().code())
            .add("sent", attempt.sent())
            .add("received", attempt.received())
            .add("endedAts", attempt.endedAt());
        if (isNew) {
          rows.add("ids", attempt.id().value())
              .add("handles", sealed(tenant, attempt.id(), attempt.handle()))
              .add("notAfters", attempt.notAfter())
              .add("startedAts", attempt.startedAt());
        }
      }
    }
    script.addForAll(BEGIN_ATTEMPTS, begun);
    script.add(UPDATE_ATTEMPTS, known);
  }

  private byte @Nullable [] sealed(TenantId tenant, AttemptId attempt, @Nullable String handle) {
    return handle == null
        ? null
        : vault.seal(
            tenant, HANDLE, attempt.value().toString(), handle.getBytes(StandardCharsets.UTF_8));
  }

  private AttemptRow row(ResultSet rs, TenantId tenant) throws SQLException {
    byte[] handle = rs.getBytes("handle");
    AttemptId id = new AttemptId(rs.getObject("id", UUID.class));
    return new AttemptRow(
        rs.getInt("number"),
        id,
        AttemptRow.Status.valueOf(rs.getString("status").toUpperCase(Locale.ROOT)),
        handle == null
            ? null
            : new String(
                vault.open(tenant, HANDLE, id.value().toString(), handle), StandardCharsets.UTF_8),
        rs.getString("sent"),
        rs.getString("received"),
        OrderReadRepository.instantOrNull(rs, "not_after"),
        OrderReadRepository.instant(rs, "started_at"),
        OrderReadRepository.instantOrNull(rs, "ended_at"));
  }
}
