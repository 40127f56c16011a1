package dev.brass.server.health;

import dev.brass.server.health.Health.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Something that fails again and again, and is reported when it has done so for a while. It may
/// succeed at any time, so no restart helps. Thread-safe.
public final class RepeatedFailure {

  private final String part;
  private final String what;
  private final Duration late;
  private final LongSupplier nanoTime;
  private final AtomicReference<@Nullable Long> since = new AtomicReference<>();

  /// One that has not failed yet.
  ///
  /// @param part as [Problem#part]
  /// @param what a sentence's beginning, such as "no job could be claimed"
  /// @param late after this time it is a problem
  /// @param nanoTime as [System#nanoTime]
  public RepeatedFailure(String part, String what, Duration late, LongSupplier nanoTime) {
    this.part = part;
    this.what = what;
    this.late = late;
    this.nanoTime = nanoTime;
  }

  /// Says that it has failed once more.
  public void failed() {
    since.compareAndSet(null, nanoTime.getAsLong());
  }

  /// Says that it has succeeded.
  public void over() {
    since.set(null);
  }

  /// Whether it failed the last time.
  public boolean isOn() {
    return since.get() != null;
  }

  /// The problem for [Health#check].
  public Optional<Problem> problem() {
    Long begun = since.get();
    if (begun == null) {
      return Optional.empty();
    }
    Duration age = Duration.ofNanos(nanoTime.getAsLong() - begun);
    return age.compareTo(late) <= 0
        ? Optional.empty()
        : Optional.of(new Problem(part, what + " for " + age.toSeconds() + " s", false));
  }
}
