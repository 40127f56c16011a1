package dev.brass.server.connect;

/// The purpose of a call to a store. Orders have priority at a store with a rate limit.
public enum Purpose {
  /// An attempt to place an order, or the question whether the store has it.
  ORDER,
  /// Anything else: parcels, cancellations, products.
  OTHER
}
