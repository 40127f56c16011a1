package dev.brass.server.job;

import dev.brass.server.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The regular upkeep of the table, on a thread of its own: old jobs that ended are deleted, the
/// others counted. For one thread.
final class Upkeep {

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  /// Counting reads the whole table; at most this part of the time goes into it.
  private static final int COUNT_SHARE = 100;

  private static final int MOST_DELETED = 1_000;

  private final Database database;
  private final InstantSource time;
  private final JobMetrics metrics;
  private final StoreLimits stores;
  private final Duration retention;
  private final StoredJobRepository repository = new StoredJobRepository();

  Upkeep(
      Database database,
      InstantSource time,
      JobMetrics metrics,
      StoreLimits stores,
      Duration retention) {
    this.database = database;
    this.time = time;
    this.metrics = metrics;
    this.stores = stores;
    this.retention = retention;
  }

  /// Does its work until the thread is interrupted.
  void loop() {
    try {
      while (true) {
        try {
          run();
        } catch (RuntimeException e) {
          log.warn("Could not tidy or count the jobs; it is tried again", e);
        }
        Thread.sleep(BETWEEN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Does its work once.
  void run() throws InterruptedException {
    Instant before = time.instant().minus(retention);
    int deleted;
    do {
      deleted =
          database.jdbi().withHandle(handle -> repository.expire(handle, before, MOST_DELETED));
    } while (deleted == MOST_DELETED);
    TableWalk walk = new TableWalk(database, stores.known());
    long begun = System.nanoTime();
    while (walk.next()) {
      walk.freeOrphans();
      if (walk.hasNext()) {
        Thread.sleep(Duration.ofNanos((System.nanoTime() - begun) * (COUNT_SHARE - 1)));
      }
      begun = System.nanoTime();
    }
    metrics.stored(walk.counts(), walk.unknownStores());
    Instant now = time.instant();
    database.relaxed(
        handle -> {
          repository.backlogs(handle, walk.backlogs(), now);
          return walk;
        });
    if (walk.orphans() > 0) {
      log.warn("Freed {} jobs whose nodes are gone", walk.orphans());
    }
  }
}
