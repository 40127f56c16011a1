package dev.brass.connector.sandbox;

import java.time.Duration;

/// Everything behind the counter of the marketplace: what the connectors that sell have in common.
///
/// @param checkout before an order is bought and while it is
/// @param aftercare after it was
record OrderDesk(Checkout checkout, Aftercare aftercare) {

  /// A sale is one statement or one short transaction; when the buyer gave up, it is soon over.
  static final Duration SETTLES_WITHIN = Duration.ofSeconds(2);
}
