package dev.brass.server.order;

import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.AttemptId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The queries on orders that only operators make.
final class OrderHistoryRepository {

  /// Orders are indexed by tenant: one index lookup for each tenant.
  private static final String OWNER =
      """
      select t.id from tenant t
      where exists (select from orders o where o.tenant_id = t.id and o.id = :id)
      limit 1
      """;

  private static final String ATTEMPTS =
      """
      select number, id, status, sent, received, sealed_sent, sealed_received, not_after,
             started_at, ended_at
      from order_attempt
      where tenant_id = :tenant and order_id = :order
      order by number
      limit :most
      """;

  /// Found by the jobs that move them on, which are fewer than the orders. Orders that stay in
  /// doubt are not among them.
  private static final String AT_STAKE =
      """
      select o.store, o.state, count(distinct o.id) as orders
      from job j join orders o on o.tenant_id = j.tenant_id and o.id = j.subject
      where j.kind in ('place-order', 'bundle-order', 'reconcile-order', 'expire-action')
        and j.state in ('ready', 'parked') and o.clock is null
        and o.state in ('queued', 'bundling', 'bundled', 'placing', 'in_doubt', 'retrying',
                        'needs_action')
      group by o.store, o.state
      order by o.store, o.state
      """;

  /// Each order that waits for a person has such a job; an order may have several.
  private static final String WAITING =
      """
      select j.id, j.tenant_id, j.subject
      from job j join orders o on o.tenant_id = j.tenant_id and o.id = j.subject
      where j.id > :after and j.kind = 'expire-action' and j.state in ('ready', 'parked')
        and o.state = 'needs_action' and o.clock is null
        and (cast(:store as text) is null or o.store = cast(:store as text))
      order by j.id
      limit :most
      """;

  private final PersonalData personal;

  OrderHistoryRepository(PersonalData personal) {
    this.personal = personal;
  }

  /// An order that waits for a person.
  ///
  /// @param job the job by which it was found
  record Waiting(UUID job, OrderKey order) {}

  /// Orders at real stores that wait for a person, in the order of their jobs.
  ///
  /// @param store null for all
  /// @param after the job of the last one of the previous page
  List<Waiting> waiting(Handle handle, @Nullable String store, UUID after, int most) {
    return handle
        .createQuery(WAITING)
        .bind("store", store)
        .bind("after", after)
        .bind("most", most)
        .map(
            (row, _) ->
                new Waiting(
                    row.getObject("id", UUID.class),
                    new OrderKey(
                        new TenantId(row.getObject("tenant_id", UUID.class)),
                        new OrderId(row.getObject("subject", UUID.class)))))
        .list();
  }

  List<StoreStake> atStake(Handle handle) {
    return handle
        .createQuery(AT_STAKE)
        .map(
            (row, _) ->
                new StoreStake(
                    row.getString("store"), row.getString("state"), row.getLong("orders")))
        .list();
  }

  Optional<TenantId> owner(Handle handle, OrderId order) {
    return handle
        .createQuery(OWNER)
        .bind("id", order.value())
        .mapTo(UUID.class)
        .findOne()
        .map(TenantId::new);
  }

  List<Attempt> attempts(Handle handle, OrderKey key, int most) {
    return handle
        .createQuery(ATTEMPTS)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("most", most)
        .map((row, _) -> attempt(row, key))
        .list();
  }

  private Attempt attempt(ResultSet row, OrderKey key) throws SQLException {
    return new Attempt(
        row.getInt("number"),
        new AttemptId(row.getObject("id", UUID.class)),
        row.getString("status"),
        AttemptRepository.said(personal, PersonalColumn.ATTEMPT_SENT, key, row),
        AttemptRepository.said(personal, PersonalColumn.ATTEMPT_RECEIVED, key, row),
        instant(row, "not_after"),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        instant(row, "ended_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
