package dev.brass.server.order;

import java.time.Instant;

/// The result of an operator's decision on an order.
public sealed interface Resolved {

  /// It is done, or is being done.
  record Done(Order order) implements Resolved {}

  /// There is nothing to decide about an order in this state.
  record NotInDoubt(Order order) implements Resolved {}

  /// That cannot be known yet: the request may still arrive at the store.
  ///
  /// @param until when it can be decided, by the system clock
  record TooEarly(Instant until) implements Resolved {}

  /// The decision lacks data.
  ///
  /// @param why one sentence
  record Incomplete(String why) implements Resolved {}
}
