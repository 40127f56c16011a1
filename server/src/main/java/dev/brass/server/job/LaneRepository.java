package dev.brass.server.job;

import static java.util.stream.Collectors.toList;

import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.JobRepository.Claimed;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// The lanes that are taken, and the jobs that wait for them. Thread-safe.
///
/// The invariant at every commit: a lane with parked jobs is taken, or a job of it is ready and
/// due. Then no parked job is forgotten.
final class LaneRepository {

  /// Looks at so many due jobs of each window at most, the earliest first.
  private static final String CANDIDATES =
      """
      select wanted.place, wanted.kind, due.store, due.tenant_id, due.lane, count(*) as jobs,
             coalesce((
               select true from job_lane as taken
               where taken.tenant_id = due.tenant_id and taken.lane = due.lane), false) as taken
      from unnest(:kinds, :windows, :floors) with ordinality as wanted (kind, most, floor, place)
      cross join lateral (
        select store, tenant_id, lane, due_at from job
        where kind = wanted.kind and lane is not null and state = 'ready' and node is null
          and due_at <= :now and due_at >= wanted.floor and store = any(:open) and kind <> ''
        order by due_at limit wanted.most) as due
      group by wanted.place, wanted.kind, due.store, due.tenant_id, due.lane
      order by min(due.due_at)
      """;

  private static final String CANDIDATES_OF_QUEUES =
      """
      select wanted.place, wanted.kind, wanted.store, due.tenant_id, due.lane, count(*) as jobs,
             coalesce((
               select true from job_lane as taken
               where taken.tenant_id = due.tenant_id and taken.lane = due.lane), false) as taken
      from unnest(:kinds, :stores, :classes, :shares, :windows) with ordinality
           as wanted (kind, store, class, share, most, place)
      cross join lateral (
        select tenant_id, lane, due_at from job
        where lane is not null and state = 'ready' and node is null
          and kind = wanted.kind and store = wanted.store and class = wanted.class
          and share = wanted.share and due_at <= :now
        order by due_at limit wanted.most) as due
      group by wanted.place, wanted.kind, wanted.store, due.tenant_id, due.lane
      order by min(due.due_at)
      """;

  /// In one order, so that two nodes that want the same lanes cannot wait for each other. A lane
  /// whose row can be seen is left out: it may be about to be freed, and waiting for that would
  /// mean waiting for another transaction. A node that was declared dead takes nothing.
  private static final String TAKE =
      """
      with me as materialized (
        select id from node where id = :node and dead_at is null for key share)
      insert into job_lane (tenant_id, lane, node)
      select wanted.tenant_id, wanted.lane, me.id
      from me cross join unnest(:tenants, :lanes) as wanted (tenant_id, lane)
      where not exists (
        select from job_lane as taken
        where taken.tenant_id = wanted.tenant_id and taken.lane = wanted.lane)
      order by wanted.tenant_id, wanted.lane
      on conflict do nothing
      returning tenant_id, lane
      """;

