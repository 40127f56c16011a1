package dev.brass.server.payment;

import java.util.UUID;

/// Makes orders of what was paid for. An API implements it, since only it can read its requests.
public interface Purchaser {

  /// What came of it.
  sealed interface Purchase {

    /// There is an order, now or already.
    record Ordered(UUID order) implements Purchase {}

    /// There is none, and there will be none for this payment.
    ///
    /// @param why for the payer
    record Impossible(String why) implements Purchase {}
  }

  /// Buys once, however often it is called for the same payment.
  ///
  /// @param request as it was sent
  Purchase buy(Payment payment, String request);
}
