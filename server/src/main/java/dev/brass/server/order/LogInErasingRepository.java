package dev.brass.server.order;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The log-ins of orders and after-sales tasks that are erased by age. Thread-safe.
final class LogInErasingRepository {

  private static final String ORDERS =
      """
      with old as (
        select r.tenant_id, r.order_id from order_request r
        join orders o on o.tenant_id = r.tenant_id and o.id = r.order_id
        where r.private is not null and r.order_id > :after and r.order_id < :before
          and o.state in ('placed', 'failed', 'cancelled', 'cancelled_by_retailer')
        order by r.order_id limit :limit
        for update of r),
      erased as (
        update order_request r set private = null from old
        where r.tenant_id = old.tenant_id and r.order_id = old.order_id)
      select order_id from old order by order_id
      """;

  private static final String ACCOUNTS =
      """
      with old as (
        select a.tenant_id, a.order_id from order_account a
        join orders o on o.tenant_id = a.tenant_id and o.id = a.order_id
        where a.sealed is not null and a.order_id > :after and a.order_id < :before
          and o.state in ('placed', 'failed', 'cancelled', 'cancelled_by_retailer')
        order by a.order_id limit :limit
        for update of a),
      erased as (
        update order_account a set sealed = null from old
        where a.tenant_id = old.tenant_id and a.order_id = old.order_id)
      select order_id from old order by order_id
      """;

  /// In any state: their jobs ended long before.
  private static final String ERRANDS =
      """
      with old as (
        select e.tenant_id, e.id from errand e
        where e.private is not null and e.id > :after and e.id < :before
        order by e.id limit :limit
        for update),
      erased as (
        update errand e set private = null from old
        where e.tenant_id = old.tenant_id and e.id = old.id)
      select id from old order by id
      """;

  /// The places that hold log-ins.
  enum Place {
    ORDER(ORDERS),
    MANAGED_ACCOUNT(ACCOUNTS),
    ERRAND(ERRANDS);

    private final String erase;

    Place(String erase) {
      this.erase = erase;
    }
  }

  /// Erases one page of those between two ids; returns their owners' ids, oldest first.
  List<UUID> erase(Handle handle, Place place, UUID after, UUID before, int limit) {
    return handle
        .createQuery(place.erase)
        .bind("after", after)
        .bind("before", before)
        .bind("limit", limit)
        .mapTo(UUID.class)
        .list();
  }
}
