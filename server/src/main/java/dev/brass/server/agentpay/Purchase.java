package dev.brass.server.agentpay;

import java.util.UUID;

/// The result of submitting a paid order.
public sealed interface Purchase {

  /// There is an order, new or existing.
  record Ordered(UUID order) implements Purchase {}

  /// This payment has no order and will have none.
  ///
  /// @param why for the payer
  record Impossible(String why) implements Purchase {}
}
