package dev.brass.server.connect;

import java.time.Duration;

/// The decision whether a store may be called now. It is made before an attempt begins, so that an
/// order that has to wait has begun nothing.
public sealed interface Admission {

  /// How long to wait before the next try; zero when there is no obstacle.
  Duration again();

  /// It may be called; the first call has its turn.
  record Go() implements Admission {
    @Override
    public Duration again() {
      return Duration.ZERO;
    }
  }

  /// Not yet: the store's rate limit has no turn soon, or the store asked for a pause.
  record Later(Duration again) implements Admission {}

  /// The store cannot be reached.
  record Unreachable(String why, Duration again) implements Admission {}
}
