package dev.brass.server.webhook;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StandingJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The job kind `delete-old-messages`: deletes delivered messages 30 days after they were created.
/// Those that were given up stay. It also deletes secrets that were replaced and are no longer
/// valid.
///
/// *What a job means*: the whole installation has one, which never ends; each run goes through all
/// tenants in small transactions and then snoozes for an hour. *A crash here* leaves the messages
/// that are not deleted yet to the next run.
final class OldMessages implements JobHandler {

  static final String KIND = "delete-old-messages";

  private static final UUID NIL = new UUID(0, 0);
  private static final Duration RETENTION = Duration.ofDays(30);
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int PAGE = 500;

  private final Database database;
  private final StandingJob standing;
  private final InstantSource clock;

  OldMessages(Database database, Jobs jobs, InstantSource clock) {
    this.database = database;
    this.standing = new StandingJob(database, jobs, KIND);
    this.clock = clock;
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
    Instant now = clock.instant();
    UUID before = firstIdAt(now.minus(RETENTION));
    database.jdbi().useHandle(handle -> EndpointRepository.dropOldSecrets(handle, now));
    UUID tenant = NIL;
    for (Optional<UUID> next = next(tenant); next.isPresent(); next = next(tenant)) {
      tenant = next.get();
      delete(tenant, before);
    }
    return new JobResult.Snooze(PAUSE);
  }

  private Optional<UUID> next(UUID tenant) {
    return database.jdbi().withHandle(handle -> OldMessageRepository.nextTenant(handle, tenant));
  }

  private void delete(UUID tenant, UUID before) throws InterruptedException {
    UUID after = NIL;
    List<OldMessageRepository.Old> page;
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      UUID start = after;
      page =
          database
              .jdbi()
              .inTransaction(
                  handle -> {
                    List<OldMessageRepository.Old> old =
                        OldMessageRepository.page(handle, tenant, start, before, PAGE);
                    List<UUID> delivered =
                        old.stream()
                            .filter(OldMessageRepository.Old::delivered)
                            .map(OldMessageRepository.Old::id)
                            .toList();
                    if (!delivered.isEmpty()) {
                      OldMessageRepository.delete(handle, tenant, delivered);
                    }
                    return old;
                  });
      after = page.isEmpty() ? after : page.getLast().id();
    } while (page.size() == PAGE);
  }

  /// Less than every UUIDv7 that is made from `time` on.
  static UUID firstIdAt(Instant time) {
    return new UUID(time.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L);
  }
}
