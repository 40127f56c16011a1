package dev.brass.server.connect;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a store stands, for operators.
///
/// @param since since when it does not answer, in the database's time; null unless unreachable
/// @param why what came instead of an answer, redacted; null unless unreachable
/// @param next when it is asked next, at the earliest; null when at any time
public record StoreState(
    Kind kind, @Nullable Instant since, @Nullable String why, @Nullable Instant next) {

  static final StoreState REACHABLE = new StoreState(Kind.REACHABLE, null, null, null);

  /// The ways to stand.
  public enum Kind {
    /// Nothing says otherwise.
    REACHABLE,
    /// It asked to be left alone for a while.
    RESTING,
    /// Several calls in a row got no answer; it is asked now and then.
    UNREACHABLE
  }
}
