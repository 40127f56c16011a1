package dev.brass.server.connect;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The state of a store, for operators.
///
/// @param since since when it does not answer, by the database's clock; null unless unreachable
/// @param why the failure, redacted; null unless unreachable
/// @param next the earliest time of the next call; null for any time
public record StoreState(
    Kind kind, @Nullable Instant since, @Nullable String why, @Nullable Instant next) {

  static final StoreState REACHABLE = new StoreState(Kind.REACHABLE, null, null, null);

  /// The kinds of state.
  public enum Kind {
    /// No trouble is known.
    REACHABLE,
    /// It asked for a pause.
    RESTING,
    /// Several consecutive calls got no answer; it is probed now and then.
    UNREACHABLE
  }
}
