package dev.brass.spi;

/// The owner of the money that a store takes for purchases. It is a fact of the store, and not of
/// an order: a log-in or a card that comes with an order does not decide it, since a connector may
/// pay in another way.
public enum PaidBy {
  /// The operator of the server, by its contract, account or payment method at the store. The cost
  /// of an order is held from its tenant before it is bought, or billed.
  OPERATOR,
  /// The client that orders, by its own card or its own account at the store. The server has
  /// nothing to do with the money.
  CLIENT
}
