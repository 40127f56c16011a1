package dev.brass.server.product;

import dev.brass.spi.OrderError;
import java.time.Instant;

/// The state of an answer.
///
/// @param <T> what answers the question
public sealed interface Reading<T> {

  /// The store answered.
  ///
  /// @param at when it did, in the store's time
  record Known<T>(T value, Instant at) implements Reading<T> {}

  /// The store said no.
  ///
  /// @param at when it did, in the store's time
  record Refused<T>(OrderError error, Instant at) implements Reading<T> {}

  /// The store did not answer, and asking again can help.
  ///
  /// @param why what happened, for the client's developer; never secret
  record Failed<T>(String why) implements Reading<T> {}

  /// The store is being asked; the same inquiry returns the answer later.
  record Processing<T>() implements Reading<T> {}
}