  /// The first jobs of each lane, those of the first one's kind that follow each other, if that
  /// kind is wanted at that store: at most the wanted number of lanes for each kind at each store,
  /// and for each kind in all. Locks them in the order of ids, as the moving of a clock does.
  private static final String LOCK_FIRST =
      """
      with queued as (
        select mine.tenant_id, mine.lane, next.id, next.kind, next.due_at,
               row_number() over in_lane as turn,
               first_value(next.kind) over in_lane as first_kind,
               first_value(next.store) over in_lane as first_store,
               first_value(next.due_at) over in_lane as first_due_at
        from unnest(:tenants, :lanes) as mine (tenant_id, lane)
        cross join lateral (
          (select id, kind, store, due_at from job
           where tenant_id = mine.tenant_id and lane = mine.lane and lane is not null
             and state = 'ready' and due_at <= :now
           order by due_at, id limit :turns)
          union all
          (select id, kind, store, due_at from job
           where tenant_id = mine.tenant_id and lane = mine.lane and lane is not null
             and state = 'parked'
           order by due_at, id limit :turns)
          order by due_at, id limit :turns) as next
        window in_lane as (
          partition by mine.tenant_id, mine.lane order by next.due_at, next.id)),
      ranked as (
        select id, turn, first_kind, first_store,
               bool_and(kind = first_kind) over (
                 partition by tenant_id, lane order by turn) as same_kind,
               dense_rank() over (
                 partition by first_kind order by first_due_at, tenant_id, lane) as place,
               dense_rank() over (
                 partition by first_kind, first_store
                 order by first_due_at, tenant_id, lane) as place_at_store
        from queued),
      chosen as materialized (
        select ranked.id, ranked.turn
        from ranked
        join unnest(:kinds, :stores, :limits, :turns_at_stores, :most)
             as wanted (kind, store, most_at_store, turns, most)
          on wanted.kind = ranked.first_kind and wanted.store = ranked.first_store
        where ranked.same_kind and ranked.place <= wanted.most
          and ranked.place_at_store <= wanted.most_at_store and ranked.turn <= wanted.turns)
      select job.id, chosen.turn
      from chosen join job on job.id = chosen.id
      where job.node is null
      order by job.id
      for update of job
      """;

  /// Counts an attempt of the first job of each lane only: if the node dies, the others have not
  /// been begun, or it was their turn to be first.
  private static final String CLAIM =
      """
      update job
      set node = :node, attempt = job.attempt + (case when chosen.turn = 1 then 1 else 0 end),
          shifted_us = 0, state = 'ready'
      from unnest(:ids, :turns) as chosen (id, turn)
      where job.id = chosen.id
      returning job.id, job.tenant_id, job.kind, job.subject, job.payload, job.lane, job.clock,
                job.due_at, job.enqueued_at, job.store, job.class, job.share, job.crashes, job.alone_crashes,
                chosen.turn,
                job.attempt + (case when chosen.turn = 1 then 0 else 1 end) as attempt
      """;

  /// Keeps taken lanes from being freed until this transaction ends; a lane that is just being
  /// freed is left out.
  private static final String PIN =
      """
      select taken.tenant_id, taken.lane
      from unnest(:tenants, :lanes) as wanted (tenant_id, lane)
      join job_lane as taken on taken.tenant_id = wanted.tenant_id and taken.lane = wanted.lane
      for key share of taken skip locked
      """;

  private static final String HEADS =
      """
      select wanted.tenant_id, wanted.lane, head.id, head.state
      from unnest(:tenants, :lanes) as wanted (tenant_id, lane)
      cross join lateral (
        (select id, state, due_at from job
         where tenant_id = wanted.tenant_id and lane = wanted.lane and lane is not null
           and state = 'ready' and due_at <= :now
         order by due_at, id limit 1)
        union all
        (select id, state, due_at from job
         where tenant_id = wanted.tenant_id and lane = wanted.lane and lane is not null
           and state = 'parked'
         order by due_at, id limit 1)
        order by due_at, id limit 1) as head
      """;

  private static final String PARK =
      """
      update job set state = 'parked'
      where id = any(array(
        select blocked.id
        from unnest(:tenants, :lanes) as wanted (tenant_id, lane)
        cross join lateral (
          select id from job
          where tenant_id = wanted.tenant_id and lane = wanted.lane and lane is not null
            and state = 'ready' and node is null and due_at <= :now and id <> all(:heads)
          order by due_at, id limit :most
          for update skip locked) as blocked))
      """;

  private static final String FREE =
      """
      delete from job_lane as taken
      using unnest(:tenants, :lanes) as ended (tenant_id, lane)
      where taken.tenant_id = ended.tenant_id and taken.lane = ended.lane and taken.node = :node
      """;

  private static final String FREE_ALL_BUT =
      """
      delete from job_lane as taken
      where taken.node = :node and not exists (
        select from unnest(:tenants, :lanes) as held (tenant_id, lane)
        where taken.tenant_id = held.tenant_id and taken.lane = held.lane)
      returning tenant_id, lane
      """;

