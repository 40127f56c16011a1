package dev.brass.server.quota;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Turns for long computations, such as a page of a large list: few of them at a time, so that
/// short work finds a free processor, and one at a time per owner, so that owners take turns.
/// Threads are virtual and run until they wait for something: without this, a handful of requests
/// for large lists would block all others. Thread-safe.
final class LongWork {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  /// The owner whose turn it is in this thread: nested calls are part of it.
  private static final ScopedValue<Owner> IN_TURN = ScopedValue.newInstance();

  private final Semaphore turns;
  private final Lines<Owner> lines = new Lines<>(1);

  /// Turns.
  ///
  /// @param atOnce how many work at a time
  LongWork(int atOnce) {
    this.turns = new Semaphore(atOnce, true);
  }

  /// Does something when it is the owner's turn.
  ///
  /// @param work must not wait for a client
  /// @throws TooMuch when the turn does not come
  <T> T run(Owner owner, Supplier<T> work) {
    if (IN_TURN.isBound()) {
      return work.get();
    }
    long until = System.nanoTime() + LONGEST_WAIT.toNanos();
    try {
      if (!lines.enter(owner, until)) {
        throw full();
      }
      try {
        if (!turns.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw full();
        }
        try {
          return ScopedValue.where(IN_TURN, owner).call(work::get);
        } finally {
          turns.release();
        }
      } finally {
        lines.leave(owner);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TooMuch.now("the server stops", A_MOMENT);
    }
  }

  private static TooMuch full() {
    return TooMuch.now(
        "your requests that take long wait for each other; send fewer at a time", A_MOMENT);
  }
}
