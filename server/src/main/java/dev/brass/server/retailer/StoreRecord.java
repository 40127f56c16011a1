package dev.brass.server.retailer;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// The success of live orders at a store, for all tenants: days and nothing else, so that it can be
/// public.
///
/// @param lastPlacedOn the last day (UTC) on which the store took one; null when it never did
/// @param daysInARow on how many days in a row it did, that one included
public record StoreRecord(@Nullable LocalDate lastPlacedOn, int daysInARow) {

  static final StoreRecord NONE = new StoreRecord(null, 0);

  private static final int WEEK = 7;
  private static final int ACTIVE_DAYS = 90;

  /// The likelihood that the next order succeeds.
  public enum Support {
    /// The store took orders on each of the last seven days.
    VERIFIED,
    /// It took one in the last 90 days.
    ACTIVE,
    /// It took one before.
    OBSERVED,
    /// It never took one.
    UNTESTED
  }

  public Support support(LocalDate today) {
    if (lastPlacedOn == null) {
      return Support.UNTESTED;
    }
    if (daysInARow >= WEEK && !lastPlacedOn.isBefore(today.minusDays(1))) {
      return Support.VERIFIED;
    }
    return lastPlacedOn.isBefore(today.minusDays(ACTIVE_DAYS)) ? Support.OBSERVED : Support.ACTIVE;
  }
}
