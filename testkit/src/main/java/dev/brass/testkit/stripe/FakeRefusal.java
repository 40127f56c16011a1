package dev.brass.testkit.stripe;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An answer of [FakeStripe] that is an error, in Stripe's shape.
final class FakeRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;
  private final @Nullable String code;
  private final @Nullable String declineCode;
  private final transient @Nullable FakePayment payment;

  private FakeRefusal(
      int status,
      String type,
      @Nullable String code,
      @Nullable String declineCode,
      String message,
      @Nullable FakePayment payment) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.declineCode = declineCode;
    this.payment = payment;
  }

  static FakeRefusal of(int status, String type, @Nullable String code, String message) {
    return new FakeRefusal(status, type, code, null, message, null);
  }

  static FakeRefusal invalid(@Nullable String code, String message) {
    return of(400, "invalid_request_error", code, message);
  }

  static FakeRefusal missing(String what, String id) {
    return of(
        404, "invalid_request_error", "resource_missing", "No such " + what + ": '" + id + "'");
  }

  static FakeRefusal state(FakePayment payment, String verb) {
    return new FakeRefusal(
        400,
        "invalid_request_error",
        "payment_intent_unexpected_state",
        null,
        "You cannot " + verb + " this PaymentIntent because it has a status of " + payment.status(),
        payment);
  }

  static FakeRefusal declined(String code, String declineCode, FakePayment payment) {
    return new FakeRefusal(
        402, "card_error", code, declineCode, "Your card was declined: " + declineCode, payment);
  }

  int status() {
    return status;
  }

  /// Whether Stripe gives the same answer again for the same key.
  boolean isKept() {
    return status == 402 || status == 500 || payment != null;
  }

  ObjectNode json() {
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    ObjectNode error = answer.putObject("error").put("type", type).put("message", getMessage());
    if (code != null) {
      error.put("code", code);
    }
    if (declineCode != null) {
      error.put("decline_code", declineCode);
    }
    if (payment != null) {
      error.set("payment_intent", payment.json());
    }
    return answer;
  }
}
