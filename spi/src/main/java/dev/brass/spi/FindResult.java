package dev.brass.spi;

/// Whether a store has the order of an attempt.
public sealed interface FindResult {

  /// It has the order.
  record Found(Placement placement) implements FindResult {}

  /// It answered, and has no such order now. Brass believes this permanently only once the attempt
  /// can no longer arrive: [PlaceOrder#notAfter] and [FindsOrders#settlesWithin] are over.
  record Absent() implements FindResult {}

  /// The store could not say.
  record Unknown(String why) implements FindResult {}
}
