package dev.brass.server.job;

import dev.brass.server.db.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table of jobs, as this node sees it. Thread-safe.
public final class Jobs {

  private final Database database;
  private final InstantSource time;
  private final UUID node = UUID.randomUUID();
  private final JobRepository repository = new JobRepository();

  public Jobs(Database database, InstantSource time) {
    this.database = database;
    this.time = time;
  }

  /// Stores jobs in the caller's transaction, in one statement. Call [#wake] after its commit.
  public void enqueue(Handle handle, List<NewJob> jobs) {
    if (!jobs.isEmpty()) {
      repository.insert(handle, jobs, time.instant());
    }
  }

  /// Acknowledges running jobs as done in the caller's transaction, so that what a job did and its
  /// acknowledgement are one commit. The handler then returns [JobResult.Done]. A job that another
  /// node has taken over meanwhile is left alone.
  public void settle(Handle handle, List<Job> jobs) {
    if (!jobs.isEmpty()) {
      repository.settle(handle, jobs, node);
    }
  }

  /// Moves a clock forward: every waiting job that follows it becomes due earlier by `advance`; a
  /// running one that snoozes will have snoozed since before the move.
  public void moveClock(Handle handle, UUID clock, Duration advance) {
    repository.moveClock(handle, clock, advance);
  }

  /// Lets workers, here and on other nodes, look for due jobs now instead of at their next poll.
  public void wake() {
    database.jdbi().useHandle(handle -> handle.execute("notify brass_job"));
  }
}
