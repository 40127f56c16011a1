package dev.brass.server.connect;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The watch over calls to connectors (contract C10): whoever is still at it some time after the
/// deadline is interrupted. One watching thread for all calls, since there are many and hardly any
// is
/// ever late. Thread-safe.
final class Deadlines implements AutoCloseable {

  private static final long LOOK_EVERY_MS = 100;

  /// Calls to the network end by themselves at the deadline, and know whether anything was sent.
  // Who
  /// is interrupted does not.
  private static final Duration GRACE = Duration.ofMillis(500);

  private final ConcurrentHashMap<Call, Thread> active = new ConcurrentHashMap<>();
  private final Thread watcher;

  Deadlines() {
    watcher = Thread.ofPlatform().daemon().name("deadlines").start(this::watch);
  }

  /// Runs `work` on the caller's thread and interrupts it when its deadline passes; how that shows
  /// is up to the work. The interruption never outlives this call.
  <T> T within(Deadline deadline, Supplier<T> work) {
    Call call = new Call(deadline);
    active.put(call, Thread.currentThread());
    try {
      return work.get();
    } finally {
      if (active.remove(call) == null) {
        Thread.interrupted();
      }
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_EVERY_MS);
        for (Call call : active.keySet()) {
          if (call.deadline.overdue().compareTo(GRACE) > 0) {
            // Atomic with the removal at the end of the call, so that no later work is hit.
            active.computeIfPresent(
                call,
                (_, thread) -> {
                  thread.interrupt();
                  return null;
                });
          }
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }

  /// One call; two calls with the same deadline are two calls.
  private static final class Call {
    private final Deadline deadline;

    private Call(Deadline deadline) {
      this.deadline = deadline;
    }
  }
}
