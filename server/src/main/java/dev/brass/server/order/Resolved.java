package dev.brass.server.order;

import java.time.Instant;

/// What became of an operator's word on an order.
public sealed interface Resolved {

  /// It is done, or is being done.
  record Done(Order order) implements Resolved {}

  /// There is nothing to decide about an order in this state.
  record NotInDoubt(Order order) implements Resolved {}

  /// Nobody can know that yet: what was sent may still arrive at the store.
  ///
  /// @param until from when on it can be said, in the system's time
  record TooEarly(Instant until) implements Resolved {}

  /// More must be said.
  ///
  /// @param why one sentence
  record Incomplete(String why) implements Resolved {}
}
