package dev.brass.server.job;

import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.Turns.Turn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The queues of jobs in the table, and claims queue by queue. Thread-safe.
final class TurnRepository {

  /// Goes from store to store by the index, however many jobs each has.
  private static final String STORES =
      """
      with recursive found as (
        select wanted.kind, first.store
        from unnest(:kinds) as wanted (kind)
        cross join lateral (
          select store from job
          where kind = wanted.kind and lane is %1$s and state = 'ready'
          order by store limit 1) as first
        union all
        select found.kind, next.store
        from found
        cross join lateral (
          select store from job
          where kind = found.kind and lane is %1$s and state = 'ready' and store > found.store
          order by store limit 1) as next)
      select kind, store from found
      """;

  private static final String ALL_STORES =
      STORES.formatted("null") + "union\n(" + STORES.formatted("not null") + ")";

  /// The latest due jobs; in between lie remains of those that are done, as many as came since.
  private static final String NEWEST =
      """
      select distinct newest.store, newest.class, newest.share, newest.in_lanes
      from (
        (select store, class, share, false as in_lanes from job
         where kind = :kind and lane is null and state = 'ready' and node is null
           and store = any(:open) and due_at <= :now and due_at > :since and kind <> ''
         order by due_at desc
         limit 2000)
        union all
        (select store, class, share, true as in_lanes from job
         where kind = :kind and lane is not null and state = 'ready' and node is null
           and store = any(:open) and due_at <= :now and due_at > :since and kind <> ''
         order by due_at desc
         limit 2000)) as newest
      """;

  /// Walks from queue to queue by the index, and skips unwanted stores in one step. Some jobs of
  /// each queue are read, since the first ones may run already.
  private static final String WALK =
      """
      with recursive found as (
        (select store, class, share, 1 as place from job
         where kind = :kind and lane is %1$s and state = 'ready'
           and (store, class, share) >
               (cast(:store as text), cast(:class as smallint), cast(:share as uuid))
         order by store, class, share limit 1)
        union all
        select next.store, next.class, next.share, found.place + 1
        from found
        cross join lateral (
          select store, class, share from job
          where kind = :kind and lane is %1$s and state = 'ready'
            and (store, class, share) >
                (found.store,
                 cast(case when found.store = any(:open) then found.class else 32767 end
                      as smallint),
                 found.share)
          order by store, class, share limit 1) as next
        where found.place < :most)
      select store, class, share,
             store = any(:open) and (
               exists (
                 select from (
                   select node from job
                   where kind = :kind and lane is %1$s and state = 'ready' and store = found.store
                     and class = found.class and share = found.share and due_at <= :now
                   order by due_at limit 50) as front
                 where front.node is null)
               or (
                 select count(*) = 50 from (
                   select from job
                   where kind = :kind and lane is %1$s and state = 'ready' and store = found.store
                     and class = found.class and share = found.share and due_at <= :now
                   order by due_at limit 50) as front)) as due
      from found
      order by place
      """;

  private static final String WALK_WITHOUT_LANE = WALK.formatted("null");
  private static final String WALK_IN_LANES = WALK.formatted("not null");

  /// As [JobRepository] claims, from each queue so many.
  private static final String CLAIM =
      """
      with me as materialized (
        select id from node where id = :node and dead_at is null for key share)
      update job
      set node = :node, attempt = attempt + 1, shifted_us = 0
      where %s and id = any(array(
        select due.id
        from me
        cross join unnest(:kinds, :stores, :classes, :shares, :limits, :floors)
             as wanted (kind, store, class, share, most, floor)
        cross join lateral (
          select id from job
          where kind = wanted.kind and store = wanted.store and class = wanted.class
            and share = wanted.share and lane is null and state = 'ready' and node is null
            and due_at <= :now and due_at >= wanted.floor
          order by due_at limit wanted.most
          for update skip locked) as due))
      returning %s
      """
          .formatted(JobRepository.RELAXED, JobRepository.COLUMNS);

  private static final UUID FIRST = new UUID(0, 0);

  /// Behind all queues of a store, since none has it.
  private static final int LAST_CLASS = 32_767;

