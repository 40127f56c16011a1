package dev.brass.server.stats;

import dev.brass.server.stats.Areas.Area;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// What is counted in the tables of orders and jobs. Thread-safe.
final class StatsRepository {

  /// A job that follows a tenant's clock is due by the system's time like all others: a clock that
  /// is moved moves its jobs.
  private static final String LATEST =
      """
      select coalesce(extract(epoch from :now - min(due_at)), 0)::bigint
      from job
      where state = 'ready' and node is null and due_at < :now
        and (cardinality(:kinds) = 0 or kind = any(:kinds))
      """;

  private static final String DISCARDED =
      """
      select count(*) from job
      where finished_at > :since and state = 'discarded' and kind = any(:kinds)
      """;

  /// Different addresses are counted, not orders: somebody who orders often is still one.
  private static final String DELIVERED =
      """
      with known as (
        select * from unnest(:indexes, :countries, :codes, :names)
          as a (index, country, code, name)),
      parcel as (
        select distinct s.tenant_id, s.order_id
        from shipment s
        where s.status = 'delivered' and s.updated_at > :since),
      place as (
        select cast(r.spec as json) -> 'shipTo' as address
        from parcel p
        join orders o on o.tenant_id = p.tenant_id and o.id = p.order_id
        join order_request r on r.tenant_id = p.tenant_id and r.order_id = p.order_id
        where o.mode = 'live' and o.door <> 'bundle')
      select known.index
      from place
      join known on known.country = upper(address ->> 'country')
        and (known.code = '' or upper(address ->> 'state') in (known.code, upper(known.name)))
      group by known.index
      having count(distinct (lower(address ->> 'line1'), left(address ->> 'postalCode', 5)))
        >= :least
      order by known.index
      """;

  private static final String TOTALS =
      """
      select case when door = 'v2' then 'v2' else 'v1' end as api, count(*) as orders,
             coalesce(sum((state_data #>> '{placement,price,total,minor}')::bigint)
               filter (where state_data #>> '{placement,price,total,currency}' = :currency), 0)
               as minor
      from orders
      where mode = 'live' and door <> 'bundle' and state = 'placed'
      group by 1
      """;

  /// For how long the job that has waited longest could have been run already.
  ///
  /// @param kinds of these jobs only; empty for all
  Duration latest(Handle handle, List<String> kinds, Instant now) {
    return Duration.ofSeconds(
        handle
            .createQuery(LATEST)
            .bind("now", now)
            .bindArray("kinds", String.class, kinds)
            .mapTo(Long.class)
            .one());
  }

  long discarded(Handle handle, List<String> kinds, Instant since) {
    return handle
        .createQuery(DISCARDED)
        .bind("since", since)
        .bindArray("kinds", String.class, kinds)
        .mapTo(Long.class)
        .one();
  }

  /// The areas with deliveries to at least so many addresses.
  List<Area> delivered(Handle handle, List<Area> areas, Instant since, int least) {
    List<Integer> indexes = java.util.stream.IntStream.range(0, areas.size()).boxed().toList();
    return handle
        .createQuery(DELIVERED)
        .bindArray("indexes", Integer.class, indexes)
        .bindArray("countries", String.class, areas.stream().map(Area::country).toList())
        .bindArray("codes", String.class, areas.stream().map(Area::code).toList())
        .bindArray("names", String.class, areas.stream().map(Area::name).toList())
        .bind("since", since)
        .bind("least", least)
        .mapTo(Integer.class)
        .stream()
        .map(areas::get)
        .toList();
  }

  /// By `v1` and `v2`.
  Map<String, Totals> totals(Handle handle, String currency) {
    return handle
        .createQuery(TOTALS)
        .bind("currency", currency)
        .reduceRows(
            new HashMap<>(),
            (map, row) -> {
              map.put(
                  row.getColumn("api", String.class),
                  new Totals(
                      row.getColumn("orders", Long.class), row.getColumn("minor", Long.class)));
              return map;
            });
  }
}
