package dev.brass.server.order;

import dev.brass.spi.Money;

/// The result of a submission.
public sealed interface Submission {

  /// It is committed.
  record Accepted(Order order) implements Submission {}

  /// Its idempotency key belongs to an earlier order, and nothing was committed.
  ///
  /// @param sameBody whether the earlier request had the same body
  record Duplicate(OrderId original, boolean sameBody) implements Submission {}

  /// It has no key and equals an order that was submitted just before; nothing was committed.
  record Repeated(OrderId earlier) implements Submission {}

  /// The tenant's balance is insufficient. Nothing was committed, and its idempotency key is free.
  ///
  /// @param required the amount that would have to be held
  /// @param available the available balance; may be negative
  record Unfunded(Money required, Money available) implements Submission {}

  /// It is paid in advance and has no price cap. Nothing was committed.
  record CapMissing() implements Submission {}

  /// It would be paid with play money, but its store is not a sandbox store. Nothing was committed.
  record PlayMoney() implements Submission {}
}
