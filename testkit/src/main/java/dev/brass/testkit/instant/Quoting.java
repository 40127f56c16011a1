package dev.brass.testkit.instant;

import dev.brass.spi.OrderError;

/// How an [InstantShop] treats the question what an order would cost.
public sealed interface Quoting {
  /// Tells the price.
  record Tell() implements Quoting {}

  /// Says no.
  record Refuse(OrderError error) implements Quoting {}

  /// Fails.
  record Throw(RuntimeException exception) implements Quoting {}
}
