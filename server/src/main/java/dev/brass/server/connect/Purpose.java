package dev.brass.server.connect;

/// What a store is asked for. Where it has a pace, orders go first.
public enum Purpose {
  /// An attempt to place an order, or the question whether the store has it.
  ORDER,
  /// Anything else: parcels, cancellations, products.
  OTHER
}
