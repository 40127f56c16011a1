package dev.brass.server.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.brass.server.db.Database;
import java.util.UUID;

/// A job that exists once for the whole installation and never ends: each run snoozes until the
/// next one. Thread-safe.
///
/// Its id is made of its kind, so that the table's key makes a second one impossible.
public final class StandingJob {

  private final Database database;
  private final Jobs jobs;
  private final String kind;
  private final UUID id;

  public StandingJob(Database database, Jobs jobs, String kind) {
    this.database = database;
    this.jobs = jobs;
    this.kind = kind;
    this.id = UUID.nameUUIDFromBytes(("standing job " + kind).getBytes(UTF_8));
  }

  /// Ensures that the job exists, and that it runs again if it had ended. Any number of nodes may
  /// do so at once.
  public void start() {
    database.jdbi().useTransaction(handle -> jobs.stand(handle, id, kind));
    jobs.wake();
  }

  /// Whether a job is the standing one; another one of its kind, as earlier versions may have left
  /// it, has nothing to do.
  public boolean isTheOne(Job job) {
    return job.id().equals(id);
  }
}
