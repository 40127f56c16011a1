package dev.brass.server.order;

import java.time.Duration;
import java.time.Instant;

/// How often a store is asked for parcels: often at first and ever more rarely. Between two looks
/// lies a tenth of the time since the first one, but at least [#FIRST_LOOK] and at most six hours.
public final class TrackingPace {

  public static final Duration FIRST_LOOK = Duration.ofMinutes(15);

  /// After so long without an end nobody looks any more.
  public static final Duration GIVES_UP_AFTER = Duration.ofDays(90);

  /// A parcel of which nothing new was heard for so long may have been lost.
  static final Duration STALE_AFTER = Duration.ofDays(5);

  private static final Duration RAREST = Duration.ofHours(6);

  private TrackingPace() {}

  /// From one look to the next.
  ///
  /// @param since when what is followed began
  public static Duration pause(Instant since, Instant now) {
    Duration tenth = Duration.between(since, now).dividedBy(10);
    if (tenth.compareTo(FIRST_LOOK) < 0) {
      return FIRST_LOOK;
    }
    return tenth.compareTo(RAREST) > 0 ? RAREST : tenth;
  }

  /// Whether it was followed for too long.
  public static boolean isOver(Instant since, Instant now) {
    return since.plus(GIVES_UP_AFTER).isBefore(now);
  }
}
