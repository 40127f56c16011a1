package dev.brass.server.stats;

import java.time.Instant;

/// The health of the server at a moment.
///
/// @param queue whether jobs are run when they are due
/// @param ordering whether orders are placed, and doubts resolved, when they are due, and whether
///     all stores can be reached
public record Health(Level db, Level queue, Level ordering, Instant measuredAt) {

  /// The worst of all.
  public Level status() {
    return db.or(queue).or(ordering);
  }
}
