package dev.brass.server.agentpay;

/// The result of a refund request to a rail.
public sealed interface Refund {

  /// It is on its way.
  record Done() implements Refund {}

  /// Not now, or not known: the request is repeated.
  record Later(String why) implements Refund {}
}
