package dev.brass.server.order;

import dev.brass.server.db.PageBytes;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
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

  /// The condition of [OrderShipment#staleSince].
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

  private static final String HAS_WORDS =
      """
      o.id in (select w.order_id from order_request w
               where w.tenant_id = :tenant and w.words @> :words)
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
          + ", coalesce(octet_length(r.sealed), 0) + coalesce(octet_length(r.spec), 0)"
          + " + coalesce(octet_length(r.echo), 0) as size"
          + " from orders o join order_request r"
          + " on r.tenant_id = o.tenant_id and r.order_id = o.id"
          + " where %s order by o.created_at desc, o.id desc limit :limit";

  private static final String STANDINGS =
      """
      select id, state, state_data, sealed_state from orders
      where tenant_id = :tenant and id = any(:ids)
      """;

  /// Failed and waiting orders one by one, since their sealed state data decides; all others as a
  /// count per state.
  private static final String OUTCOMES =
      """
      select o.state, null::uuid as id, null as state_data, null::bytea as sealed_state,
             count(*) as orders
      from unnest(:ids::uuid[]) as k(id)
      join orders o on o.tenant_id = :tenant and o.id = k.id
      where o.state not in ('failed', 'needs_action')
      group by o.state
      union all
      select o.state, o.id, o.state_data::text, o.sealed_state, 1
      from unnest(:ids::uuid[]) as k(id)
      join orders o on o.tenant_id = :tenant and o.id = k.id
      where o.state in ('failed', 'needs_action')
      """;

  private final OrderReadRepository orders;

  OrderListRepository(OrderReadRepository orders) {
    this.orders = orders;
  }

  /// How many client-visible orders share this merchant order.
  int sharing(Handle handle, OrderKey key, String merchantOrderId) {
    return handle
        .createQuery(SHARING)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("merchantOrderId", merchantOrderId)
        .bind("bundle", Order.BUNDLE_CHANNEL)
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
            (rs, _) -> {
              OrderId id = new OrderId(rs.getObject("id", UUID.class));
              return Map.entry(
                  id, OrderOutcome.Standing.of(orders.state(rs, new OrderKey(tenant, id))));
            })
        .forEach(row -> standings.put(row.getKey(), row.getValue()));
    return standings;
  }

  /// The number of orders per outcome.
  Map<OrderOutcome, Integer> outcomes(Handle handle, TenantId tenant, Collection<OrderId> ids) {
    Map<OrderOutcome, Integer> outcomes = new EnumMap<>(OrderOutcome.class);
    handle
        .createQuery(OUTCOMES)
        .bind("tenant", tenant.value())
        .bindArray("ids", UUID.class, ids.stream().map(OrderId::value).toList())
        .map((rs, _) -> Map.entry(outcome(tenant, rs), rs.getInt("orders")))
        .forEach(count -> outcomes.merge(count.getKey(), count.getValue(), Integer::sum));
    return outcomes;
  }

  private OrderOutcome outcome(TenantId tenant, ResultSet rs) throws SQLException {
    UUID id = rs.getObject("id", UUID.class);
    return id == null
        ? OrderOutcome.ofType(OrderJson.stateType(rs.getString("state")))
        : OrderOutcome.of(orders.state(rs, new OrderKey(tenant, new OrderId(id))));
  }

  /// How many orders match.
  ///
  /// @param words hashes of the words of [OrderFilter#search]
  long count(Handle handle, TenantId tenant, Mode mode, OrderFilter filter, List<Long> words) {
    return bind(
            handle.createQuery("select count(*) from orders o where " + where(filter, words)),
            tenant,
            mode,
            filter,
            words)
        .mapTo(Long.class)
        .one();
  }

  /// The first orders of a list, after an offset.
  List<Order> first(
      Handle handle,
      TenantId tenant,
      Mode mode,
      OrderFilter filter,
      List<Long> words,
      int offset,
      int most) {
    String page = SELECT.formatted(where(filter, words)) + " offset :offset";
    Query query = handle.createQuery(PageBytes.cut(page));
    return PageBytes.bind(bind(query, tenant, mode, filter, words))
        .bind("limit", most)
        .bind("offset", offset)
        .map(orders::order)
        .list();
  }

  /// The next orders of a list that is read from beginning to end; fewer when they are large.
  ///
  /// @param words hashes of the words of [OrderFilter#search]
  /// @param after the last one of the previous page; null to begin
  List<Order> next(
      Handle handle,
      TenantId tenant,
      Mode mode,
      OrderFilter filter,
      List<Long> words,
      @Nullable Order after,
      int most) {
    String where = where(filter, words);
    if (after != null) {
      where += "\n  and (o.created_at, o.id) < (:lastAt::timestamptz, :lastId)";
    }
    Query page = handle.createQuery(PageBytes.cut(SELECT.formatted(where)));
    Query query = PageBytes.bind(bind(page, tenant, mode, filter, words));
    if (after != null) {
      query.bind("lastAt", after.createdAt().toString()).bind("lastId", after.id().value());
    }
    return query.bind("limit", most).map(orders::order).list();
  }

  private static String where(OrderFilter f, List<Long> words) {
    StringJoiner where = new StringJoiner("\n  and ");
    where
        .add("o.tenant_id = :tenant")
        .add("o.mode = :mode")
        .add("o.door <> '" + Order.BUNDLE_CHANNEL + "'");
    if (f.orderId() != null) {
      where.add("o.id::text like :orderId");
    }
    if (f.search() != null) {
      where.add(
          "(o.id::text like :search or "
              + PARCEL_EXISTS.formatted("and lower(s.parcel) like :search")
              + (words.isEmpty() ? "" : " or " + HAS_WORDS)
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
                    and coalesce(e.standing, e.state ->> 'is') = any(:returnStates))
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
      S statement, TenantId tenant, Mode mode, OrderFilter f, List<Long> words) {
    statement.bind("tenant", tenant.value()).bind("mode", mode.code());
    if (f.orderId() != null) {
      statement.bind("orderId", part(f.orderId()));
    }
    if (f.search() != null) {
      statement.bind("search", part(f.search()));
      if (!words.isEmpty()) {
        statement.bindArray("words", Long.class, words);
      }
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
