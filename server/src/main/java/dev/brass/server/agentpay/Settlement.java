package dev.brass.server.agentpay;

/// What came of asking a rail for money.
public sealed interface Settlement {

  /// It is here.
  ///
  /// @param reference the rail's name of it
  record Settled(String reference) implements Settlement {}

  /// It is not here and will not come.
  ///
  /// @param why for the payer
  record Refused(String why) implements Settlement {}

  /// It is not here, and who was to fetch it has said no; yet what the payer sent could still be
  /// used.
  ///
  /// @param why for the payer
  record Declined(String why) implements Settlement {}

  /// Anything else: it may be here.
  record Unclear(String why) implements Settlement {}
}
