package dev.brass.server.job;

import com.fasterxml.uuid.NoArgGenerator;
import dev.brass.server.db.Ids;
import dev.brass.server.db.WriteBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The rows of jobs that wait or run. Thread-safe.
final class JobRepository {

  /// The class of a job is found here, so that callers need not know its tenant's kind: all tenants
  /// of agents are one share, and so are all unclaimed sandboxes.
  private static final String INSERT =
      """
      insert into job
        (id, tenant_id, kind, subject, payload, lane, clock, due_at, enqueued_at, store, class,
         share)
      select j.id, j.tenant_id, j.kind, j.subject, j.payload, j.lane, j.clock,
             cast(:now as timestamptz) + j.delay_us * interval '1 microsecond', :now, j.store,
             case owner.kind when 'agent' then 1 when 'sandbox' then 2 else j.class end,
             case when owner.kind <> 'account' or j.class in (1, 2)
                  then '00000000-0000-0000-0000-000000000000' else j.tenant_id end
      from unnest(:ids, :tenants, :kinds, :subjects, :payloads, :lanes, :clocks, :delays, :stores,
                  :classes)
           as j (id, tenant_id, kind, subject, payload, lane, clock, delay_us, store, class)
      left join tenant as owner on owner.id = j.tenant_id
      """;

  /// Commits without waiting for the disk, in the one round trip of its own statement. A claim or
  /// an acknowledgement that PostgreSQL loses in a crash means a job that runs again, which may
  /// happen anyway; and whatever commits durably later in the log takes it along.
  static final String RELAXED = "(select set_config('synchronous_commit', 'off', true)) = 'off'";

  static final String COLUMNS =
      """
      job.id, job.tenant_id, job.kind, job.subject, job.payload, job.lane, job.clock, job.attempt,
      job.due_at, job.enqueued_at, job.store, job.class, job.share, job.crashes,
      job.alone_crashes
      """;

  /// The lock on the node's own row keeps others from taking this node's jobs over between the
  /// claim and its commit; a node that was declared dead claims nothing.
  private static final String CLAIM =
      """
      with me as materialized (
        select id from node where id = :node and dead_at is null for key share)
      update job
      set node = :node, attempt = attempt + 1, shifted_us = 0
      where %s and id = any(array(
        select due.id
        from me
        cross join unnest(:kinds, :limits, :floors) as wanted (kind, most, floor)
        cross join lateral (
          select id from job
          where kind = wanted.kind and lane is null and state = 'ready' and node is null
            and due_at <= :now and due_at >= wanted.floor and store = any(:open) and kind <> ''
          order by due_at limit wanted.most
          for update skip locked) as due))
      returning %s
      """
          .formatted(RELAXED, COLUMNS);

  private static final String STAND =
      """
      insert into job (id, tenant_id, kind, subject, payload, lane, due_at, enqueued_at)
      values (:id, :nobody, :kind, :nobody, '', :kind, :now, :now)
      on conflict (id) do update
      set state = 'ready', attempt = 0, due_at = :now, finished_at = null
      where job.finished_at is not null
      """;

  /// The due time of the first job that is not due yet.
  private static final String NEXT_DUE =
      """
      select min(first.due_at)
      from unnest(:kinds) as wanted (kind)
      cross join lateral (
        (select due_at from job
         where kind = wanted.kind and lane is null and state = 'ready' and due_at > :now
           and kind <> ''
         order by due_at limit 1)
        union all
        (select due_at from job
         where kind = wanted.kind and lane is not null and state = 'ready' and due_at > :now
           and kind <> ''
         order by due_at limit 1)) as first
      """;

  private static final String DELETE =
      """
      delete from job where id = any(:ids) and node = :node
      """;

  private static final String DELETE_AND_FREE =
      """
      with gone as (
        delete from job where id = any(:ids) and node = :node
        returning id, tenant_id, lane)
      delete from job_lane as taken
      using gone
      where gone.id = any(:last) and taken.tenant_id = gone.tenant_id
        and taken.lane = gone.lane and taken.node = :node
      """;

  private static final String DELETE_RELAXED =
      """
      delete from job where id = any(:ids) and node = :node and %s
      """
          .formatted(RELAXED);

