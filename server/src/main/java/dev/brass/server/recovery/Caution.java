package dev.brass.server.recovery;

import java.time.Instant;

/// How carefully an order is bought at a store.
///
/// @param since what is known of the order from before this instant says nothing about lost
///     attempts
public record Caution(Level level, Instant since) {

  static final Caution NONE = new Caution(Level.NONE, Instant.EPOCH);

  /// From careless to careful.
  public enum Level {
    /// Nothing can have been lost: it is bought.
    NONE,
    /// Something may have been lost that nobody noticed: the store is asked first, if it can be
    /// asked by an attempt's id alone.
    LOOK,
    /// Something was lost: nothing is bought before the store, or an operator, has said that the
    /// order was not bought before.
    VERIFY
  }
}
