package dev.brass.spi;

/// The capability to send an attempt once more, for a store that makes one order of one [AttemptId]
/// however often it is sent (C2).
///
/// Brass repeats an attempt in doubt only when [FindsOrders#find] returns no answer, and never for
/// an order that its client wants to cancel. Each repetition is committed before it is sent.
public interface RepeatsOrders extends PlacesOrders {

  /// Sends the same attempt again.
  ///
  /// @param order as it was sent, with a new [PlaceOrder#notAfter]
  RepeatResult repeat(Store store, PlaceOrder order);
}
