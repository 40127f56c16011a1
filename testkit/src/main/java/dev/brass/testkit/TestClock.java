package dev.brass.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A time source that stands still until a test moves it. Thread-safe.
public final class TestClock implements InstantSource {
  /// Where a clock starts unless told: a Saturday noon, far from the turn of a day, month or year.
  public static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private final AtomicReference<Instant> now;

  private TestClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  public static TestClock atStart() {
    return new TestClock(START);
  }

  public static TestClock at(Instant start) {
    return new TestClock(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves the clock on and tells the new time. A negative amount moves it back, as a corrected
  /// system clock does.
  public Instant advance(Duration by) {
    return now.updateAndGet(instant -> instant.plus(by));
  }

  public void set(Instant to) {
    now.set(to);
  }

  @Override
  public String toString() {
    return "TestClock[" + now.get() + "]";
  }
}
