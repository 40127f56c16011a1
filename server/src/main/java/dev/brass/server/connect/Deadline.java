package dev.brass.server.connect;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The last instant of a call to a store, fixed once before the attempt is committed and the same
/// for every wait within it. Immutable.
///
/// It is measured by two clocks. The wall clock is in the attempt's record and read by other nodes;
/// the monotonic clock does not jump, so that setting the wall clock back gives no extra time. The
/// deadline has passed as soon as it has passed on either clock.
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

  /// A deadline that starts now.
  ///
  /// @param clock the system clock
  /// @param nanoTime such as [System#nanoTime]
  static Deadline in(Duration limit, InstantSource clock, LongSupplier nanoTime) {
    return new Deadline(
        clock.instant().plus(limit), clock, nanoTime.getAsLong() + limit.toNanos(), nanoTime);
  }

  /// The instant after which nothing irrevocable is sent, by the system clock.
  public Instant at() {
    return at;
  }

  /// Whether nothing irrevocable may be sent any more.
  public boolean isOver() {
    return left().isZero();
  }

  /// The remaining time for an irrevocable call; zero when it is over.
  public Duration left() {
    Duration wall = Duration.between(clock.instant(), at);
    Duration patience = patience();
    Duration shorter = wall.compareTo(patience) < 0 ? wall : patience;
    return shorter.isNegative() ? Duration.ZERO : shorter;
  }

  /// The remaining time for waits; setting the wall clock forward does not shorten it.
  Duration patience() {
    return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
  }

  /// The time since waits have been over; negative before that.
  Duration overdue() {
    return Duration.ofNanos(nanoTime.getAsLong() - end);
  }
}
