package dev.brass.server.order;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table `bundle_queue`: a row for each order that waits for a bundle, and none for others.
final class BundleQueueRepository {

  private static final String INSERT =
      """
      insert into bundle_queue (tenant_id, order_id, queue, submitted_at)
      select * from unnest(:tenants::uuid[], :orders::uuid[], :queues::text[],
                           :submittedAts::timestamptz[])
      on conflict (tenant_id, order_id) do nothing
      """;

  private static final String DELETE =
      """
      delete from bundle_queue q
      using unnest(:tenants::uuid[], :orders::uuid[]) as l(tenant_id, order_id)
      where q.tenant_id = l.tenant_id and q.order_id = l.order_id
      """;

  private static final String APPRAISE =
      """
      update bundle_queue set value = :value where tenant_id = :tenant and order_id = :order
      """;

  private static final String VALUE =
      """
      select value from bundle_queue
      where tenant_id = :tenant and order_id = :order and value is not null
      """;

  private static final String WAITING =
      """
      select order_id, value from bundle_queue
      where tenant_id = :tenant and queue = :queue and value is not null
      order by submitted_at, order_id
      limit :limit
      """;

  /// A waiting order.
  ///
  /// @param value what it buys, in hundredths of the currency's major unit
  record Waiting(OrderId order, long value) {}

  void add(ColumnArrays rows, Order order, String queue) {
    rows.add("tenants", order.key().tenant().value())
        .add("orders", order.id().value())
        .add("queues", queue)
        .add("submittedAts", order.createdAt());
  }

  void insert(WriteBatch writes, ColumnArrays rows) {
    writes.add(INSERT, rows);
  }

  /// Takes orders out.
  ///
  /// @param rows with `tenants` and `orders`
  void delete(WriteBatch writes, ColumnArrays rows) {
    writes.add(DELETE, rows);
  }

  /// Records the value of an order, in hundredths of the currency's major unit.
  void appraise(Handle handle, OrderKey key, long value) {
    handle
        .createUpdate(APPRAISE)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("value", value)
        .execute();
  }

  Optional<Long> value(Handle handle, OrderKey key) {
    return handle
        .createQuery(VALUE)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .mapTo(Long.class)
        .findOne();
  }

  /// The orders of a queue whose value is known, oldest first.
  List<Waiting> waiting(Handle handle, TenantId tenant, String queue, int limit) {
    return handle
        .createQuery(WAITING)
        .bind("tenant", tenant.value())
        .bind("queue", queue)
        .bind("limit", limit)
        .map(
            (row, _) ->
                new Waiting(
                    new OrderId(row.getObject("order_id", UUID.class)), row.getLong("value")))
        .list();
  }
}
