package dev.brass.server.job;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table of jobs. Thread-safe.
public final class Jobs {

  /// Stores jobs in the caller's transaction, in one statement. Call [#wake] after its commit.
  public void enqueue(Handle handle, List<NewJob> jobs) {
    throw new IllegalStateException();
  }

  /// Acknowledges running jobs as done in the caller's transaction, so that what a job did and its
  /// acknowledgement are one commit. The handler then returns [JobResult.Done]. A job that another
  /// node has taken over meanwhile is left alone.
  public void settle(Handle handle, List<Job> jobs) {
    throw new IllegalStateException();
  }

  /// Moves a clock forward: every waiting job that follows it becomes due earlier by `advance`; a
  /// running one that snoozes will have snoozed since before the move.
  public void moveClock(Handle handle, UUID clock, Duration advance) {
    throw new IllegalStateException();
  }

  /// Lets workers, here and on other nodes, look for due jobs now instead of at their next poll.
  public void wake() {
    throw new IllegalStateException();
  }
}
