package dev.brass.server.webhook;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The job kind `deliver-waiting`: creates jobs for the messages that waited for a paused endpoint,
/// oldest first.
///
/// *What a job means*: an endpoint was resumed while messages waited for it; the payload is its
/// mode. *Who moves it out*: this class, when none wait any more. *A crash here* leaves the
/// remaining messages waiting and the job to another node: a message leaves the list in the
/// transaction that stores its job.
final class WaitingMessages implements JobHandler {

  static final String KIND = "deliver-waiting";

  private static final UUID NIL = new UUID(0, 0);
  private static final int PAGE = 500;

  private final Database database;
  private final Jobs jobs;
  private final PersonalData personal;
  private final Rounds rounds;

  WaitingMessages(Database database, Jobs jobs, PersonalData personal, Rounds rounds) {
    this.personal = personal;
    this.database = database;
    this.jobs = jobs;
    this.rounds = rounds;
  }

  /// Ensures, in the transaction that resumes an endpoint, that its waiting messages are delivered.
  void release(Handle handle, TenantId tenant, Mode mode) {
    if (WaitingRepository.any(handle, tenant, mode)) {
      String lane = KIND + ":" + mode;
      jobs.enqueue(
          handle,
          List.of(
              NewJob.of(KIND, tenant.value(), tenant.value())
                  .payload(mode.name())
                  .lane(lane)
                  .in(JobScope.test(mode == Mode.TEST))));
    }
  }

  @Override
  public JobResult run(Job job) throws InterruptedException {
    TenantId tenant = new TenantId(job.tenantId());
    Mode mode = Mode.valueOf(job.payload());
    UUID after = NIL;
    long place = 0;
    List<UUID> page;
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      UUID start = after;
      long first = place;
      page = database.jdbi().inTransaction(handle -> move(handle, tenant, mode, start, first));
      jobs.wake();
      after = page.isEmpty() ? after : page.getLast();
      place += page.size();
    } while (page.size() == PAGE);
    return JobResult.done();
  }

  /// No other job would deliver the waiting messages.
  @Override
  public JobResult end(Job job, String why) throws InterruptedException {
    return run(job);
  }

  /// Should the endpoint be paused again meanwhile, the messages return to the list; those that
  /// were read are not read twice.
  private List<UUID> move(Handle handle, TenantId tenant, Mode mode, UUID after, long place) {
    List<UUID> taken = WaitingRepository.take(handle, tenant, mode, after, PAGE);
    if (!taken.isEmpty()) {
      jobs.enqueue(
          handle,
          rounds.of(tenant, MessageRepository.findAll(handle, personal, tenant, taken), place));
    }
    return taken;
  }
}
