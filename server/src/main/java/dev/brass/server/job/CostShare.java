package dev.brass.server.job;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A limit on looks so that they take a certain part of the time at most: a cheap one happens as
/// often as it is requested, an expensive one is rare. For one thread.
final class CostShare {

  private final int part;
  private final LongSupplier nanoTime;
  private long next;

  /// A share of the time.
  ///
  /// @param part 10 for at most a tenth of the time
  /// @param nanoTime as [System#nanoTime]
  CostShare(int part, LongSupplier nanoTime) {
    this.part = part;
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong();
  }

  /// Whether a look may happen now.
  boolean isDue() {
    return nanoTime.getAsLong() - next >= 0;
  }

  /// Notes a look that has just ended.
  void took(long begunNanos) {
    long now = nanoTime.getAsLong();
    next = now + (now - begunNanos) * (part - 1);
  }

  /// The time until the next look may happen; zero when it may happen now.
  Duration left() {
    return Duration.ofNanos(Math.max(0, next - nanoTime.getAsLong()));
  }
}
