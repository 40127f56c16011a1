package dev.brass.server.order;

/// The parts of an order that may be given up so that the rest can be bought (Zinc API docs, Create
/// Order).
///
/// @param items products that cannot be bought, as long as one is left
/// @param quantity units above the number that the store sells at once
public record Fulfilment(boolean items, boolean quantity) {

  /// Nothing.
  public static final Fulfilment WHOLE = new Fulfilment(false, false);
}
