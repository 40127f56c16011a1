package dev.brass.spi;

import java.time.Duration;

/// The capability to tell whether a store has the order of an attempt.
public interface FindsOrders {

  FindResult find(Store store, FindOrder order);

  /// How long after our side gave the placing call up the store may still create the order.
  Duration settlesWithin();
}
