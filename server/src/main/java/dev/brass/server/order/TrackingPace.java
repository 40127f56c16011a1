package dev.brass.server.order;

import dev.brass.server.connect.FollowUp;
import java.time.Duration;

/// How often a store is asked for parcels: often at first and ever more rarely. The pause between
/// two looks is a tenth of the time since the first one, but at least [#FIRST_LOOK] and at most six
/// hours.
public final class TrackingPace {

  public static final Duration FIRST_LOOK = Duration.ofMinutes(15);

  /// The time after which tracking ends in any case.
  public static final Duration GIVES_UP_AFTER = Duration.ofDays(90);

  /// The rule of everything that is tracked this way.
  public static final FollowUp RULE = new FollowUp(GIVES_UP_AFTER, TrackingPace::pause);

  /// A parcel without news for this long may have been lost.
  static final Duration STALE_AFTER = Duration.ofDays(5);

  private static final Duration RAREST = Duration.ofHours(6);

  private TrackingPace() {}

  private static Duration pause(Duration age) {
    Duration tenth = age.dividedBy(10);
    if (tenth.compareTo(FIRST_LOOK) < 0) {
      return FIRST_LOOK;
    }
    return tenth.compareTo(RAREST) > 0 ? RAREST : tenth;
  }
}
