package dev.brass.server.order;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table `shared_order`: orders that are visible to anyone who knows their ids. Thread-safe.
final class SharedOrderRepository {

  private static final String INSERT =
      """
      insert into shared_order (order_id, tenant_id)
      select * from unnest(:orders::uuid[], :tenants::uuid[])
      """;

  private static final String TENANT =
      """
      select tenant_id from shared_order where order_id = :order
      """;

  void insert(WriteBatch writes, List<OrderKey> orders) {
    ColumnArrays rows = new ColumnArrays();
    for (OrderKey order : orders) {
      rows.add("orders", order.id().value()).add("tenants", order.tenant().value());
    }
    writes.add(INSERT, rows);
  }

  Optional<OrderKey> key(Handle handle, OrderId order) {
    return handle
        .createQuery(TENANT)
        .bind("order", order.value())
        .mapTo(UUID.class)
        .findOne()
        .map(tenant -> new OrderKey(new TenantId(tenant), order));
  }
}
