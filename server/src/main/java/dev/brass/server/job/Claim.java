package dev.brass.server.job;

import dev.brass.server.job.JobRepository.Crashes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job while this node has it, from its claim to its acknowledgement. Thread-safe.
final class Claim {

  private final Job job;
  private final UUID node;
  private final KindLimit limit;
  private final boolean last;
  private final boolean hasSlot;
  private final Crashes crashes;
  private @Nullable Thread runner;
  private boolean interrupted;
  private volatile boolean ended;
  private volatile boolean settled;

  /// A claim.
  ///
  /// @param node the id under which this process claimed it: an acknowledgement under another one
  ///     finds nothing
  /// @param last whether the end of this job frees its place among the jobs of its kind, and its
  ///     lane: no other job of the same claim is still to run
  /// @param hasSlot whether it has a slot of its store
  /// @param crashes the processes that it may have ended
  Claim(Job job, UUID node, KindLimit limit, boolean last, boolean hasSlot, Crashes crashes) {
    this.crashes = crashes;
    this.job = job;
    this.node = node;
    this.limit = limit;
    this.last = last;
    this.hasSlot = hasSlot;
  }

  /// The number of processes in a row that died while it ran.
  int crashes() {
    return crashes.all();
  }

  /// The number of them while nothing else ran.
  int aloneCrashes() {
    return crashes.alone();
  }

  Job job() {
    return job;
  }

  UUID id() {
    return job.id();
  }

  UUID node() {
    return node;
  }

  KindLimit limit() {
    return limit;
  }

  boolean last() {
    return last;
  }

  boolean hasSlot() {
    return hasSlot;
  }

  /// The same job as one of several, while another one still runs.
  Claim within() {
    return new Claim(job, node, limit, false, hasSlot, crashes);
  }

  /// Notes that the calling thread runs the job; false when it must not any more.
  synchronized boolean begin() {
    runner = Thread.currentThread();
    return !interrupted;
  }

  /// Notes that the job's code has ended. After this its thread is not interrupted any more.
  synchronized void end() {
    runner = null;
    ended = true;
  }

  boolean ended() {
    return ended;
  }

  /// Asks the job's code to stop, because its node goes or has lost it.
  synchronized void interrupt() {
    interrupted = true;
    if (runner != null) {
      runner.interrupt();
    }
  }

  /// Takes the job back if its code has not begun.
  synchronized void withdraw() {
    if (runner == null) {
      interrupted = true;
    }
  }

  synchronized boolean interrupted() {
    return interrupted;
  }

  /// Notes that a committed transaction of the job's code has acknowledged it.
  void settle() {
    settled = true;
  }

  boolean settled() {
    return settled;
  }
}
