package dev.brass.server.agentpay;

/// What came of asking a rail to give money back.
public sealed interface Refund {

  /// It is on its way.
  record Done() implements Refund {}

  /// Not now, or not known: it is asked again.
  record Later(String why) implements Refund {}
}
