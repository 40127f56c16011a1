package dev.brass.spi;

import java.time.Duration;

/// The capability to find out whether a store has the order of an attempt. It only reads: no call
/// of it is the irrevocable one, and Brass refuses such a call while it looks.
///
/// Every connector that places orders finds them ([PlacesOrders] extends this).
public interface FindsOrders {

  FindResult find(Store store, FindOrder order);

  /// The time in which the store may still create the order after our side gave up the placing
  /// call.
  ///
  /// The way to the store is part of it: data sent when the network fell silent is sent again by
  /// the operating system for up to two minutes, also after the connection was closed.
  Duration settlesWithin();

  /// Whether [#find] works by the attempt's id alone, with an empty handle. Brass has no handle of
  /// attempts that were made after the backup from which its database was restored.
  ///
  /// @param settings the store's; some stores support this only when they are configured for it
  boolean findsByAttemptId(StoreSettings settings);
}
