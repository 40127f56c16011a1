package dev.brass.server.onboarding;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StandingJob;
import dev.brass.server.secret.Sealer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The job `bind-secrets`: seals again the values that older versions sealed without binding them
/// to their row.
///
/// *What a job means*: the whole installation has one; each run goes through all columns in small
/// transactions, and the next one comes a month later, for rows that a node of an older version has
/// written meanwhile. *A crash here* leaves the remaining rows to the next run.
final class BindingHandler implements JobHandler {

  static final String KIND = "bind-secrets";

  private static final Duration PAUSE = Duration.ofDays(30);
  private static final int PAGE = 200;

  private static final List<SealedColumn> ALL =
      Stream.of(TenantDataRepository.SEALED, TenantDataRepository.SEALED_AND_LEFT)
          .flatMap(List::stream)
          .toList();

  private final Database database;
  private final StandingJob standing;
  private final Sealer sealer;
  private final BindingRepository repository = new BindingRepository();

  BindingHandler(Database database, Jobs jobs, Sealer sealer) {
    this.database = database;
    this.standing = new StandingJob(database, jobs, KIND);
    this.sealer = sealer;
  }

  void start() {
    standing.start();
  }

  @Override
  public JobResult run(Job job) throws InterruptedException {
    if (!standing.isTheOne(job)) {
      return JobResult.done();
    }
    for (SealedColumn column : ALL) {
      @Nullable String after = BindingRepository.FIRST;
      while (after != null) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        String start = after;
        after =
            database
                .jdbi()
                .inTransaction(handle -> repository.bind(handle, column, start, PAGE, sealer));
      }
    }
    return new JobResult.Snooze(PAUSE);
  }
}
