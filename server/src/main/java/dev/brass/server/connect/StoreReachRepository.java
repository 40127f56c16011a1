package dev.brass.server.connect;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The tables `store_pace` and `store_trouble`, by the database's clock, so that nodes with
/// different clocks agree. Every statement is a transaction of its own. Thread-safe.
final class StoreReachRepository {

  private static final String NOW = "coalesce(cast(:now as timestamptz), clock_timestamp())";

  /// Reserves the next turns, if the first of them comes soon enough. GCRA: the row has the time of
  /// the next free turn, and each reservation advances it by its number of turns.
  private static final String TAKE =
      """
      with clock as (select %s as now)
      insert into store_pace as p (store, next_at)
      select :store, clock.now + :span * interval '1 microsecond' from clock
      on conflict (store) do update
      set next_at = case
        when p.next_at <= (select now from clock) + :horizon * interval '1 microsecond'
        then greatest(p.next_at, (select now from clock)) + :span * interval '1 microsecond'
        else p.next_at end
      returning new.next_at is distinct from old.next_at as taken,
        (extract(epoch from greatest(old.next_at, (select now from clock))
                            - (select now from clock)) * 1000000)::bigint as wait
      """
          .formatted(NOW);

  private static final String REST =
      """
      with clock as (select %s as now)
      insert into store_pace as p (store, next_at)
      select :store, clock.now + :pause * interval '1 microsecond' from clock
      on conflict (store) do update set next_at = greatest(p.next_at, excluded.next_at)
      """
          .formatted(NOW);

  private static final String OPEN =
      """
      with clock as (select %s as now)
      insert into store_trouble as t (store, since, why, next_probe_at)
      select :store, clock.now, :why, clock.now + :pause * interval '1 microsecond' from clock
      on conflict (store) do nothing
      """
          .formatted(NOW);

  /// Claims the next probe. After `longest` it can be claimed again, in case its holder dies.
  private static final String PROBE =
      """
      with clock as (select %s as now)
      update store_trouble t
      set probes = t.probes + 1, next_probe_at = clock.now + :longest * interval '1 microsecond'
      from clock
      where t.store = :store and t.next_probe_at <= clock.now
      returning t.probes
      """
          .formatted(NOW);

  private static final String FAILED =
      """
      with clock as (select %s as now)
      update store_trouble t
      set next_probe_at = clock.now + :pause * interval '1 microsecond', why = :why
      from clock
      where t.store = :store and t.probes = :probes
      """
          .formatted(NOW);

  private static final String CLOSE = "delete from store_trouble where store = :store";

  private static final String ALL =
      """
      with clock as (select %s as now)
      select store, since, why, probes,
        (extract(epoch from next_probe_at - clock.now) * 1000000)::bigint as again,
        null::bigint as rest
      from store_trouble, clock
      union all
      select store, null, null, null, null,
        (extract(epoch from next_at - clock.now) * 1000000)::bigint
      from store_pace, clock
      where next_at > clock.now
      limit 10000
      """
          .formatted(NOW);

  /// The result of requesting turns.
  ///
  /// @param taken whether they were reserved
  /// @param until the time to the first of them; to the next free one when they were not reserved
  record Turns(boolean taken, Duration until) {}

  /// A row of either table.
  ///
  /// @param since null when the store is not in trouble
  /// @param again the time until it may be probed; negative when it may be now
  /// @param rest the rest of its pause; null for a row about trouble
  record Row(
      String store,
      @Nullable Instant since,
      @Nullable String why,
      int probes,
      @Nullable Duration again,
      @Nullable Duration rest) {}

  /// Reserves `span` of a store's time.
  ///
  /// @param now null for the database's clock
  Turns take(Handle handle, String store, Duration span, Duration horizon, @Nullable Instant now) {
    return handle
        .createQuery(TAKE)
        .bind("store", store)
        .bind("span", micros(span))
        .bind("horizon", micros(horizon))
        .bind("now", now)
        .map((row, _) -> new Turns(row.getBoolean("taken"), duration(row.getLong("wait"))))
        .one();
  }

  /// Starts a pause of a store.
  void rest(Handle handle, String store, Duration pause, @Nullable Instant now) {
    handle
        .createUpdate(REST)
        .bind("store", store)
        .bind("pause", micros(pause))
        .bind("now", now)
        .execute();
  }

  void open(Handle handle, String store, String why, Duration pause, @Nullable Instant now) {
    handle
        .createUpdate(OPEN)
        .bind("store", store)
        .bind("why", why)
        .bind("pause", micros(pause))
        .bind("now", now)
        .execute();
  }

  /// Claims a probe of a store in trouble; returns its number, empty when another node has claimed
  /// it or it is not due yet.
  Optional<Integer> probe(Handle handle, String store, Duration longest, @Nullable Instant now) {
    return handle
        .createQuery(PROBE)
        .bind("store", store)
        .bind("longest", micros(longest))
        .bind("now", now)
        .mapTo(Integer.class)
        .findOne();
  }

  /// Records that the probe of this number got no answer.
  void failed(
      Handle handle, String store, int probes, String why, Duration pause, @Nullable Instant now) {
    handle
        .createUpdate(FAILED)
        .bind("store", store)
        .bind("probes", probes)
        .bind("why", why)
        .bind("pause", micros(pause))
        .bind("now", now)
        .execute();
  }

  /// Ends the trouble of a store; returns whether there was any.
  boolean close(Handle handle, String store) {
    return handle.createUpdate(CLOSE).bind("store", store).execute() == 1;
  }

  List<Row> all(Handle handle, @Nullable Instant now) {
    return handle
        .createQuery(ALL)
        .bind("now", now)
        .map(
            (row, _) -> {
              OffsetDateTime since = row.getObject("since", OffsetDateTime.class);
              Long again = row.getObject("again", Long.class);
              Long rest = row.getObject("rest", Long.class);
              return new Row(
                  row.getString("store"),
                  since == null ? null : since.toInstant(),
                  row.getString("why"),
                  row.getInt("probes"),
                  again == null ? null : duration(again),
                  rest == null ? null : duration(rest));
            })
        .list();
  }

  private static long micros(Duration duration) {
    return Math.ceilDiv(duration.toNanos(), 1_000);
  }

  private static Duration duration(long micros) {
    return Duration.ofNanos(micros * 1_000);
  }
}
