package dev.brass.server.order;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StandingJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// The job `erase-log-ins`: erases the store log-ins and webhook receivers of orders and
/// after-sales tasks once they are no longer needed. Orders that are not final keep theirs.
///
/// *What a job means*: there is one for the whole installation, which never ends; each run erases
/// what is old enough in small transactions and then snoozes. *A crash here* leaves the rest to the
/// next run.
public final class LogInErasing implements JobHandler {

  static final String KIND = "erase-log-ins";

  private static final Duration PAUSE = Duration.ofHours(6);
  private static final int PAGE = 500;

  private final Database database;
  private final StandingJob standing;
  private final Duration kept;
  private final InstantSource clock;
  private final LogInErasingRepository repository = new LogInErasingRepository();

  /// The job, wired.
  ///
  /// @param kept how long after an order, or an after-sales task, was submitted
  /// @param clock the system clock
  public LogInErasing(Database database, Jobs jobs, Duration kept, InstantSource clock) {
    this.database = database;
    this.standing = new StandingJob(database, jobs, KIND);
    this.kept = kept;
    this.clock = clock;
  }

  public List<JobKind> jobKinds() {
    return List.of(
        JobKind.of(KIND, this)
            .attempts(Integer.MAX_VALUE)
            .backoff(Duration.ofSeconds(10), Duration.ofMinutes(15))
            .ending(
                JobEnd.standing(
                    "Erases log-ins of orders and after-sales tasks that are older than"
                        + " `orders.keep-log-ins`, every six hours.")));
  }

  /// Creates the job if it does not exist.
  public void start() {
    standing.start();
  }

  @Override
  public JobResult run(Job job) throws InterruptedException {
    if (!standing.isTheOne(job)) {
      return JobResult.done();
    }
    UUID before = firstIdAt(clock.instant().minus(kept));
    for (LogInErasingRepository.Place place : LogInErasingRepository.Place.values()) {
      erase(place, before);
    }
    return new JobResult.Snooze(PAUSE);
  }

  private void erase(LogInErasingRepository.Place place, UUID before) throws InterruptedException {
    UUID after = new UUID(0, 0);
    List<UUID> page;
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      UUID start = after;
      page =
          database
              .jdbi()
              .inTransaction(handle -> repository.erase(handle, place, start, before, PAGE));
      after = page.isEmpty() ? after : page.getLast();
    } while (page.size() == PAGE);
  }

  /// A lower bound of all ids that are made from `time` on.
  private static UUID firstIdAt(Instant time) {
    return new UUID(time.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L);
  }
}
