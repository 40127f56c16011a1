package dev.brass.server.order;

import dev.brass.spi.Money;

/// What became of an order that was handed in.
public sealed interface Submission {

  /// It is committed.
  record Accepted(Order order) implements Submission {}

  /// Its idempotency key belongs to an earlier order, and nothing was committed.
  ///
  /// @param sameBody whether the earlier order was asked for with the same words
  record Duplicate(OrderId original, boolean sameBody) implements Submission {}

  /// It has no key and asks for what an earlier order has just asked for, and nothing was
  /// committed.
  record Repeated(OrderId earlier) implements Submission {}

  /// The tenant has not the money for it. Nothing was committed, and its idempotency key is free.
  ///
  /// @param required what would have to be put aside
  /// @param available what can be spent; may be less than nothing
  record Unfunded(Money required, Money available) implements Submission {}

  /// It is paid in advance, and does not say what it may cost at most. Nothing was committed.
  record CapMissing() implements Submission {}

  /// It would be paid with play money, and its store is no sandbox store. Nothing was committed.
  record PlayMoney() implements Submission {}
}
