package dev.brass.server.bulk;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.order.OrderId;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The database access of [FormerOrders]. Thread-safe.
final class FormerOrderRepository {

  /// A batch that is still being placed is read as far as it is, each time.
  private static final String NEXT =
      """
      select id from bulk_batch b
      where tenant_id = :tenant and former
        and (state = 'completed'
             or exists (select from bulk_row r
                        where r.tenant_id = b.tenant_id and r.batch_id = b.id
                          and r.order_id is not null and r.row_key is not null
                          and r.meaning is null))
      order by id limit 1
      """;

  private static final String PAGE =
      """
      select position, order_id from bulk_row
      where tenant_id = :tenant and batch_id = :batch and order_id is not null
        and row_key is not null and meaning is null
      order by position limit :limit
      """;

  private static final String STORE =
      """
      update bulk_row r set meaning = n.meaning
      from unnest(:positions::int[], :meanings::text[]) as n(position, meaning)
      where r.tenant_id = :tenant and r.batch_id = :batch and r.position = n.position
      """;

  private static final String DONE =
      """
      update bulk_batch set former = state <> 'completed' where tenant_id = :tenant and id = :batch
      """;

  private static final String ANY =
      "select exists (select from bulk_row where tenant_id = :tenant and meaning is not null)";

  private static final String KNOWN =
      """
      select r.meaning, r.order_id
      from bulk_row r join bulk_batch b on b.tenant_id = r.tenant_id and b.id = r.batch_id
      where r.tenant_id = :tenant and r.meaning = any(:meanings::text[]) and b.mode = :mode
      order by r.batch_id, r.position
      """;

  /// An old batch that has not been read.
  Optional<UploadId> next(Handle handle, TenantId tenant) {
    return handle
        .createQuery(NEXT)
        .bind("tenant", tenant.value())
        .mapTo(UUID.class)
        .findOne()
        .map(UploadId::new);
  }

  /// Some of its orders by the positions of their rows.
  Map<Integer, OrderId> page(Handle handle, TenantId tenant, UploadId batch, int limit) {
    Map<Integer, OrderId> page = new LinkedHashMap<>();
    handle
        .createQuery(PAGE)
        .bind("tenant", tenant.value())
        .bind("batch", batch.value())
        .bind("limit", limit)
        .map(
            (rs, _) ->
                Map.entry(rs.getInt("position"), new OrderId(rs.getObject("order_id", UUID.class))))
        .forEach(row -> page.put(row.getKey(), row.getValue()));
    return page;
  }

  void store(Handle handle, TenantId tenant, UploadId batch, Map<Integer, String> meanings) {
    ColumnArrays columns = new ColumnArrays();
    meanings.forEach(
        (position, meaning) -> columns.add("positions", position).add("meanings", meaning));
    columns
        .bind(handle.createUpdate(STORE))
        .bind("tenant", tenant.value())
        .bind("batch", batch.value())
        .execute();
  }

  void done(Handle handle, TenantId tenant, UploadId batch) {
    handle.createUpdate(DONE).bind("tenant", tenant.value()).bind("batch", batch.value()).execute();
  }

  /// Whether a tenant has such orders.
  boolean any(Handle handle, TenantId tenant) {
    return handle.createQuery(ANY).bind("tenant", tenant.value()).mapTo(Boolean.class).one();
  }

  /// The orders with the same meaning, without duplicates, oldest first.
  Map<String, List<OrderId>> known(
      Handle handle, TenantId tenant, Mode mode, Collection<String> meanings) {
    Map<String, List<OrderId>> known = new HashMap<>();
    handle
        .createQuery(KNOWN)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bindArray("meanings", String.class, List.copyOf(Set.copyOf(meanings)))
        .map(
            (rs, _) ->
                Map.entry(
                    rs.getString("meaning"), new OrderId(rs.getObject("order_id", UUID.class))))
        .forEach(
            row -> {
              List<OrderId> equal = known.computeIfAbsent(row.getKey(), _ -> new ArrayList<>());
              if (!equal.contains(row.getValue())) {
                equal.add(row.getValue());
              }
            });
    return known;
  }
}
