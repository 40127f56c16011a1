package dev.brass.server.job;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The rows of jobs. Thread-safe.
final class JobRepository {

  private static final String INSERT =
      """
      insert into job (tenant_id, id, kind, subject, payload, lane, clock, due_at, enqueued_at)
      select j.tenant_id, j.id, j.kind, j.subject, j.payload, j.lane, j.clock,
             :now + j.delay_us * interval '1 microsecond', :now
      from unnest(:tenants, :ids, :kinds, :subjects, :payloads, :lanes, :clocks, :delays)
           as j (tenant_id, id, kind, subject, payload, lane, clock, delay_us)
      """;

  private static final String SETTLE =
      """
      delete from job
      using unnest(:tenants, :ids, :attempts) as done (tenant_id, id, attempt)
      where job.tenant_id = done.tenant_id and job.id = done.id
        and job.attempt = done.attempt and job.node = :node and job.state = 'running'
      """;

  private static final String MOVE_CLOCK =
      """
      update job
      set due_at = due_at - :advance, shifted = shifted + :advance
      where clock = :clock and state in ('waiting', 'parked', 'running')
      """;

  // Ids of one statement ascend, so that jobs that are due at once keep the order of the list.
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  void insert(Handle handle, List<NewJob> jobs, Instant now) {
    handle
        .createUpdate(INSERT)
        .bind("now", now)
        .bindArray("tenants", UUID.class, jobs.stream().map(NewJob::tenantId).toList())
        .bindArray("ids", UUID.class, jobs.stream().map(_ -> ids.generate()).toList())
        .bindArray("kinds", String.class, jobs.stream().map(NewJob::kind).toList())
        .bindArray("subjects", UUID.class, jobs.stream().map(NewJob::subject).toList())
        .bindArray("payloads", String.class, jobs.stream().map(NewJob::payload).toList())
        .bindArray("lanes", String.class, nullable(jobs.stream().map(NewJob::lane).toArray()))
        .bindArray("clocks", UUID.class, nullable(jobs.stream().map(NewJob::clock).toArray()))
        .bindArray(
            "delays",
            Long.class,
            jobs.stream().map(job -> job.delay().toNanos() / 1_000).toList())
        .execute();
  }

  void settle(Handle handle, List<Job> jobs, UUID node) {
    handle
        .createUpdate(SETTLE)
        .bindArray("tenants", UUID.class, jobs.stream().map(Job::tenantId).toList())
        .bindArray("ids", UUID.class, jobs.stream().map(Job::id).toList())
        .bindArray("attempts", Integer.class, jobs.stream().map(Job::attempt).toList())
        .bind("node", node)
        .execute();
  }

  void moveClock(Handle handle, UUID clock, Duration advance) {
    handle.createUpdate(MOVE_CLOCK).bind("clock", clock).bind("advance", advance).execute();
  }

  private static @Nullable Object[] nullable(@Nullable Object[] elements) {
    return elements;
  }
}
