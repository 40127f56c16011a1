package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// An interruption of a call that waits for its store (contract C10).
final class Interruption {
  /// How long a call may go on after it was interrupted.
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// How long a thread must have been waiting without a break to count as waiting for the store.
  private static final Duration SETTLED = Duration.ofMillis(30);

  private static final Duration POLL = Duration.ofMillis(5);

  private Interruption() {}

  /// Runs the call on a virtual thread, interrupts it as soon as it waits, and requires that it
  /// ends and leaves the thread's interrupt flag set, so that its caller knows too.
  static void of(Runnable call) {
    AtomicBoolean flagged = new AtomicBoolean();
    AtomicReference<AssertionError> wrong = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .name("interrupted-call")
            .start(
                () -> {
                  try {
                    call.run();
                  } catch (AssertionError e) {
                    wrong.set(e);
                  } finally {
                    flagged.set(Thread.currentThread().isInterrupted());
                    ended.countDown();
                  }
                });
    assertThat(waits(thread, ended)).as("the call waits for the store").isTrue();
    thread.interrupt();
    assertThat(ends(ended)).as("the call ends within " + GRACE + " of its interruption").isTrue();
    AssertionError error = wrong.get();
    if (error != null) {
      throw error;
    }
    assertThat(flagged).as("the thread's interrupt flag when the call has ended").isTrue();
  }

  private static boolean waits(Thread thread, CountDownLatch ended) {
    long settled = 0;
    for (long waited = 0; waited < GRACE.toMillis(); waited += POLL.toMillis()) {
      if (ended.getCount() == 0) {
        return false;
      }
      boolean waiting =
          switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
          };
      settled = waiting ? settled + POLL.toMillis() : 0;
      if (settled >= SETTLED.toMillis()) {
        return true;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return false;
  }

  private static boolean ends(CountDownLatch ended) {
    try {
      return ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
