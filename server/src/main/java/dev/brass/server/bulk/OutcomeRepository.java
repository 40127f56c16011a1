package dev.brass.server.bulk;

import dev.brass.server.order.OrderId;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The database access for outcomes of rows and for retries. Thread-safe.
final class OutcomeRepository {

  private static final String PLACED_ORDERS =
      """
      select order_id from bulk_row
      where tenant_id = :tenant and batch_id = :id and order_id is not null
      order by position
      """;

  private static final String FAILED =
      """
      select coalesce(error_type, '') = :cancelled as off, count(*) as rows from bulk_row
      where tenant_id = :tenant and batch_id = :id and status = 'failed'
      group by 1
      """;

  /// Rows whose orders failed, and rows that failed for a temporary reason.
  private static final String RETRY =
      """
      with again as (
        update bulk_row
        set status = 'pending', retry_of = coalesce(order_id, retry_of), order_id = null,
            error = null, sealed_error = null, error_type = null
        where tenant_id = :tenant and batch_id = :id
          and (status = 'placed' and order_id = any(:orders::uuid[])
               or status = 'failed' and error_type = :mendable
                  and (request is not null or sealed_request is not null
                       or retry_of is not null))
        returning old.status as before)
      update bulk_batch
      set placed_count = placed_count - (select count(*) from again where before = 'placed'),
          failed_count = failed_count - (select count(*) from again where before = 'failed'),
          state = case when exists (select from again) then 'processing' else state end,
          notified_at = case when exists (select from again) then null else notified_at end,
          updated_at = :at::timestamptz
      where tenant_id = :tenant and id = :id
      returning (select count(*) from again) as rows
      """;

  /// The orders of all rows that have one.
  List<OrderId> orders(Handle handle, TenantId tenant, UploadId id) {
    return handle
        .createQuery(PLACED_ORDERS)
        .bind("tenant", tenant.value())
        .bind("id", id.value())
        .map((rs, _) -> new OrderId(rs.getObject("order_id", UUID.class)))
        .list();
  }

  /// The number of failed rows: cancelled ones (true), and others.
  Map<Boolean, Integer> failed(Handle handle, TenantId tenant, UploadId id) {
    Map<Boolean, Integer> failed = new HashMap<>();
    handle
        .createQuery(FAILED)
        .bind("tenant", tenant.value())
        .bind("id", id.value())
        .bind("cancelled", RowError.CANCELLED.code())
        .map((rs, _) -> Map.entry(rs.getBoolean("off"), rs.getInt("rows")))
        .forEach(row -> failed.put(row.getKey(), row.getValue()));
    return failed;
  }

  /// Prepares rows of a batch returned by [BulkRepository#lock] for another placement.
  ///
  /// @param orders of the rows that failed
  /// @return number of rows
  int retry(Handle handle, TenantId tenant, UploadId id, List<OrderId> orders, Instant at) {
    return handle
        .createQuery(RETRY)
        .bind("tenant", tenant.value())
        .bind("id", id.value())
        .bindArray("orders", UUID.class, orders.stream().map(OrderId::value).toList())
        .bind("mendable", RowError.INSUFFICIENT_FUNDS.code())
        .bind("at", at.toString())
        .mapTo(Integer.class)
        .one();
  }
}
