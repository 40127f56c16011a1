package dev.brass.server.agentpay;

/// A rail's knowledge of a payment that this database may have lost.
public sealed interface Known {

  /// It has taken no money for it.
  record Nothing() implements Known {}

  /// It has the money, or the rest of it.
  ///
  /// @param reference the rail's id of the payment
  record Taken(String reference) implements Known {}

  /// It had the money and has refunded all of it.
  record GivenBack() implements Known {}

  /// It gives no answer now.
  record Unclear(String why) implements Known {}
}
