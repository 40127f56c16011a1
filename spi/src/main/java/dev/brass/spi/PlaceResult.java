package dev.brass.spi;

/// The store's answer to the request to buy (contract C3): only an explicit yes is [Accepted], only
/// an explicit no is [Refused], all else is [InDoubt].
public sealed interface PlaceResult {

  /// The store has the order.
  record Accepted(Placement placement) implements PlaceResult {}

  /// The store said no, and has no order.
  record Refused(OrderError error) implements PlaceResult {}

  /// The store has no order yet and waits for a person.
  record ActionRequired(RequiredAction action) implements PlaceResult {}

  /// The store may or may not have the order.
  record InDoubt(String why) implements PlaceResult {}
}
