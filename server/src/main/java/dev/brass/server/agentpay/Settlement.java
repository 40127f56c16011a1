package dev.brass.server.agentpay;

/// The result of asking a rail for money.
public sealed interface Settlement {

  /// It is here.
  ///
  /// @param reference the rail's id of the payment
  record Settled(String reference) implements Settlement {}

  /// It is not here and will not come.
  ///
  /// @param why for the payer
  record Refused(String why) implements Settlement {}

  /// It is not here, and the party that was to collect it declined; but the payer's proof could
  /// still be used.
  ///
  /// @param why for the payer
  record Declined(String why) implements Settlement {}

  /// Anything else: it may be here.
  record Unclear(String why) implements Settlement {}
}
