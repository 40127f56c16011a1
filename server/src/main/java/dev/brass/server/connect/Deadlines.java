package dev.brass.server.connect;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The limit of every call to a connector (contract C10): whoever is over it is interrupted. One
/// watching thread for all calls, since there are many and hardly any is ever late. Thread-safe.
public final class Deadlines implements AutoCloseable {

  private static final long LOOK_EVERY_MS = 100;

  private final ConcurrentHashMap<Call, Thread> active = new ConcurrentHashMap<>();
  private final Thread watcher;

  public Deadlines() {
    watcher = Thread.ofPlatform().daemon().name("deadlines").start(this::watch);
  }

  /// Runs `work` on the caller's thread and interrupts it when it takes longer than `limit`; how
  /// that shows is up to the work. The interruption never outlives this call.
  public <T> T within(Duration limit, Supplier<T> work) {
    Call call = new Call(System.nanoTime() + limit.toNanos());
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
        long now = System.nanoTime();
        for (Call call : active.keySet()) {
          if (now - call.end > 0) {
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

  /// One call; two calls with the same end are two calls.
  private static final class Call {
    private final long end;

    private Call(long end) {
      this.end = end;
    }
  }
}
