package dev.brass.server.order;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Lists of orders by filter.
final class OrderListRepository {

  private static final String PARCEL_EXISTS =
      """
      exists (select from shipment s
              where s.tenant_id = o.tenant_id and s.order_id = o.id %s)
      """;

  /// As [OrderShipment#staleSince] tells it.
  private static final String STALE =
      """
      (o.state = 'placed'
       and exists (select from shipment s
                   where s.tenant_id = o.tenant_id and s.order_id = o.id
                     and s.status in ('pending', 'in_transit')
                     and s.updated_at <= case when o.clock is null
                                              then :staleBefore::timestamptz
                                              else :sandboxStaleBefore::timestamptz end))
      """;

  private static final String SHARING =
      """
      select count(*)
      from orders o
      join merchant_order m on m.tenant_id = o.tenant_id and m.store = o.store
        and m.id = :merchantOrderId
      join orders other on other.tenant_id = m.tenant_id and other.id = m.order_id
      where o.tenant_id = :tenant and o.id = :order and other.door <> :bundle
      """;

  private static final String SELECT =
      "select "
          + OrderReadRepository.COLUMNS
          + " from orders o join order_request r"
          + " on r.tenant_id = o.tenant_id and r.order_id = o.id"
          + " where %s order by o.created_at desc, o.id desc limit :limit";

  private static final String STANDINGS =
      """
      select id, state, state_data from orders where tenant_id = :tenant and id = any(:ids)
      """;

  /// What of the states of failed and waiting orders says more than their kind; equal ones as one.
  private static final String OUTCOMES =
      """
      select o.state, case when o.state in ('failed', 'needs_action') then o.state_data::text end as data,
             count(*) as orders
      from unnest(:ids::uuid[]) as k(id)
      join orders o on o.tenant_id = :tenant and o.id = k.id
      group by 1, 2
      """;

  private final OrderReadRepository orders;

  OrderListRepository(OrderReadRepository orders) {
    this.orders = orders;
  }

  /// How many orders that clients know became a merchant order of this one.
  int sharing(Handle handle, OrderKey key, String merchantOrderId) {
    return handle
        .createQuery(SHARING)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("merchantOrderId", merchantOrderId)
        .bind("bundle", Order.BUNDLE_DOOR)
        .mapTo(Integer.class)
        .one();
  }

  Map<OrderId, OrderOutcome.Standing> standings(
      Handle handle, TenantId tenant, Collection<OrderId> ids) {
    Map<OrderId, OrderOutcome.Standing> standings = new HashMap<>();
    handle
        .createQuery(STANDINGS)
        .bind("tenant", tenant.value())
        .bindArray("ids", UUID.class, ids.stream().map(OrderId::value).toList())
        .map(
            (rs, _) ->
                Map.entry(
                    new OrderId(rs.getObject("id", UUID.class)),
                    OrderOutcome.Standing.of(
                        orders.state(rs.getString("state"), rs.getString("state_data")))))
        .forEach(row -> standings.put(row.getKey(), row.getValue()));
    return standings;
  }

  Map<OrderOutcome, Integer> outcomes(Handle handle, TenantId tenant, Collection<OrderId> ids) {
    Map<OrderOutcome, Integer> outcomes = new EnumMap<>(OrderOutcome.class);
    handle
        .createQuery(OUTCOMES)
        .bind("tenant", tenant.value())
        .bindArray("ids", UUID.class, ids.stream().map(OrderId::value).toList())
        .map(
            (rs, _) ->
                Map.entry(
                    outcome(rs.getString("state"), rs.getString("data")), rs.getInt("orders")))
        .forEach(count -> outcomes.merge(count.getKey(), count.getValue(), Integer::sum));
    return outcomes;
  }

  private OrderOutcome outcome(String state, @Nullable String data) {
    return data == null
        ? OrderOutcome.ofType(OrderJson.stateType(state))
        : OrderOutcome.of(orders.state(state, data));
  }

  OrderPage list(
      Handle handle, TenantId tenant, Mode mode, OrderFilter filter, int limit, int offset) {
    String where = where(filter);
    long total =
        bind(
                handle.createQuery("select count(*) from orders o where " + where),
                tenant,
                mode,
                filter)
            .mapTo(Long.class)
            .one();
    List<Order> page =
        bind(handle.createQuery(SELECT.formatted(where) + " offset :offset"), tenant, mode, filter)
            .bind("limit", limit)
            .bind("offset", offset)
            .map(orders::order)
            .list();
    return new OrderPage(page, total);
  }