  /// The position of a walk from queue to queue.
  record Mark(String store, int jobClass, UUID share) {

    /// Before all queues: there is no class of this number.
    static final Mark BEGINNING = new Mark("", -1, FIRST);
  }

  /// Queues with due jobs, and where the walk continues; null when it is at its end.
  record Page(List<Queue> due, @Nullable Mark next) {}

  private record Passed(Queue queue, boolean due) {}

  /// A kind and the turns of its queues without lanes.
  record Wish(String kind, Turn turn) {}

  /// The stores at which there are jobs of each kind that wait or run, due or not.
  Map<String, Set<String>> stores(Handle handle, Collection<String> kinds) {
    Map<String, Set<String>> stores = new HashMap<>();
    handle
        .createQuery(ALL_STORES)
        .bindArray("kinds", String.class, kinds.toArray())
        .map((row, _) -> Map.entry(row.getString("kind"), row.getString("store")))
        .forEach(
            pair ->
                stores
                    .computeIfAbsent(pair.getKey(), _ -> new LinkedHashSet<>())
                    .add(pair.getValue()));
    return stores;
  }

  /// The queues of the jobs that got due last: of two thousand with lanes and as many without.
  ///
  /// @param open the stores to include
  List<Queue> newest(Handle handle, String kind, Set<String> open, Instant since, Instant now) {
    return handle
        .createQuery(NEWEST)
        .bind("kind", kind)
        .bindArray("open", String.class, open.toArray())
        .bind("since", since)
        .bind("now", now)
        .map((row, _) -> queue(row, row.getBoolean("in_lanes")))
        .list();
  }

  /// The next queues after a mark.
  ///
  /// @param most the number of queues to read
  Page walk(
      Handle handle,
      String kind,
      boolean inLanes,
      Set<String> open,
      Mark from,
      int most,
      Instant now) {
    List<Passed> passed =
        handle
            .createQuery(inLanes ? WALK_IN_LANES : WALK_WITHOUT_LANE)
            .bind("kind", kind)
            .bindArray("open", String.class, open.toArray())
            .bind("store", from.store())
            .bind("class", from.jobClass())
            .bind("share", from.share())
            .bind("most", most)
            .bind("now", now)
            .map((row, _) -> new Passed(queue(row, inLanes), row.getBoolean("due")))
            .list();
    List<Queue> due = passed.stream().filter(Passed::due).map(Passed::queue).toList();
    if (passed.size() < most) {
      return new Page(due, null);
    }
    Queue last = passed.getLast().queue();
    int lastClass = open.contains(last.store()) ? last.jobClass().stored() : LAST_CLASS;
    return new Page(due, new Mark(last.store(), lastClass, last.share()));
  }

  private static Queue queue(ResultSet row, boolean inLanes) throws SQLException {
    return new Queue(
        row.getString("store"),
        JobClass.of(row.getInt("class")),
        row.getObject("share", UUID.class),
        inLanes);
  }

  /// Claims due jobs without a lane, in a transaction of its own unless the caller has begun one.
  List<Claimed> claim(Handle handle, UUID node, List<Wish> wishes, Instant now) {
    return handle
        .createQuery(CLAIM)
        .bind("node", node)
        .bind("now", now)
        .bindArray("kinds", String.class, wishes.stream().map(Wish::kind).toArray())
        .bindArray("stores", String.class, queues(wishes).stream().map(Queue::store).toArray())
        .bindArray(
            "classes",
            Integer.class,
            queues(wishes).stream().map(queue -> queue.jobClass().stored()).toArray())
        .bindArray("shares", UUID.class, queues(wishes).stream().map(Queue::share).toArray())
        .bindArray(
            "limits", Integer.class, wishes.stream().map(wish -> wish.turn().most()).toArray())
        .bindArray(
            "floors", Instant.class, wishes.stream().map(wish -> wish.turn().floor()).toArray())
        .map(JobRepository::claimed)
        .list();
  }

  private static List<Queue> queues(List<Wish> wishes) {
    return wishes.stream().map(wish -> wish.turn().queue()).toList();
  }
}