  /// Locks in the order of ids, whatever plan PostgreSQL chooses, so that it and the move of a
  /// clock cannot wait for each other.
  private static final String END =
      """
      with held as materialized (
        select id from job where id = any(:ids) and node = :node order by id for update),
      ended as (
        update job
        set node = null, state = e.state, attempt = e.attempt,
            due_at = coalesce(
                cast(:now as timestamptz) + (e.delay_us - shifted_us) * interval '1 microsecond',
                due_at),
            error = coalesce(e.error, job.error),
            crashes = 0, alone_crashes = 0, watched = 0,
            finished_at = case when e.state <> 'ready' then cast(:now as timestamptz) end
        from unnest(:ids, :states, :attempts, :delays, :errors)
             as e (id, state, attempt, delay_us, error)
        join held on held.id = e.id
        where job.id = e.id
        returning job.id, job.tenant_id, job.lane)
      delete from job_lane as taken
      using ended
      where ended.id = any(:last) and taken.tenant_id = ended.tenant_id
        and taken.lane = ended.lane and taken.node = :node
      returning taken.tenant_id, taken.lane
      """;

  /// Locks in the order of ids, as [#END] does.
  private static final String MOVE_CLOCK =
      """
      with moved as materialized (
        select id from job
        where clock = :clock and state in ('ready', 'parked')
        order by id for update)
      update job
      set due_at = due_at - :advance_us * interval '1 microsecond',
          shifted_us = shifted_us + :advance_us
      from moved where job.id = moved.id
      """;

  private static final UUID NOBODY = new UUID(0, 0);

  // Ids of one statement ascend, so that jobs that are due at once keep the order of the list.
  private final NoArgGenerator ids = Ids.ascending();

  /// A job that has just been claimed.
  ///
  /// @param dueAt since when it was due
  /// @param queue where it waited
  /// @param crashes the processes that it may have ended
  record Claimed(Job job, Instant dueAt, Queue queue, Crashes crashes) {}

  /// Processes in a row that died while a job ran.
  ///
  /// @param alone how many of them while nothing else ran
  record Crashes(int all, int alone) {

    static final Crashes NONE = new Crashes(0, 0);
  }

  /// The jobs that a claim looks for.
  ///
  /// @param most how many jobs of the kind are wanted at most
  /// @param floor jobs that were due before are skipped (those without a lane); normally there are
  ///     none, only the remains of deleted rows and running jobs, which cost time to pass over
  record Wanted(String kind, int most, Instant floor) {}

  /// The end of a run that did not simply succeed.
  ///
  /// @param delay until it is due again; null when it must not run again
  record End(
      UUID id, JobState state, int attempt, @Nullable Duration delay, @Nullable String error) {}

  void insert(WriteBatch writes, List<NewJob> jobs, Instant now) {
    bind(writes.add(INSERT), jobs, now);
  }

  void insert(WriteBatch writes, List<NewJob> jobs, Instant now, Subjects subjects) {
    WriteBatch.Step step =
        writes.add(
            "with subject as (\n"
                + subjects.insert()
                + ")\n"
                + INSERT
                + "where j.subject in (select id from subject)");
    subjects.rows().bind(step);
    bind(step, jobs, now);
  }

  /// Stores a job without a tenant, unless it exists and has not ended.
  void stand(Handle handle, UUID id, String kind, Instant now) {
    handle
        .createUpdate(STAND)
        .bind("id", id)
        .bind("nobody", NOBODY)
        .bind("kind", kind)
        .bind("now", now)
        .execute();
  }

  private void bind(WriteBatch.Step step, List<NewJob> jobs, Instant now) {
    step.bind("now", now)
        .bindArray("ids", UUID.class, column(jobs, _ -> ids.generate()))
        .bindArray("tenants", UUID.class, column(jobs, NewJob::tenantId))
        .bindArray("kinds", String.class, column(jobs, NewJob::kind))
        .bindArray("subjects", UUID.class, column(jobs, NewJob::subject))
        .bindArray("payloads", String.class, column(jobs, NewJob::payload))
        .bindArray("lanes", String.class, column(jobs, NewJob::lane))
        .bindArray("clocks", UUID.class, column(jobs, NewJob::clock))
        .bindArray("delays", Long.class, column(jobs, job -> micros(job.delay())))
        .bindArray("stores", String.class, column(jobs, job -> job.scope().store()))
        .bindArray("classes", Integer.class, column(jobs, job -> job.scope().jobClass().stored()));
  }

  private static <T> List<@Nullable Object> column(
      List<T> rows, Function<? super T, ? extends @Nullable Object> value) {
    List<@Nullable Object> column = new ArrayList<>(rows.size());
    rows.forEach(row -> column.add(value.apply(row)));
    return column;
  }

