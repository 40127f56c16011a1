package dev.brass.server.connect;

import dev.brass.server.job.StoreLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a store may be asked for, and how long orders wait for it. Immutable.
///
/// @param apart the time between two requests, of whichever node; null where there is no limit
/// @param mostPlacements how many orders all nodes together place at it at a time
/// @param holdFor how long an order waits for a store that cannot be reached, before it fails
public record StoreRules(@Nullable Duration apart, int mostPlacements, Duration holdFor) {

  /// What a store over the network stands unless its operator says otherwise: every placement in
  /// progress is a checkout there, and small shops have been brought down by two hundred of them.
  public static final int MOST_OVER_NETWORK = 4;

  public static final int UNLIMITED = StoreLimits.UNLIMITED;

  /// For stores of this process: no limits.
  public static final StoreRules FREE = new StoreRules(null, UNLIMITED, Duration.ofHours(6));

  public StoreRules {
    if ((apart != null && !apart.isPositive()) || mostPlacements < 1 || holdFor.isNegative()) {
      throw new IllegalArgumentException(
          "not the rules of a store: %s apart, %d at a time, held for %s"
              .formatted(apart, mostPlacements, holdFor));
    }
  }
}
