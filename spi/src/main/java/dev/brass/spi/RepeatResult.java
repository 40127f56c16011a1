package dev.brass.spi;

/// The store's answer to an attempt that it may have received before.
public sealed interface RepeatResult {

  /// It has the order, from the first time or from now.
  record Placed(Placement placement) implements RepeatResult {}

  /// The store says that it never had the attempt, and it has not made an order of it now. Any
  /// other refusal, such as one of the log-in, says nothing about the first time and is [Unclear].
  record NeverHad(OrderError error) implements RepeatResult {}

  /// The answer says nothing about the first time.
  record Unclear(String why) implements RepeatResult {}
}
