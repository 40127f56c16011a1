package dev.brass.server.order;

/// What may be given up of an order so that the rest can be bought (spec v2 §3.1).
///
/// @param items products that cannot be bought, as long as one is left
/// @param quantity units beyond what the store sells at once
public record Fulfilment(boolean items, boolean quantity) {

  /// Nothing.
  public static final Fulfilment WHOLE = new Fulfilment(false, false);
}
