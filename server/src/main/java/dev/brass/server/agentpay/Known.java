package dev.brass.server.agentpay;

/// What a rail knows of a payment that this database may have forgotten.
public sealed interface Known {

  /// It has taken no money for it.
  record Nothing() implements Known {}

  /// It has the money, or what is left of it.
  ///
  /// @param reference the rail's name of the payment
  record Taken(String reference) implements Known {}

  /// It had the money, and has given all of it back.
  record GivenBack() implements Known {}

  /// It does not tell now.
  record Unclear(String why) implements Known {}
}
