package dev.brass.server.onboarding;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StandingJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The job kind `tidy-sandboxes`: moves rows that came late into claimed sandboxes, ends unclaimed
/// ones, deletes ended ones, and forgets old device codes. The whole installation has one, which
/// never ends. *A crash here* leaves the remaining work to the next run.
final class TidyingHandler implements JobHandler {

  static final String KIND = "tidy-sandboxes";

  private static final Duration PAUSE = Duration.ofMinutes(1);

  /// Longer than any request takes, and than other nodes still accept an old key.
  private static final Duration STRAGGLERS = Duration.ofMinutes(10);

  private static final Duration CODES_KEPT = Duration.ofDays(1);
  private static final int PAGE = 100;

  private final Database database;
  private final StandingJob standing;
  private final Sandboxes sandboxes;
  private final Duration keep;
  private final InstantSource system;
  private final DeviceRepository devices = new DeviceRepository();

  TidyingHandler(
      Database database, Jobs jobs, Sandboxes sandboxes, Duration keep, InstantSource system) {
    this.database = database;
    this.standing = new StandingJob(database, jobs, KIND);
    this.sandboxes = sandboxes;
    this.keep = keep;
    this.system = system;
  }

  void start() {
    standing.start();
  }

  @Override
  public JobResult run(Job job) {
    if (!standing.isTheOne(job)) {
      return JobResult.done();
    }
    Instant now = system.instant();
    sandboxes.follow(now.minus(STRAGGLERS));
    sandboxes.deleteEnded(now.minus(STRAGGLERS), PAGE);
    boolean more = sandboxes.endUnused(now.minus(keep), PAGE);
    database.jdbi().useTransaction(handle -> devices.forget(handle, now.minus(CODES_KEPT)));
    return new JobResult.Snooze(more ? Duration.ZERO : PAUSE);
  }
}