  private static final String PROMOTE =
      """
      update job set state = 'ready'
      where id = any(array(
        select first.id
        from unnest(:tenants, :lanes) as freed (tenant_id, lane)
        cross join lateral (
          select id from job
          where tenant_id = freed.tenant_id and lane = freed.lane and lane is not null
            and state = 'parked'
          order by due_at, id limit 1) as first))
      """;

  /// A job and its place in its lane, from 1.
  record Place(UUID id, int turn) {}

  private record Turn(int turn, Claimed claimed) {}

  /// The place to look for lanes: among the due jobs of a kind, or of one of its queues.
  ///
  /// @param queue null for the kind
  /// @param jobs the number of jobs to look at
  /// @param lanes how many lanes are wanted
  /// @param floor jobs that were due before are skipped; for a kind
  record Window(String kind, @Nullable Queue queue, int jobs, int lanes, Instant floor) {}

  /// Jobs that may be claimed.
  ///
  /// @param most how many lanes of this kind at this store
  /// @param turns how many jobs of a lane
  /// @param mostOfKind the limit of lanes of the kind at all stores
  record Wish(String kind, String store, int most, int turns, int mostOfKind) {}

  /// A lane in which jobs of a kind are due.
  ///
  /// @param place of the window, from 1
  /// @param jobs the number of its jobs in the window
  /// @param taken whether another job of the lane runs
  record Candidate(
      int place, String kind, String store, UUID tenantId, String lane, int jobs, boolean taken) {

    Lane inLane() {
      return new Lane(tenantId, lane);
    }
  }

  /// The job whose turn it is in a lane.
  record Head(UUID tenantId, String lane, UUID id, String state) {

    Lane inLane() {
      return new Lane(tenantId, lane);
    }
  }

  /// Lanes in which jobs of these kinds are due, the earliest first.
  ///
  /// @param windows all of them of kinds
  /// @param open the stores whose jobs are included
  List<Candidate> candidates(Handle handle, List<Window> windows, Set<String> open, Instant now) {
    return handle
        .createQuery(CANDIDATES)
        .bind("now", now)
        .bindArray("open", String.class, open.toArray())
        .bindArray("kinds", String.class, windows.stream().map(Window::kind).toArray())
        .bindArray("windows", Integer.class, windows.stream().map(Window::jobs).toArray())
        .bindArray("floors", Instant.class, windows.stream().map(Window::floor).toArray())
        .map(ConstructorMapper.of(Candidate.class))
        .list();
  }

  /// Lanes in which jobs of these queues are due, the earliest first.
  ///
  /// @param windows all of them of queues
  List<Candidate> candidates(Handle handle, List<Window> windows, Instant now) {
    List<Queue> queues = windows.stream().map(w -> Objects.requireNonNull(w.queue())).toList();
    return handle
        .createQuery(CANDIDATES_OF_QUEUES)
        .bind("now", now)
        .bindArray("kinds", String.class, windows.stream().map(Window::kind).toArray())
        .bindArray("stores", String.class, queues.stream().map(Queue::store).toArray())
        .bindArray(
            "classes", Integer.class, queues.stream().map(q -> q.jobClass().stored()).toArray())
        .bindArray("shares", UUID.class, queues.stream().map(Queue::share).toArray())
        .bindArray("windows", Integer.class, windows.stream().map(Window::jobs).toArray())
        .map(ConstructorMapper.of(Candidate.class))
        .list();
  }

  /// Takes those of the lanes that are free; this transaction then frees those that it does not
  /// need.
  List<Lane> take(Handle handle, UUID node, Collection<Lane> wanted) {
    return bind(handle.createQuery(TAKE), wanted)
        .bind("node", node)
        .map(ConstructorMapper.of(Lane.class))
        .list();
  }

