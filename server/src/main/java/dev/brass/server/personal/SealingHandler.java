package dev.brass.server.personal;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StandingJob;
import java.time.Duration;

/// The job kind `seal-rows`: seals rows that older versions left in clear, page by page, and checks
/// now and then whether any are, as after a restore. The whole installation has one, which never
/// ends. *A crash here* leaves whole pages sealed, and the others to the next run.
final class SealingHandler implements JobHandler {

  static final String KIND = "seal-rows";

  /// The pause between two pages, so that orders find the database free.
  private static final Duration BREATH = Duration.ofMillis(50);

  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final StandingJob standing;
  private final PersonalRows rows;

  SealingHandler(Database database, Jobs jobs, PersonalRows rows) {
    this.standing = new StandingJob(database, jobs, KIND);
    this.rows = rows;
  }

  void start() {
    standing.start();
  }

  @Override
  public JobResult run(Job job) {
    if (!standing.isTheOne(job)) {
      return JobResult.done();
    }
    return new JobResult.Snooze(rows.sealSome() > 0 ? BREATH : PAUSE);
  }
}
