package dev.brass.server.mail;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StandingJob;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/// The job kind `erase-old-mails`: erases the content of mails 30 days after they were written;
/// their outcome stays. The whole installation has one, which never ends. *A crash here* leaves the
/// mails that are not erased yet to the next run.
final class ErasingHandler implements JobHandler {

  static final String KIND = "erase-old-mails";

  private static final Duration RETENTION = Duration.ofDays(30);
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int PAGE = 500;

  private final Database database;
  private final StandingJob standing;
  private final InstantSource system;
  private final MailRepository repository;

  ErasingHandler(Database database, MailRepository repository, Jobs jobs, InstantSource system) {
    this.repository = repository;
    this.database = database;
    this.standing = new StandingJob(database, jobs, KIND);
    this.system = system;
  }

  /// Ensures that the job exists.
  void start() {
    standing.start();
  }

  @Override
  public JobResult run(Job job) throws InterruptedException {
    if (!standing.isTheOne(job)) {
      return JobResult.done();
    }
    long millis = system.instant().minus(RETENTION).toEpochMilli();
    UUID before = new UUID(millis << 16 | 0x7000, 0x8000_0000_0000_0000L);
    int erased;
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      erased = database.jdbi().inTransaction(handle -> repository.erase(handle, before, PAGE));
    } while (erased == PAGE);
    return new JobResult.Snooze(PAUSE);
  }
}
