package dev.brass.server.retailer;

import dev.brass.server.retailer.StoreRecords.StoreKey;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// The table `store_record`. Thread-safe.
final class StoreRecordRepository {

  private static final String PLACED =
      """
      insert into store_record as r (store, sandbox, last_placed_on, days_in_a_row)
      values (:store, :sandbox, :day, 1)
      on conflict (store, sandbox) do update
      set days_in_a_row = case when r.last_placed_on = excluded.last_placed_on - 1
                               then r.days_in_a_row + 1 else 1 end,
          last_placed_on = excluded.last_placed_on
      where r.last_placed_on < excluded.last_placed_on
      """;

  private static final String ALL =
      "select store, sandbox, last_placed_on, days_in_a_row from store_record";

  private record Row(StoreKey store, StoreRecord stored) {}

  /// A store took an order on a day.
  void placed(Handle handle, StoreKey store, LocalDate day) {
    handle
        .createUpdate(PLACED)
        .bind("store", store.code())
        .bind("sandbox", store.sandbox())
        .bind("day", day)
        .execute();
  }

  /// Every record there is; one per store that ever took an order.
  Map<StoreKey, StoreRecord> all(Handle handle) {
    Map<StoreKey, StoreRecord> records = new HashMap<>();
    handle
        .createQuery(ALL)
        .map(
            (row, _) ->
                new Row(
                    new StoreKey(row.getString("store"), row.getBoolean("sandbox")),
                    new StoreRecord(
                        row.getObject("last_placed_on", LocalDate.class),
                        row.getInt("days_in_a_row"))))
        .forEach(row -> records.put(row.store(), row.stored()));
    return records;
  }
}
