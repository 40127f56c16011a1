package dev.brass.bench.crash;

/// An order that a client of the simulation wants, whatever the server does meanwhile.
///
/// @param number from 0; the same number and seed give the same purchase
/// @param key the idempotency key, sent with every try
/// @param channel the API it is sent to
/// @param test whether it is sent with the test key
/// @param body the request as JSON, the same with every try
/// @param cancels whether the client calls it off as soon as it is acknowledged
/// @param twice whether two clients send it at the same time
record Purchase(
    int number,
    String key,
    Door channel,
    boolean test,
    Wish wish,
    String body,
    boolean cancels,
    boolean twice) {

  /// The APIs.
  enum Door {
    V1,
    V2
  }

  @Override
  public String toString() {
    return "purchase %d (%s%s, %s)".formatted(number, channel, test ? " test" : "", wish);
  }
}
