package dev.brass.server.connect;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The watch over calls to connectors (contract C10): a call that still runs some time after the
/// deadline is interrupted. One thread watches all calls, since there are many and few are late.
/// Thread-safe.
final class Deadlines implements AutoCloseable {

  private static final long LOOK_EVERY_MS = 100;

  /// Network calls end by themselves at the deadline and know whether anything was sent; an
  /// interrupted call does not.
  private static final Duration GRACE = Duration.ofMillis(500);

  private final ConcurrentHashMap<Call, Thread> active = new ConcurrentHashMap<>();
  private final Thread watcher;

  Deadlines() {
    watcher = Thread.ofPlatform().daemon().name("deadlines").start(this::watch);
  }

  /// Runs `work` on the caller's thread and interrupts it when its deadline passes; the work
  /// decides how it reacts. The interruption never outlives this call.
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
            // Atomic with the removal at the end of the call, so that no later work is interrupted.
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
