package dev.brass.server.db;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A time that may jump forward, as when another machine becomes the database's, and knows by how
/// much it did. For waits that end when something can no longer arrive: the jump must not count as
/// waiting time. Thread-safe.
///
/// A process knows the jumps that it has seen. One that starts after a jump does not know it.
public interface JumpingTime extends InstantSource {

  /// By how much it has jumped forward since then.
  ///
  /// @param then an instant of this time
  Duration jumpedSince(Instant then);

  /// By how much any time has jumped forward since an instant; those that are not watched do not
  /// jump.
  static Duration jumpedSince(InstantSource time, Instant then) {
    return time instanceof JumpingTime jumping ? jumping.jumpedSince(then) : Duration.ZERO;
  }
}
