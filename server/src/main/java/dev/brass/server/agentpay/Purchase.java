package dev.brass.server.agentpay;

import java.util.UUID;

/// What came of an order that was paid for.
public sealed interface Purchase {

  /// There is an order, now or already.
  record Ordered(UUID order) implements Purchase {}

  /// There is none, and there will be none for this payment.
  ///
  /// @param why for the payer
  record Impossible(String why) implements Purchase {}
}
