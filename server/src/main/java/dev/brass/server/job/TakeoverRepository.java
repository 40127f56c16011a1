package dev.brass.server.job;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/// The takeover of the jobs of a node that is dead or has lost them, in statements that each take a
/// short time, however large the table. Thread-safe.
///
/// Jobs that run are not marked in any index, since that would cost every claim. But they were
/// due when they were claimed, so they are found among those that are due, by the indexes that
/// claims read.
final class TakeoverRepository {

  /// The mark of a job that may have ended a process and runs beside others.
  static final int BESIDE = 1;

  private static final String ALONE_MARK = "2";

  /// The mark of one that runs while nothing else runs on its node.
  static final int ALONE = Integer.parseInt(ALONE_MARK);

  /// So many processes may die while only one job runs, before it is set aside.
  static final int MOST_CRASHES = 2;

  private static final String TRY_LOCK =
      """
      select pg_try_advisory_lock(hashtextextended('brass takeover ' || :node, 0))
      """;

  private static final String UNLOCK =
      """
      select pg_advisory_unlock(hashtextextended('brass takeover ' || :node, 0))
      """;

  /// Only connections that are older than the verdict: a process that is alive after all continues
  /// with new ones. A session that may not see when a connection began must not end it.
  private static final String SESSIONS =
      """
      select activity.pid, activity.backend_start is not null as seen
      from node
      join pg_stat_activity as activity
        on starts_with(activity.application_name, node.session || '/')
          and coalesce(activity.backend_start < node.dead_at, true)
      where node.id = :node and node.session <> '' and activity.datname = current_database()
        and activity.pid <> pg_backend_pid()
      """;

  private static final String END_SESSION =
      """
      select count(pg_terminate_backend(activity.pid))
      from node
      join pg_stat_activity as activity
        on starts_with(activity.application_name, node.session || '/')
          and activity.backend_start < node.dead_at
      where node.id = :node and activity.pid = :pid
      """;

  /// PostgreSQL's code for a missing right.
  private static final String NOT_PERMITTED = "42501";

  /// Returns when no claim of the node is under way any more: each holds the node's row.
  private static final String AWAIT_CLAIMS =
      """
      select id from node where id = :node for update
      """;

  private static final String KINDS =
      """
      with recursive found as (
        (select kind from job where lane is %1$s and state = 'ready' order by kind limit 1)
        union all
        (select next.kind
         from found cross join lateral (
           select kind from job
           where lane is %1$s and state = 'ready' and kind > found.kind
           order by kind limit 1) as next))
      select kind from found
      """;

  private static final String KINDS_WITHOUT_LANE = KINDS.formatted("null");
  private static final String KINDS_IN_LANES = KINDS.formatted("not null");

  private static final String FREE =
      """
      with page as materialized (
        select id, due_at, node from job
        where kind = :kind and lane is %1$s and state = 'ready' and kind <> ''
          and due_at > :after and due_at <= :until
        order by due_at
        fetch first 2000 rows with ties),
      freed as (
        update job
        set node = null, attempt = greatest(attempt - case when %2$s then 0 else 1 end, 0),
            watched = 0,
            crashes = crashes + case when %2$s then 1 else 0 end,
            alone_crashes = alone_crashes + case when %3$s then 1 else 0 end,
            state = case when %3$s and alone_crashes + 1 >= :most_crashes
                              and job.kind <> all(cast(:never as text[]))
                         then 'set_aside' else job.state end
        from page
        where page.node = :node and job.id = page.id and job.node = :node
          and not exists (select from unnest(:known) as known (id) where known.id = page.id)
        returning job.id)
      select (select max(due_at) from page) as last, (select count(*) from freed) as freed
      """;

  /// A job that waited for its turn among suspects ([Suspects]) had not begun.
  private static final String WAS_RUNNING =
      """
      (:begun and crashes < 1000
       and (crashes = 0 or watched > 0 or job.kind = any(cast(:never as text[]))))\
      """;

  private static final String WAS_ALONE = ":begun and watched = " + ALONE_MARK;

  private static final String FREE_WITHOUT_LANE = FREE.formatted("null", WAS_RUNNING, WAS_ALONE);
  private static final String FREE_IN_LANES = FREE.formatted("not null", WAS_RUNNING, WAS_ALONE);

  private static final String WATCH =
      """
      update job set watched = :how where id = :id and node = :node
      """;
  private static final Instant FIRST = Instant.EPOCH.minus(Duration.ofDays(366));

  /// By how much the clock of the node may have been ahead when it claimed.
  private static final Duration CLOCKS_APART = Duration.ofHours(2);

  private static final String REMOVE =
      """
      delete from node where id = :node and dead_at is not null
      """;

  /// A page of due jobs after its takeover.
  ///
  /// @param last the due time of the last of them; null when there was none
  /// @param freed how many of them the node had
  private record Page(@Nullable Instant last, int freed) {}

  /// Whether this session alone takes a node over from now on, until it unlocks or ends.
  boolean tryLock(Handle handle, UUID node) {
    return handle.createQuery(TRY_LOCK).bind("node", node.toString()).mapTo(Boolean.class).one();
  }

