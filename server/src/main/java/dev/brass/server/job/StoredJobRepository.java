package dev.brass.server.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// What operators see of the table of jobs, and do to jobs that ended. Thread-safe.
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
      set state = 'ready', attempt = 0, due_at = :now, enqueued_at = :now, finished_at = null
      where id = :id and state in ('discarded', 'cancelled')
      """;

  private static final String DELETE =
      """
      delete from job where id = :id and state in ('discarded', 'cancelled')
      """;

  private static final String COUNT =
      """
      select kind, state, node is not null as running, count(*) as jobs
      from job
      group by 1, 2, 3
      order by 1, 2, 3
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

  List<JobCount> count(Handle handle) {
    return handle
        .createQuery(COUNT)
        .map(
            (row, _) ->
                new JobCount(
                    row.getString("kind"),
                    JobState.of(row.getString("state"), row.getBoolean("running")),
                    row.getLong("jobs")))
        .list();
  }

  /// Deletes discarded and cancelled jobs that ended before; gives their number, `most` at most.
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