  /// Claims due jobs without a lane, the earliest first, in a transaction of its own.
  ///
  /// @param open the stores whose jobs are claimed; the empty one for those without
  List<Claimed> claim(
      Handle handle, UUID node, List<Wanted> wanted, Set<String> open, Instant now) {
    return handle
        .createQuery(CLAIM)
        .bind("node", node)
        .bind("now", now)
        .bindArray("open", String.class, open.toArray())
        .bindArray("kinds", String.class, wanted.stream().map(Wanted::kind).toArray())
        .bindArray("limits", Integer.class, wanted.stream().map(Wanted::most).toArray())
        .bindArray("floors", Instant.class, wanted.stream().map(Wanted::floor).toArray())
        .map(JobRepository::claimed)
        .list();
  }

  Optional<Instant> nextDue(Handle handle, List<String> kinds, Instant now) {
    return handle
        .createQuery(NEXT_DUE)
        .bind("now", now)
        .bindArray("kinds", String.class, kinds)
        .map((row, _) -> row.getObject(1, OffsetDateTime.class))
        .stream()
        .flatMap(Stream::ofNullable)
        .map(OffsetDateTime::toInstant)
        .findFirst();
  }

  /// Deletes jobs that `node` runs.
  void delete(WriteBatch writes, UUID node, List<UUID> done) {
    writes.add(DELETE).bind("node", node).bindArray("ids", UUID.class, done);
  }

  /// Deletes jobs that `node` runs, and frees lanes. [LaneRepository#promote] follows in the same
  /// script.
  ///
  /// @param last jobs whose lanes are freed if `node` still held them
  void deleteAndFree(WriteBatch writes, UUID node, List<UUID> done, List<UUID> last) {
    writes
        .add(DELETE_AND_FREE)
        .bind("node", node)
        .bindArray("ids", UUID.class, done)
        .bindArray("last", UUID.class, last);
  }

  /// Deletes jobs that `node` runs, in a transaction of its own.
  void deleteRelaxed(Handle handle, UUID node, List<UUID> done) {
    handle
        .createUpdate(DELETE_RELAXED)
        .bind("node", node)
        .bindArray("ids", UUID.class, done)
        .execute();
  }

  /// Writes the ends of runs that leave their jobs in the table, and frees lanes; returns these
  /// lanes. [LaneRepository#promote] follows in the same transaction.
  ///
  /// @param last jobs whose lanes are freed if `node` still held them
  List<Lane> end(Handle handle, UUID node, List<End> ends, List<UUID> last, Instant now) {
    return handle
        .createQuery(END)
        .bind("node", node)
        .bind("now", now)
        .bindArray("ids", UUID.class, ends.stream().map(End::id).toArray())
        .bindArray("last", UUID.class, last)
        .bindArray("states", String.class, ends.stream().map(end -> end.state().stored()).toArray())
        .bindArray("attempts", Integer.class, ends.stream().map(End::attempt).toArray())
        .bindArray("delays", Long.class, ends.stream().map(JobRepository::delayMicros).toArray())
        .bindArray("errors", String.class, ends.stream().map(End::error).toArray())
        .map(ConstructorMapper.of(Lane.class))
        .list();
  }

  void moveClock(Handle handle, UUID clock, Duration advance) {
    handle
        .createUpdate(MOVE_CLOCK)
        .bind("clock", clock)
        .bind("advance_us", micros(advance))
        .execute();
  }

  private static @Nullable Long delayMicros(End end) {
    return end.delay() == null ? null : (Long) micros(end.delay());
  }

  private static long micros(Duration duration) {
    return Math.addExact(
        Math.multiplyExact(duration.toSeconds(), 1_000_000L), duration.toNanosPart() / 1_000);
  }

  static Claimed claimed(ResultSet row, StatementContext context) throws SQLException {
    String lane = row.getString("lane");
    JobScope scope = new JobScope(JobClass.of(row.getInt("class")), row.getString("store"));
    Job job =
        new Job(
            row.getObject("id", UUID.class),
            row.getObject("tenant_id", UUID.class),
            row.getString("kind"),
            row.getObject("subject", UUID.class),
            row.getString("payload"),
            lane,
            row.getObject("clock", UUID.class),
            row.getInt("attempt"),
            scope,
            row.getObject("enqueued_at", OffsetDateTime.class).toInstant());
    return new Claimed(
        job,
        row.getObject("due_at", OffsetDateTime.class).toInstant(),
        new Queue(
            scope.store(), scope.jobClass(), row.getObject("share", UUID.class), lane != null),
        new Crashes(row.getInt("crashes"), row.getInt("alone_crashes")));
  }
}
