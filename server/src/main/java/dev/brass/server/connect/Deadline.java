package dev.brass.server.connect;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The last instant of a call to a store, fixed once before anything of it is committed and the
// same
/// for everything that waits in it. Immutable.
///
/// Two clocks keep it. The wall clock is what the attempt's record says and what other nodes read;
/// the monotonic one does not jump, so that a wall clock that is set back gives nobody more time.
// It
/// is over as soon as either of them says so.
public final class Deadline {

  private final Instant at;
  private final InstantSource clock;
  private final long end;
  private final LongSupplier nanoTime;

  private Deadline(Instant at, InstantSource clock, long end, LongSupplier nanoTime) {
    this.at = at;
    this.clock = clock;
    this.end = end;
    this.nanoTime = nanoTime;
  }

  /// A deadline from now on.
  ///
  /// @param clock the system's
  /// @param nanoTime as [System#nanoTime]
  static Deadline in(Duration limit, InstantSource clock, LongSupplier nanoTime) {
    return new Deadline(
        clock.instant().plus(limit), clock, nanoTime.getAsLong() + limit.toNanos(), nanoTime);
  }

  /// Nothing irrevocable is sent after it, in the system's time.
  public Instant at() {
    return at;
  }

  /// Whether nothing irrevocable may be sent any more.
  public boolean isOver() {
    return left().isZero();
  }

  /// What is left for something irrevocable; zero when it is over.
  public Duration left() {
    Duration wall = Duration.between(clock.instant(), at);
    Duration patience = patience();
    Duration shorter = wall.compareTo(patience) < 0 ? wall : patience;
    return shorter.isNegative() ? Duration.ZERO : shorter;
  }

  /// How much longer anything may be waited for; a wall clock that is set forward shortens no wait.
  Duration patience() {
    return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
  }

  /// For how long nothing may be waited for any more; negative before that.
  Duration overdue() {
    return Duration.ofNanos(nanoTime.getAsLong() - end);
  }
}
