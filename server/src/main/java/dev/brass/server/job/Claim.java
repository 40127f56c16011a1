package dev.brass.server.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job while this node has it, from its claim to its acknowledgement. Thread-safe.
final class Claim {

  private final Job job;
  private final UUID node;
  private final KindLimit limit;
  private @Nullable Thread runner;
  private boolean interrupted;
  private volatile boolean settled;

  /// A claim.
  ///
  /// @param node the id under which this process claimed it: an acknowledgement under another one
  ///     finds nothing
  Claim(Job job, UUID node, KindLimit limit) {
    this.job = job;
    this.node = node;
    this.limit = limit;
  }

  Job job() {
    return job;
  }

  UUID node() {
    return node;
  }

  KindLimit limit() {
    return limit;
  }

  /// Says that the calling thread runs the job; false when it must not any more.
  synchronized boolean begin() {
    runner = Thread.currentThread();
    return !interrupted;
  }

  /// Says that the job's code has ended. After this its thread is not interrupted any more.
  synchronized void end() {
    runner = null;
  }

  /// Asks the job's code to stop, because its node goes or has lost it.
  synchronized void interrupt() {
    interrupted = true;
    if (runner != null) {
      runner.interrupt();
    }
  }

  synchronized boolean interrupted() {
    return interrupted;
  }

  /// Says that a committed transaction of the job's code has acknowledged it.
  void settle() {
    settled = true;
  }

  boolean settled() {
    return settled;
  }
}
