package dev.brass.server.connect;

import java.time.Duration;

/// Whether a store may be asked now. Asked before anything begins, so that an order that has to
// wait
/// has begun nothing.
public sealed interface Admission {

  /// When to ask again; zero when nothing is in the way.
  Duration again();

  /// It may; the first call has its turn.
  record Go() implements Admission {
    @Override
    public Duration again() {
      return Duration.ZERO;
    }
  }

  /// It may not yet: the store's pace has no turn soon, or the store asked to be left alone.
  record Later(Duration again) implements Admission {}

  /// The store cannot be reached.
  record Unreachable(String why, Duration again) implements Admission {}
}
