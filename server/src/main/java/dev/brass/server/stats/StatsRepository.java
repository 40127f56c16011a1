package dev.brass.server.stats;

import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.VaultException;
import dev.brass.server.stats.Areas.Area;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// The counts in the tables of orders and jobs. Thread-safe.
final class StatsRepository {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int FETCHED = 200;

  /// The part of a postal code that identifies its area.
  private static final int POSTAL_CODE = 5;

  /// A job that follows a tenant's clock is due by the system clock like all others: a clock that
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

  private static final String DELIVERED =
      """
      with parcel as (
        select distinct s.tenant_id, s.order_id
        from shipment s
        where s.status = 'delivered' and s.updated_at > :since)
      select r.tenant_id, r.order_id, r.spec, r.echo, r.sealed
      from parcel p
      join orders o on o.tenant_id = p.tenant_id and o.id = p.order_id
      join order_request r on r.tenant_id = p.tenant_id and r.order_id = p.order_id
      where o.mode = 'live' and o.door <> 'bundle'
      """;

  private static final String TOTALS =
      """
      select case when door = 'v2' then 'v2' else 'v1' end as api, count(*) as orders,
             coalesce(sum(coalesce(total, (state_data #>> '{placement,price,total,minor}')::bigint))
               filter (where coalesce(currency,
                                      state_data #>> '{placement,price,total,currency}')
                 = :currency), 0) as minor
      from orders
      where mode = 'live' and door <> 'bundle' and state = 'placed'
      group by 1
      """;

  private final PersonalData personal;

  StatsRepository(PersonalData personal) {
    this.personal = personal;
  }

  /// The time for which the longest waiting job could have been run already.
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

  /// The areas with deliveries to at least so many addresses. Different addresses are counted, not
  /// orders: a customer who orders often counts once. Rows are read a few at a time, in the
  /// caller's transaction.
  List<Area> delivered(Handle handle, List<Area> areas, Instant since, int least) {
    Map<Area, Set<Place>> places = new HashMap<>();
    try (ResultIterator<JsonNode> rows =
        handle
            .createQuery(DELIVERED)
            .bind("since", since)
            .setFetchSize(FETCHED)
            .map((row, _) -> address(row))
            .iterator()) {
      while (rows.hasNext()) {
        JsonNode address = rows.next();
        for (Area area : areas) {
          Set<Place> known = places.computeIfAbsent(area, _ -> new HashSet<>());
          if (known.size() < least && isIn(area, address)) {
            known.add(Place.of(address));
          }
        }
      }
    }
    return areas.stream()
        .filter(area -> places.getOrDefault(area, Set.of()).size() >= least)
        .toList();
  }

  /// The parts that distinguish one address from another.
  private record Place(String line, String postalCode) {
    static Place of(JsonNode address) {
      String code = address.path("postalCode").asString("");
      return new Place(
          address.path("line1").asString("").toLowerCase(Locale.ROOT),
          code.substring(0, Math.min(POSTAL_CODE, code.length())));
    }
  }

  private static boolean isIn(Area area, JsonNode address) {
    String state = address.path("state").asString("");
    return area.country().equalsIgnoreCase(address.path("country").asString(""))
        && (area.code().isEmpty()
            || area.code().equalsIgnoreCase(state)
            || area.name().equalsIgnoreCase(state));
  }

  private JsonNode address(ResultSet row) throws SQLException {
    try {
      List<@Nullable String> asked =
          personal.open(
              PersonalColumn.ORDER_REQUEST,
              new TenantId(row.getObject("tenant_id", UUID.class)),
              row.getObject("order_id", UUID.class).toString(),
              row.getBytes("sealed"),
              row.getString("spec"),
              row.getString("echo"));
      return JSON.readTree(Objects.requireNonNull(asked.getFirst())).path("shipTo");
    } catch (VaultException e) {
      // One tenant's lost key does not remove the map for all.
      return MissingNode.getInstance();
    }
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
