package dev.brass.spi;

/// Whose money a store takes for what is bought there. It is a fact of the store, and not of an
/// order: a log-in or a card that comes with an order says nothing about it, since a connector may
/// pay in another way all the same.
public enum PaidBy {
  /// The operator of the server, by its contract, account or payment method at the store. What an
  /// order costs is held from its tenant before it is bought, or billed.
  OPERATOR,
  /// The client that orders, by its own card or its own account at the store. The server has
  /// nothing to do with the money.
  CLIENT
}
