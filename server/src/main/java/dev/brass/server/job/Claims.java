package dev.brass.server.job;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The jobs that this node has at the moment. Thread-safe.
final class Claims {

  private final ConcurrentHashMap<UUID, Claim> byJob = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition emptied = lock.newCondition();

  /// Notes a claim; false when this node still runs that job. That happens when PostgreSQL crashed
  /// and lost the claim, and means that the node has it again.
  boolean add(Claim claim) {
    return byJob.merge(claim.id(), claim, Claims::later) == claim;
  }

  private static Claim later(Claim before, Claim now) {
    return before.ended() || !before.node().equals(now.node()) ? now : before;
  }

  /// The claim of this very run; null when this process does not have the job, or has it for
  /// another run.
  @Nullable Claim of(Job job) {
    Claim claim = byJob.get(job.id());
    return claim != null && claim.job().equals(job) ? claim : null;
  }

  void remove(Claim claim) {
    byJob.remove(claim.id(), claim);
    if (byJob.isEmpty()) {
      lock.lock();
      try {
        emptied.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  List<Claim> all() {
    return List.copyOf(byJob.values());
  }

  /// Waits until there is none, for `longest` at most; false when there still are some.
  boolean awaitNone(Duration longest) throws InterruptedException {
    long left = longest.toNanos();
    lock.lock();
    try {
      while (!byJob.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = emptied.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
