package dev.brass.server.connect;

import dev.brass.server.job.StoreLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The limits of calls to a store, and how long orders wait for it. Immutable.
///
/// @param apart the time between two requests, of all nodes together; null without a limit
/// @param mostPlacements how many orders all nodes together place at it at a time
/// @param holdFor how long an order waits for a store that cannot be reached, before it fails
public record StoreRules(@Nullable Duration apart, int mostPlacements, Duration holdFor) {

  /// The default for a store over the network: every placement in progress is a checkout there, and
  /// two hundred of them have overloaded small shops.
  public static final int MOST_OVER_NETWORK = 4;

  public static final int UNLIMITED = StoreLimits.UNLIMITED;

  /// No limits, for stores in this process.
  public static final StoreRules FREE = new StoreRules(null, UNLIMITED, Duration.ofHours(6));

  public StoreRules {
    if ((apart != null && !apart.isPositive()) || mostPlacements < 1 || holdFor.isNegative()) {
      throw new IllegalArgumentException(
          "not the rules of a store: %s apart, %d at a time, held for %s"
              .formatted(apart, mostPlacements, holdFor));
    }
  }
}