  void unlock(Handle handle, UUID node) {
    handle.createQuery(UNLOCK).bind("node", node.toString()).mapTo(Boolean.class).one();
  }

  /// Connections of a dead process.
  ///
  /// @param ended how many were ended
  /// @param left how many this database user may not end
  record Sessions(int ended, int left) {}

  private record Session(int pid, boolean seen) {}

  /// Ends the connections of a node's process, with their transactions and locks, as far as this
  /// database user may.
  Sessions endSessions(Handle handle, UUID node) {
    int ended = 0;
    int left = 0;
    for (Session each : sessions(handle, node)) {
      OptionalInt done = each.seen() ? end(handle, node, each.pid()) : OptionalInt.empty();
      ended += done.orElse(0);
      left += done.isPresent() ? 0 : 1;
    }
    return new Sessions(ended, left);
  }

  private static List<Session> sessions(Handle handle, UUID node) {
    return handle
        .createQuery(SESSIONS)
        .bind("node", node)
        .map((row, _) -> new Session(row.getInt("pid"), row.getBoolean("seen")))
        .list();
  }

  /// The number of ended sessions, since one may have ended by itself; empty when ending is not
  /// permitted.
  private static OptionalInt end(Handle handle, UUID node, int pid) {
    try {
      return OptionalInt.of(
          handle
              .createQuery(END_SESSION)
              .bind("node", node)
              .bind("pid", pid)
              .mapTo(Integer.class)
              .one());
    } catch (UnableToExecuteStatementException e) {
      if (e.getCause() instanceof SQLException sql && NOT_PERMITTED.equals(sql.getSQLState())) {
        return OptionalInt.empty();
      }
      throw e;
    }
  }

  void awaitClaims(Handle handle, UUID node) {
    handle.createQuery(AWAIT_CLAIMS).bind("node", node).mapTo(UUID.class).list();
  }

  /// The kinds of jobs that there are, with or without lanes.
  private static List<String> kinds(Handle handle, boolean inLanes) {
    return handle
        .createQuery(inLanes ? KINDS_IN_LANES : KINDS_WITHOUT_LANE)
        .mapTo(String.class)
        .list();
  }

  /// Makes jobs that `node` has according to the table available again, page by page, each in a
  /// transaction of its own unless the caller has begun one; returns their number. A job that
  /// changes its place among the due ones meanwhile may be missed.
  ///
  /// @param known jobs that it keeps
  /// @param begun whether the jobs may have been begun: then a run of each counts as an attempt, so
  ///     that a job that kills nodes ends
  int free(Handle handle, UUID node, List<UUID> known, boolean begun, Instant now) {
    return free(handle, new Owned(node, known, begun, List.of()), now);
  }

  /// Makes the jobs of a dead node available again, except those that have ended processes alone;
  /// returns their number.
  ///
  /// @param neverSetAside the kinds whose jobs are never set aside
  int takeOver(Handle handle, UUID node, List<String> neverSetAside, Instant now) {
    return free(handle, new Owned(node, List.of(), true, neverSetAside), now);
  }

  /// Says on disk how a job runs.
  void watch(Handle handle, UUID node, UUID job, int how) {
    handle.createUpdate(WATCH).bind("how", how).bind("id", job).bind("node", node).execute();
  }

  private int free(Handle handle, Owned owned, Instant now) {
    int freed = 0;
    for (boolean inLanes : new boolean[] {false, true}) {
      for (String kind : kinds(handle, inLanes)) {
        Instant after = FIRST;
        while (after != null) {
          Page page = page(handle, owned, kind, inLanes, after, now);
          freed += page.freed();
          after = page.last();
        }
      }
    }
    return freed;
  }

  /// Jobs of a node that are to be free.
  private record Owned(UUID node, List<UUID> known, boolean begun, List<String> neverSetAside) {}

  private static Page page(
      Handle handle, Owned owned, String kind, boolean inLanes, Instant after, Instant now) {
    return handle
        .createQuery(inLanes ? FREE_IN_LANES : FREE_WITHOUT_LANE)
        .bind("node", owned.node())
        .bindArray("known", UUID.class, owned.known())
        .bind("begun", owned.begun())
        .bind("most_crashes", MOST_CRASHES)
        .bindArray("never", String.class, owned.neverSetAside())
        .bind("kind", kind)
        .bind("after", after)
        .bind("until", now.plus(CLOCKS_APART))
        .map(
            (row, _) -> {
              OffsetDateTime last = row.getObject("last", OffsetDateTime.class);
              return new Page(last == null ? null : last.toInstant(), row.getInt("freed"));
            })
        .one();
  }

  /// The first of the jobs that are set aside.
  List<UUID> setAside(Handle handle) {
    return handle
        .createQuery("select id from job where state = 'set_aside' order by id limit 20")
        .mapTo(UUID.class)
        .list();
  }

  void remove(Handle handle, UUID node) {
    handle.createUpdate(REMOVE).bind("node", node).execute();
  }
}
