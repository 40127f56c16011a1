package dev.brass.testkit.shop;

/// How an [HttpShop] treats a call that buys.
public enum Treatment {
  /// The order is taken.
  ACCEPT,
  /// The order is taken, and the connection is closed without an answer.
  TAKE_AND_DROP,
  /// The connection is closed; nothing is taken.
  DROP,
  /// The order is taken, and no answer ever comes.
  TAKE_AND_HANG,
  /// No answer ever comes; nothing is taken.
  HANG,
  /// The order is taken, and the answer is a server error.
  TAKE_AND_FAIL,
  /// A server error; nothing is taken.
  FAIL,
  /// A clear no.
  REFUSE
}
