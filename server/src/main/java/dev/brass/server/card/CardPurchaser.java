package dev.brass.server.card;

import dev.brass.server.payment.Purchaser.Purchase;

/// Makes orders of what is held. An API implements it, since only it can read its requests.
public interface CardPurchaser {

  /// Buys once, however often it is called for the same payment.
  ///
  /// @param request as it was sent
  Purchase buy(CardPayment payment, String request);
}
