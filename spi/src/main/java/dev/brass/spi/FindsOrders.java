package dev.brass.spi;

import java.time.Duration;

/// The capability to tell whether a store has the order of an attempt. It only asks: no call of it
/// is the irrevocable one, and Brass refuses such a call while it looks.
///
/// Whatever places orders finds them ([PlacesOrders] extends this).
public interface FindsOrders {

  FindResult find(Store store, FindOrder order);

  /// How long after our side gave the placing call up the store may still create the order.
  ///
  /// The way to the store is part of it: what was sent when the network fell silent is sent again
  /// by the operating system for up to two minutes, also after the connection was closed.
  Duration settlesWithin();

  /// Whether [#find] can tell by the attempt's id alone, with an empty handle. Brass has no handle
  /// of attempts that were made after the backup from which its database was restored.
  ///
  /// @param settings the store's; some stores can be asked so only where they were set up for it
  boolean findsByAttemptId(StoreSettings settings);
}
