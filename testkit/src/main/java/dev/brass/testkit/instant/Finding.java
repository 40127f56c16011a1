package dev.brass.testkit.instant;

/// How an [InstantShop] treats the question whether it has an order.
public sealed interface Finding {
  /// Tells what the book has.
  record Tell() implements Finding {}

  /// Says that it has none, as a shop does whose index lags behind its book.
  record Miss() implements Finding {}

  /// Cannot tell.
  record Unknown(String why) implements Finding {}

  /// Fails.
  record Throw(RuntimeException exception) implements Finding {}
}