  /// The next orders of a list that is read from its beginning to its end.
  ///
  /// @param after the last one before; null to begin
  List<Order> next(
      Handle handle,
      TenantId tenant,
      Mode mode,
      OrderFilter filter,
      @Nullable Order after,
      int most) {
    String where = where(filter);
    if (after != null) {
      where += "\n  and (o.created_at, o.id) < (:lastAt::timestamptz, :lastId)";
    }
    Query query = bind(handle.createQuery(SELECT.formatted(where)), tenant, mode, filter);
    if (after != null) {
      query.bind("lastAt", after.createdAt().toString()).bind("lastId", after.id().value());
    }
    return query.bind("limit", most).map(orders::order).list();
  }

  private static String where(OrderFilter f) {
    StringJoiner where = new StringJoiner("\n  and ");
    where
        .add("o.tenant_id = :tenant")
        .add("o.mode = :mode")
        .add("o.door <> '" + Order.BUNDLE_DOOR + "'");
    if (f.orderId() != null) {
      where.add("o.id::text like :orderId");
    }
    if (f.search() != null) {
      where.add(
          "(o.id::text like :search or "
              + PARCEL_EXISTS.formatted("and lower(s.parcel) like :search")
              + ")");
    }
    if (f.merchantOrderId() != null) {
      where.add(
          """
          exists (select from merchant_order m
                  where m.tenant_id = o.tenant_id and m.order_id = o.id
                    and (m.id = :merchantOrderId
                         or replace(m.id, '-', '') = replace(:merchantOrderId, '-', '')))
          """);
    }
    if (f.states() != null) {
      where.add("o.state = any(:states)");
    }
    if (f.trackingStatus() != null) {
      where.add(PARCEL_EXISTS.formatted("and s.status = :trackingStatus"));
    }
    if (f.hasTracking() != null) {
      where.add((f.hasTracking() ? "" : "not ") + PARCEL_EXISTS.formatted(""));
    }
    if (f.staleness() != null) {
      where.add((f.staleness().stale() ? "" : "not ") + STALE);
    }
    if (f.returnStates() != null) {
      where.add(
          """
          exists (select from errand e
                  where e.tenant_id = o.tenant_id and e.order_id = o.id and e.kind = 'return'
                    and e.state ->> 'is' = any(:returnStates))
          """);
    }
    if (f.createdAfter() != null) {
      where.add("o.created_at >= :createdAfter");
    }
    if (f.createdBefore() != null) {
      where.add("o.created_at < :createdBefore");
    }
    if (f.metadataKey() != null) {
      where.add("o.metadata ->> :metadataKey = :metadataValue");
    }
    if (f.store() != null) {
      where.add("o.store = :store");
    }
    return where.toString();
  }

  private static <S extends SqlStatement<S>> S bind(
      S statement, TenantId tenant, Mode mode, OrderFilter f) {
    statement.bind("tenant", tenant.value()).bind("mode", mode.code());
    if (f.orderId() != null) {
      statement.bind("orderId", part(f.orderId()));
    }
    if (f.search() != null) {
      statement.bind("search", part(f.search()));
    }
    if (f.merchantOrderId() != null) {
      statement.bind("merchantOrderId", f.merchantOrderId());
    }
    if (f.states() != null) {
      statement.bindArray(
          "states", String.class, f.states().stream().map(OrderJson::stateName).toList());
    }
    if (f.trackingStatus() != null) {
      statement.bind("trackingStatus", f.trackingStatus());
    }
    if (f.staleness() != null) {
      statement
          .bind("staleBefore", f.staleness().now().minus(TrackingPace.STALE_AFTER))
          .bind("sandboxStaleBefore", f.staleness().sandboxNow().minus(TrackingPace.STALE_AFTER));
    }
    if (f.returnStates() != null) {
      statement.bindArray("returnStates", String.class, f.returnStates());
    }
    if (f.createdAfter() != null) {
      statement.bind("createdAfter", f.createdAfter());
    }
    if (f.createdBefore() != null) {
      statement.bind("createdBefore", f.createdBefore());
    }
    if (f.metadataKey() != null) {
      statement.bind("metadataKey", f.metadataKey()).bind("metadataValue", f.metadataValue());
    }
    if (f.store() != null) {
      statement.bind("store", f.store());
    }
    return statement;
  }

  private static String part(String text) {
    String escaped =
        text.toLowerCase(Locale.ROOT).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    return "%" + escaped + "%";
  }
}
