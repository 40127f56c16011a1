package dev.brass.server.card;

import java.net.URI;
import java.time.Instant;

/// The processor of Stripe payments after the operator has removed the API key: they wait until it
/// is back.
final class NoCards implements CardProcessor {

  private static final String WHY = "Stripe is not set up any more";

  @Override
  public Hold hold(CardPayment payment, Instant now, boolean forgotten) {
    return new Hold.Unclear(WHY);
  }

  @Override
  public Opened open(CardPayment payment, URI back) {
    return new Opened.Unclear(WHY);
  }

  @Override
  public Page page(CardPayment payment, String session) {
    return new Page.Unclear(WHY);
  }

  @Override
  public Page close(CardPayment payment, String session) {
    return new Page.Unclear(WHY);
  }

  @Override
  public Done capture(CardPayment payment, CardHold hold, Costs costs) {
    return new Done.Unclear(WHY);
  }

  @Override
  public Done release(CardPayment payment, CardHold hold) {
    return new Done.Unclear(WHY);
  }

  @Override
  public Done refund(CardPayment payment, CardHold hold, long part, int number) {
    return new Done.Unclear(WHY);
  }
}
