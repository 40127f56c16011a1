package dev.brass.server.usage;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// The tables `usage_day` and `usage_call`. Thread-safe.
final class UsageRepository {

  private static final String ADD_DAYS =
      """
      insert into usage_day (tenant_id, mode, endpoint, day, calls)
      select * from unnest(:tenants::uuid[], :modes::text[], :endpoints::text[], :days::date[],
                           :calls::bigint[])
      on conflict (tenant_id, mode, endpoint, day) do update
      set calls = usage_day.calls + excluded.calls
      """;

  private static final String ADD_CALLS =
      """
      insert into usage_call (tenant_id, mode, id, endpoint, called_at, query, result_count,
                              retailer, product_id)
      select * from unnest(:tenants::uuid[], :modes::text[], :ids::uuid[], :endpoints::text[],
                           :ats::timestamptz[], :queries::text[], :counts::integer[],
                           :retailers::text[], :products::text[])
      on conflict do nothing
      """;

  private static final String DELETE_DAYS =
      """
      delete from usage_day d
      using unnest(:tenants::uuid[], :modes::text[]) as t(tenant_id, mode)
      where d.tenant_id = t.tenant_id and d.mode = t.mode and d.day < :oldest
      """;

  /// Ids are in the order of time.
  private static final String DELETE_CALLS =
      """
      delete from usage_call c
      using (select t.tenant_id, t.mode,
               (select id from usage_call k where k.tenant_id = t.tenant_id and k.mode = t.mode
                order by k.id desc offset :most limit 1) as id
             from unnest(:tenants::uuid[], :modes::text[]) as t(tenant_id, mode)) as beyond
      where c.tenant_id = beyond.tenant_id and c.mode = beyond.mode and c.id <= beyond.id
      """;

  private static final String DAYS =
      """
      select endpoint, day, calls from usage_day
      where tenant_id = :tenant and mode = :mode and day >= :first
      """;

  private static final String RECENT =
      """
      select tenant_id, mode, id, endpoint, called_at, query, result_count, retailer, product_id
      from usage_call where tenant_id = :tenant and mode = :mode order by id desc limit :limit
      """;

  private record Count(DataEndpoint endpoint, LocalDate day, long calls) {}

  private record Owner(TenantId tenant, Mode mode) {}

  private record Day(UUID tenant, Mode mode, DataEndpoint endpoint, LocalDate day) {
    /// Two nodes that write the same days take them in the same order.
    private static final Comparator<Day> ORDER =
        Comparator.comparing(Day::tenant)
            .thenComparing(Day::mode)
            .thenComparing(Day::endpoint)
            .thenComparing(Day::day);

    static Day of(DataCall call) {
      return new Day(
          call.tenant().value(),
          call.mode(),
          call.endpoint(),
          LocalDate.ofInstant(call.at(), ZoneOffset.UTC));
    }
  }

  /// Counts calls, keeps the last ones and deletes older ones beyond the limit.
  ///
  /// @param calls at least one, oldest first
  /// @param oldest the first day that is kept
  /// @param most the number of calls kept of each tenant in each mode
  void add(Handle handle, List<DataCall> calls, LocalDate oldest, int most) {
    Map<Day, Long> days = new TreeMap<>(Day.ORDER);
    calls.forEach(call -> days.merge(Day.of(call), 1L, Long::sum));
    ColumnArrays counts = new ColumnArrays();
    days.forEach(
        (day, number) ->
            counts
                .add("tenants", day.tenant())
                .add("modes", day.mode().code())
                .add("endpoints", day.endpoint().code())
                .add("days", day.day().toString())
                .add("calls", number));
    counts.bind(handle.createUpdate(ADD_DAYS)).execute();
    rows(calls).bind(handle.createUpdate(ADD_CALLS)).execute();
    ColumnArrays owners = owners(calls);
    owners.bind(handle.createUpdate(DELETE_CALLS)).bind("most", most).execute();
    owners.bind(handle.createUpdate(DELETE_DAYS)).bind("oldest", oldest).execute();
  }

  private static ColumnArrays rows(List<DataCall> calls) {
    ColumnArrays rows = new ColumnArrays();
    for (DataCall call : calls) {
      rows.add("tenants", call.tenant().value())
          .add("modes", call.mode().code())
          .add("ids", call.id())
          .add("endpoints", call.endpoint().code())
          .add("ats", call.at())
          .add("queries", call.query())
          .add("counts", call.resultCount())
          .add("retailers", call.retailer())
          .add("products", call.productId());
    }
    return rows;
  }

  private static ColumnArrays owners(List<DataCall> calls) {
    Set<Owner> owners = new HashSet<>();
    calls.forEach(call -> owners.add(new Owner(call.tenant(), call.mode())));
    ColumnArrays rows = new ColumnArrays();
    owners.forEach(
        owner -> rows.add("tenants", owner.tenant().value()).add("modes", owner.mode().code()));
    return rows;
  }

  /// Calls per day since a day, of endpoints that were called.
  Map<DataEndpoint, Map<LocalDate, Long>> days(
      Handle handle, TenantId tenant, Mode mode, LocalDate first) {
    Map<DataEndpoint, Map<LocalDate, Long>> days = new EnumMap<>(DataEndpoint.class);
    handle
        .createQuery(DAYS)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("first", first)
        .map(
            (row, _) ->
                new Count(
                    DataEndpoint.of(row.getString("endpoint")),
                    row.getObject("day", LocalDate.class),
                    row.getLong("calls")))
        .forEach(
            count ->
                days.computeIfAbsent(count.endpoint(), _ -> new HashMap<>())
                    .put(count.day(), count.calls()));
    return days;
  }

  /// The last calls, newest first.
  List<DataCall> recent(Handle handle, TenantId tenant, Mode mode, int limit) {
    return handle
        .createQuery(RECENT)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("limit", limit)
        .map(UsageRepository::call)
        .list();
  }

  private static DataCall call(ResultSet row, StatementContext context) throws SQLException {
    return new DataCall(
        new TenantId(row.getObject("tenant_id", UUID.class)),
        Mode.of(row.getString("mode")),
        row.getObject("id", UUID.class),
        DataEndpoint.of(row.getString("endpoint")),
        row.getObject("called_at", OffsetDateTime.class).toInstant(),
        row.getString("query"),
        row.getObject("result_count", Integer.class),
        row.getString("retailer"),
        row.getString("product_id"));
  }
}
