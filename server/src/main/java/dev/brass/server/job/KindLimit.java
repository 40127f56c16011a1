package dev.brass.server.job;

import java.util.concurrent.atomic.AtomicInteger;

/// A kind of job on this node, and how many more of its jobs may run now. Thread-safe.
final class KindLimit {

  private final JobKind kind;
  private final AtomicInteger free;

  KindLimit(JobKind kind) {
    this.kind = kind;
    this.free = new AtomicInteger(kind.concurrency());
  }

  JobKind kind() {
    return kind;
  }

  int free() {
    return free.get();
  }

  void take() {
    free.decrementAndGet();
  }

  void giveBack() {
    free.incrementAndGet();
  }
}
