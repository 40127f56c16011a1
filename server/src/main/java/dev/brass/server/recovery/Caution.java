package dev.brass.server.recovery;

import java.time.Instant;

/// The care with which an order is bought at a store.
///
/// @param since facts about the order from before this instant say nothing about lost attempts
/// @param absenceCounts whether a store that has none of the order's attempts shows that it was not
///     bought; false when lost attempts had ids that cannot be made again
public record Caution(Level level, Instant since, boolean absenceCounts) {

  static final Caution NONE = new Caution(Level.NONE, Instant.EPOCH);

  Caution(Level level, Instant since) {
    this(level, since, true);
  }

  /// From careless to careful.
  public enum Level {
    /// Nothing can have been lost: the order is bought.
    NONE,
    /// Something may have been lost unnoticed: the store is asked first, if it can be asked by an
    /// attempt's id alone.
    LOOK,
    /// Something was lost: nothing is bought before the store, or an operator, has confirmed that
    /// the order was not bought before.
    VERIFY
  }
}
