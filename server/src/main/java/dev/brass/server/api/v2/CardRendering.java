package dev.brass.server.api.v2;

import dev.brass.server.api.v2.V2Wire.ConnectInfo;
import dev.brass.server.api.v2.V2Wire.PaymentInfo;
import dev.brass.server.card.CardHold;
import dev.brass.server.card.CardPayment;
import dev.brass.server.card.CardPaymentState;
import dev.brass.server.card.CardTerms;
import dev.brass.server.card.Costs;
import org.jspecify.annotations.Nullable;

/// The payment of an order by card, in the current API (Zinc API docs, Payments).
final class CardRendering {

  private CardRendering() {}

  /// Null when it is not the tenant's own card.
  static @Nullable PaymentInfo payment(CardPayment payment) {
    if (payment.terms().kind() != CardTerms.Kind.CARD) {
      return null;
    }
    Costs quote = payment.quote();
    return new PaymentInfo(
        "card",
        state(payment.state(), "authorized"),
        quote.charge().minor(),
        quote.fee().minor(),
        payment.captured().orElse(quote).processing().minor(),
        payment.captured().map(costs -> costs.charge().minor()).orElse(null),
        payment.hold().map(CardHold::paymentMethod).orElse(payment.terms().paymentMethod()),
        payment.hold().map(CardHold::intent).orElse(null),
        payment.isSimulated());
  }

  /// Null when it is not the card of a tenant's customer.
  static @Nullable ConnectInfo connect(CardPayment payment) {
    if (payment.terms().kind() != CardTerms.Kind.CONNECT) {
      return null;
    }
    Costs costs = payment.captured().orElse(null);
    return new ConnectInfo(
        state(payment.state(), "secured"),
        payment.quote().charge().minor(),
        costs == null ? null : costs.goods().minor(),
        costs == null ? null : costs.margin().minor(),
        payment.captured().orElse(payment.quote()).fee().minor(),
        costs == null ? null : costs.processing().minor(),
        costs == null ? null : costs.charge().minor(),
        costs == null ? null : costs.margin().minor(),
        payment.hold().map(CardHold::intent).orElse(null),
        payment.account(),
        payment.isSimulated());
  }

  /// @param held the status word for money that is held
  private static String state(CardPaymentState state, String held) {
    return switch (state) {
      case CardPaymentState.Holding _, CardPaymentState.AwaitingBuyer _ -> "requires_action";
      case CardPaymentState.Held _, CardPaymentState.Ordered _, CardPaymentState.Capturing _ ->
          held;
      case CardPaymentState.Captured(_, var costs, var refunded, _) ->
          refunded >= costs.charge().minor() ? "refunded" : "captured";
      case CardPaymentState.Refunding _ -> "captured";
      case CardPaymentState.Releasing _, CardPaymentState.Released _ -> "released";
      case CardPaymentState.Uncollected _ -> "uncollected";
      case CardPaymentState.Failed _ -> "failed";
      case CardPaymentState.Expired _ -> "expired";
    };
  }
}
