package dev.brass.server.api.v2;

import dev.brass.server.agentpay.Offer;
import dev.brass.server.agentpay.Paid;
import dev.brass.server.agentpay.ProofProblem;
import dev.brass.server.agentpay.X402Offer;
import dev.brass.server.api.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The answers to agents about payments (MPP spec, Status codes): problems of the `Payment` scheme
/// that are also errors of this API.
final class AgentAnswers {

  /// The `details.reason` of a payment that must not be made again.
  static final String IN_DOUBT = "payment_in_doubt";

  private static final String PROBLEMS = "https://paymentauth.org/problems/";

  private final V2Json json;

  AgentAnswers(V2Json json) {
    this.json = json;
  }

  /// 402 with payment methods: the only answer that requests money, and never one to a request
  /// whose money may have been taken.
  Reply pay(
      ProofProblem problem,
      @Nullable String answered,
      List<Offer> offers,
      @Nullable X402Offer x402) {
    String code =
        problem.kind() == ProofProblem.Kind.PAYMENT_REQUIRED
            ? "payment_required"
            : "payment_failed";
    Map<String, Object> details = new TreeMap<>();
    details.put("reason", problem.kind().code());
    details.put("methods", methods(offers, x402));
    ErrorBody error = new ErrorBody(code, problem.why(), details);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", PROBLEMS + problem.kind().code());
    body.put("title", problem.kind().title());
    body.put("status", 402);
    body.put("detail", problem.why());
    String challenge =
        answered == null && !offers.isEmpty() ? offers.getFirst().challenge() : answered;
    if (challenge != null) {
      body.put("challengeId", challenge);
    }
    body.put("error", error.error());
    body.put("code", code);
    body.put("message", problem.why());
    body.put("details", details);
    if (x402 != null) {
      body.put("x402Version", 1);
      body.put("accepts", x402.accepts());
    }
    Reply reply =
        Reply.text(402, "application/problem+json", json.write(body))
            .with("Cache-Control", "no-store");
    if (!offers.isEmpty()) {
      reply =
          reply.with(
              "WWW-Authenticate",
              offers.stream().map(Offer::header).collect(Collectors.joining(", ")));
    }
    return x402 == null ? reply : reply.with("PAYMENT-REQUIRED", x402.header());
  }

  private static List<String> methods(List<Offer> offers, @Nullable X402Offer x402) {
    List<String> methods = new ArrayList<>(offers.stream().map(Offer::rail).toList());
    if (x402 != null) {
      methods.add("x402");
    }
    return methods;
  }

  /// The answer when money may have been taken and no result can be given.
  V2Problem refused(Paid<?> paid) {
    return switch (paid) {
      case Paid.InDoubt<?>(var why) ->
          new V2Problem(
              409,
              "payment_failed",
              "It is not known yet whether the money has arrived ("
                  + why
                  + "). Do not pay again: send the same request with the same credential in a"
                  + " moment. The result is the purchase or a refund",
              Map.of("reason", IN_DOUBT));
      case Paid.GivenBack<?>(var why) ->
          new V2Problem(
              409,
              "payment_failed",
              "Nothing was bought, and the money will be refunded: " + why,
              Map.of("reason", "payment_returned", "why", why));
      case Paid.AnsweredBefore<?> _ ->
          new V2Problem(
              409, "already_exists", "This credential was already used for an answer", null);
      case Paid.KeyUsed<?>(var order) -> keyUsed(order);
      case Paid.Unsupported<?> _, Paid.NotPaid<?> _, Paid.Ordered<?> _, Paid.Answered<?> _ ->
          throw new IllegalStateException("not refused: " + paid.getClass());
    };
  }

  /// The problem of a credential whose payment method this server does not support.
  ///
  /// @param methods that can pay for the request
  static V2Problem unsupported(String method, List<String> methods) {
    return new V2Problem(
        400,
        "invalid_payment_method",
        "This credential is of the payment method '%s', which is not available; available are %s"
            .formatted(method, String.join(", ", methods)),
        Map.of("reason", "method-unsupported", "method", method, "methods", methods));
  }

  private static V2Problem keyUsed(@Nullable UUID order) {
    Map<String, Object> details = new TreeMap<>();
    details.put("resource", "Order");
    if (order != null) {
      details.put("order_id", order.toString());
    }
    return new V2Problem(
        409,
        "already_exists",
        "The same order was paid with this idempotency key before; no money was taken now",
        details);
  }
}
