package dev.brass.server.job;

import dev.brass.server.db.Database;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A job that there is once for the whole installation and that never ends: each run snoozes until
/// the next one. Thread-safe.
public final class StandingJob {

  private static final UUID NIL = new UUID(0, 0);
  private static final int MOST = 10;

  private final Database database;
  private final Jobs jobs;
  private final String kind;

  public StandingJob(Database database, Jobs jobs, String kind) {
    this.database = database;
    this.jobs = jobs;
    this.kind = kind;
  }

  /// Sees to it that there is a job. Two nodes that start together may both store one; the later
  /// one ends at its first run, if its handler asks [#isTheOne].
  public void start() {
    if (first().isEmpty()) {
      NewJob job = new NewJob(NIL, kind, NIL, "", kind, Duration.ZERO, null);
      database.jdbi().useTransaction(handle -> jobs.enqueue(handle, List.of(job)));
      jobs.wake();
    }
  }

  /// Whether a job is the one that goes on; another one of its kind has nothing to do.
  public boolean isTheOne(Job job) {
    return first().map(StoredJob::id).filter(job.id()::equals).isPresent();
  }

  private Optional<StoredJob> first() {
    return jobs.list(new JobFilter(NIL, kind, null), null, MOST).stream()
        .filter(job -> job.finishedAt() == null)
        .findFirst();
  }
}