  /// Claims the first jobs of each of these lanes, which the caller has taken; returns those of a
  /// lane in their order.
  ///
  /// @param wishes the limits, one per kind and store
  List<List<Claimed>> claim(
      Handle handle, UUID node, Collection<Lane> taken, List<Wish> wishes, Instant now) {
    List<Place> chosen =
        bind(handle.createQuery(LOCK_FIRST), taken)
            .bind("now", now)
            .bind("turns", wishes.stream().mapToInt(Wish::turns).max().orElse(1))
            .bindArray("kinds", String.class, wishes.stream().map(Wish::kind).toArray())
            .bindArray("stores", String.class, wishes.stream().map(Wish::store).toArray())
            .bindArray("limits", Integer.class, wishes.stream().map(Wish::most).toArray())
            .bindArray("turns_at_stores", Integer.class, wishes.stream().map(Wish::turns).toArray())
            .bindArray("most", Integer.class, wishes.stream().map(Wish::mostOfKind).toArray())
            .map(ConstructorMapper.of(Place.class))
            .list();
    List<Turn> claimed =
        handle
            .createQuery(CLAIM)
            .bind("node", node)
            .bindArray("ids", UUID.class, chosen.stream().map(Place::id).toArray())
            .bindArray("turns", Integer.class, chosen.stream().map(Place::turn).toArray())
            .map(
                (row, context) -> new Turn(row.getInt("turn"), JobRepository.claimed(row, context)))
            .list();
    return List.copyOf(
        claimed.stream()
            .sorted(Comparator.comparingInt(Turn::turn))
            .map(Turn::claimed)
            .collect(
                Collectors.groupingBy(each -> Lane.of(each.job()), LinkedHashMap::new, toList()))
            .values());
  }

  List<Lane> pin(Handle handle, Collection<Lane> wanted) {
    return bind(handle.createQuery(PIN), wanted).map(ConstructorMapper.of(Lane.class)).list();
  }

  List<Head> heads(Handle handle, Collection<Lane> taken, Instant now) {
    return bind(handle.createQuery(HEADS), taken)
        .bind("now", now)
        .map(ConstructorMapper.of(Head.class))
        .list();
  }

  /// Parks the due jobs of lanes, except their heads, so that no claim looks at them again before
  /// it is their turn. At most `most` per lane; returns their number.
  int park(Handle handle, Collection<Lane> lanes, List<UUID> heads, int most, Instant now) {
    return bind(handle.createUpdate(PARK), lanes)
        .bind("now", now)
        .bind("most", most)
        .bindArray("heads", UUID.class, heads)
        .execute();
  }

  /// Frees lanes that `node` has taken. [#promote] follows in the same transaction as a statement
  /// of its own, which then sees whatever was parked until the lane was free.
  void free(Handle handle, UUID node, Collection<Lane> ended) {
    bind(handle.createUpdate(FREE), ended).bind("node", node).execute();
  }

  /// Frees the lanes that `node` has taken, except the held ones; returns them.
  List<Lane> freeAllBut(Handle handle, UUID node, Collection<Lane> held) {
    return bind(handle.createQuery(FREE_ALL_BUT), held)
        .bind("node", node)
        .map(ConstructorMapper.of(Lane.class))
        .list();
  }

  /// Makes the first parked job of each lane ready.
  void promote(Handle handle, Collection<Lane> freed) {
    WriteBatch writes = new WriteBatch();
    promote(writes, freed);
    writes.run(handle);
  }

  /// Makes the first parked job of each lane ready, with one statement of a batch. A ready job of a
  /// lane that is still taken is parked again at the next look.
  void promote(WriteBatch writes, Collection<Lane> freed) {
    writes
        .add(PROMOTE)
        .bindArray("tenants", UUID.class, freed.stream().map(Lane::tenantId).toList())
        .bindArray("lanes", String.class, freed.stream().map(Lane::lane).toList());
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Collection<Lane> lanes) {
    return statement
        .bindArray("tenants", UUID.class, lanes.stream().map(Lane::tenantId).toArray())
        .bindArray("lanes", String.class, lanes.stream().map(Lane::lane).toArray());
  }
}
