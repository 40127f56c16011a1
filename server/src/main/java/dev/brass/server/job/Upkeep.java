package dev.brass.server.job;

import dev.brass.server.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// What is done to the table now and then: old jobs that ended are deleted, the others counted. For
/// one thread.
final class Upkeep {

  private static final Duration BETWEEN = Duration.ofMinutes(1);

  /// Counting reads the whole table; at most this part of the time goes into it.
  private static final int COUNT_SHARE = 100;

  private static final int MOST_DELETED = 1_000;

  private final Database database;
  private final InstantSource time;
  private final JobMetrics metrics;
  private final Duration retention;
  private final StoredJobRepository repository = new StoredJobRepository();
  private Instant next = Instant.MIN;

  Upkeep(Database database, InstantSource time, JobMetrics metrics, Duration retention) {
    this.database = database;
    this.time = time;
    this.metrics = metrics;
    this.retention = retention;
  }

  /// Does its work if the last time is long enough ago.
  void run() {
    Instant now = time.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(BETWEEN);
    Instant before = now.minus(retention);
    database.jdbi().useHandle(handle -> repository.expire(handle, before, MOST_DELETED));
    Instant begun = time.instant();
    metrics.stored(database.jdbi().withHandle(repository::count));
    Duration pause = Duration.between(begun, time.instant()).multipliedBy(COUNT_SHARE);
    if (pause.compareTo(BETWEEN) > 0) {
      next = now.plus(pause);
    }
  }
}
