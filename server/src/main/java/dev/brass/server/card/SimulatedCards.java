package dev.brass.server.card;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/// Cards of test mode: nothing is charged, and Stripe's names of test cards provoke failures.
/// Thread-safe.
final class SimulatedCards implements CardProcessor {

  private static final String BUYER_NEEDED = "pm_card_authenticationRequired";

  private static final Map<String, String> DECLINED =
      Map.of(
          "pm_card_chargeDeclined", "card_declined",
          "pm_card_visa_chargeDeclined", "card_declined",
          "pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds",
          "pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds",
          "pm_card_chargeDeclinedExpiredCard", "expired_card");

  private static final String DEFAULT_CARD = "pm_card_visa";

  static CardHold held(CardPayment payment) {
    String method = payment.terms().paymentMethod();
    boolean chosen = method != null && !method.equals(BUYER_NEEDED);
    return new CardHold(
        "pi_simulated_" + payment.id().toString().replace("-", ""), chosen ? method : DEFAULT_CARD);
  }

  @Override
  public Hold hold(CardPayment payment, Instant now, boolean forgotten) {
    String method = payment.terms().paymentMethod();
    if (BUYER_NEEDED.equals(method)) {
      return new Hold.BuyerNeeded();
    }
    String declined = method == null ? null : DECLINED.get(method);
    return declined == null
        ? new Hold.Held(held(payment))
        : new Hold.Refused(declined, "The simulated card was declined: " + declined);
  }

  /// The page belongs to this server.
  @Override
  public Opened open(CardPayment payment, URI back) {
    return new Opened.At("cs_simulated_" + payment.id(), back.toString());
  }

  @Override
  public Page page(CardPayment payment, String session) {
    return new Page.Open();
  }

  @Override
  public Page close(CardPayment payment, String session) {
    return new Page.Closed();
  }

  @Override
  public Done capture(CardPayment payment, CardHold hold, Costs costs) {
    return new Done.Yes();
  }

  @Override
  public Done release(CardPayment payment, CardHold hold) {
    return new Done.Yes();
  }

  @Override
  public Done refund(CardPayment payment, CardHold hold, long part, int number) {
    return new Done.Yes();
  }
}
