package dev.brass.server.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The operators' view of the table of jobs, and their actions on jobs that ended. Thread-safe.
final class StoredJobRepository {

  private static final String LIST =
      """
      select id, tenant_id, kind, subject, lane, state, due_at, attempt, node, error, enqueued_at,
             finished_at
      from job
      where id > :after
        and (cast(:tenant as uuid) is null or tenant_id = cast(:tenant as uuid))
        and (cast(:kind as text) is null or kind = cast(:kind as text))
        and (cast(:state as text) is null
             or state = cast(:state as text) and (node is not null) = :running)
      order by id
      limit :most
      """;

  private static final String ENDED =
      """
      select id, tenant_id, kind, subject, lane, state, due_at, attempt, node, error, enqueued_at,
             finished_at
      from job
      where (finished_at, id) < (:before, :before_id)
      order by finished_at desc, id desc
      limit :most
      """;

  private static final String RETRY =
      """
      update job
      set state = 'ready', attempt = 0, due_at = :now, enqueued_at = :now, finished_at = null,
          crashes = 0, alone_crashes = 0, watched = 0
      where id = :id and state in ('discarded', 'cancelled', 'set_aside')
      """;

  private static final String DELETE =
      """
      delete from job where id = :id and state in ('discarded', 'cancelled', 'set_aside')
      """;

  private static final String BLOCKS =
      """
      select pg_relation_size('job') / cast(current_setting('block_size') as int)
      """;

  /// Reads a part of the table in the order of the disk.
  private static final String COUNT =
      """
      select kind, state, node is not null as running, tenant_id,
             case when store = any(:known) then '' else store end as unknown, count(*) as jobs
      from job
      where ctid >= cast(:first as tid) and ctid < cast(:end as tid)
      group by 1, 2, 3, 4, 5
      """;

  /// Jobs whose node is gone without a takeover. There should be none: a node's row is deleted
  /// after it has no jobs.
  private static final String FREE_ORPHANS =
      """
      with orphan as materialized (
        select id, node from job
        where ctid >= cast(:first as tid) and ctid < cast(:end as tid) and node is not null
          and not exists (select from node where node.id = job.node))
      update job set node = null
      from orphan
      where job.id = orphan.id and job.node = orphan.node
      """;

  private static final String EXPIRE =
      """
      delete from job where id in (
        select id from job where finished_at < :before order by finished_at limit :most
        for update skip locked)
      """;

  private static final UUID FIRST = new UUID(0, 0);
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  List<StoredJob> list(Handle handle, JobFilter filter, @Nullable UUID after, int most) {
    JobState state = filter.state();
    boolean running = state == JobState.RUNNING;
    return handle
        .createQuery(LIST)
        .bind("after", after == null ? FIRST : after)
        .bind("tenant", filter.tenantId())
        .bind("kind", filter.kind())
        .bind("state", state == null ? null : running ? "ready" : state.stored())
        .bind("running", running)
        .bind("most", most)
        .map(StoredJobRepository::stored)
        .list();
  }

  List<StoredJob> ended(Handle handle, @Nullable StoredJob before, int most) {
    return handle
        .createQuery(ENDED)
        .bind("before", before == null ? NEVER : before.finishedAt())
        .bind("before_id", before == null ? FIRST : before.id())
        .bind("most", most)
        .map(StoredJobRepository::stored)
        .list();
  }

  boolean retry(Handle handle, UUID id, Instant now) {
    return handle.createUpdate(RETRY).bind("id", id).bind("now", now).execute() == 1;
  }

  boolean delete(Handle handle, UUID id) {
    return handle.createUpdate(DELETE).bind("id", id).execute() == 1;
  }

  /// Jobs of a part of the table.
  ///
  /// @param unknownStore the store that they act at, if it is not known here; else empty
  /// @param tenant whose they are
  record Counted(JobCount count, String unknownStore, UUID tenant) {}

  /// The number of blocks of the table.
  long blocks(Handle handle) {
    return handle.createQuery(BLOCKS).mapTo(Long.class).one();
  }

  /// Counts the jobs in some of the table's blocks.
  List<Counted> count(Handle handle, long first, long end, Collection<String> known) {
    return handle
        .createQuery(COUNT)
        .bind("first", block(first))
        .bind("end", block(end))
        .bindArray("known", String.class, known.toArray())
        .map(
            (row, _) ->
                new Counted(
                    new JobCount(
                        row.getString("kind"),
                        JobState.of(row.getString("state"), row.getBoolean("running")),
                        row.getLong("jobs")),
                    row.getString("unknown"),
                    row.getObject("tenant_id", UUID.class)))
        .list();
  }

  /// Keeps whose many jobs wait.
  void backlogs(Handle handle, Map<UUID, Long> jobs, Instant now) {
    handle.execute("delete from tenant_backlog");
    handle
        .createUpdate(
            """
            insert into tenant_backlog (tenant_id, jobs, counted_at)
            select tenant, jobs, :now from unnest(:tenants, :jobs) as n (tenant, jobs)
            on conflict (tenant_id) do update
              set jobs = excluded.jobs, counted_at = excluded.counted_at
            """)
        .bindArray("tenants", UUID.class, jobs.keySet().toArray())
        .bindArray("jobs", Long.class, jobs.values().toArray())
        .bind("now", now)
        .execute();
  }

  /// Makes jobs of nodes that no longer exist available again; returns their number.
  int freeOrphans(Handle handle, long first, long end) {
    return handle
        .createUpdate(FREE_ORPHANS)
        .bind("first", block(first))
        .bind("end", block(end))
        .execute();
  }

  private static String block(long number) {
    return "(" + number + ",0)";
  }

  /// Deletes discarded and cancelled jobs that ended before; returns their number, `most` at most.
  int expire(Handle handle, Instant before, int most) {
    return handle.createUpdate(EXPIRE).bind("before", before).bind("most", most).execute();
  }

  private static StoredJob stored(ResultSet row, StatementContext context) throws SQLException {
    UUID node = row.getObject("node", UUID.class);
    OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
    return new StoredJob(
        row.getObject("id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        row.getString("kind"),
        row.getObject("subject", UUID.class),
        row.getString("lane"),
        JobState.of(row.getString("state"), node != null),
        row.getObject("due_at", OffsetDateTime.class).toInstant(),
        row.getInt("attempt"),
        node,
        row.getString("error"),
        row.getObject("enqueued_at", OffsetDateTime.class).toInstant(),
        finished == null ? null : finished.toInstant());
  }
}
