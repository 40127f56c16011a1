package dev.brass.server.agentpay;

import dev.brass.server.agentpay.Credentials.Reading;
import dev.brass.server.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The headers of x402, of both generations.
final class X402 {

  private static final int LONGEST = 32 * 1024;
  private static final JsonMapper JSON = JsonMapper.shared();

  private X402() {}

  static X402Offer required(X402Rail rail, Bill bill, String resource) {
    Map<String, Object> terms = rail.terms(bill.price());
    terms.remove("currency");
    Map<String, Object> body = new TreeMap<>();
    body.put("x402Version", 2);
    body.put("error", "PAYMENT-SIGNATURE header is required");
    body.put(
        "resource",
        Map.of("url", resource, "description", bill.description(), "mimeType", "application/json"));
    body.put("accepts", List.of(terms));
    return new X402Offer(
        encoded(body), List.of(rail.oldTerms(terms, resource, bill.description())));
  }

  /// The header value for a settlement.
  static String response(X402Rail rail, String transaction, String header, boolean old) {
    JsonNode proof = decoded(header);
    Map<String, Object> body = new TreeMap<>();
    body.put("success", true);
    body.put("transaction", transaction);
    body.put("network", old ? rail.settings().oldNetwork() : rail.settings().network());
    body.put("payer", proof == null ? "" : X402Rail.authorization(proof).path("from").asString(""));
    return encoded(body);
  }

  /// The header value for a payment that failed.
  static String failure(X402Rail rail, String reason, boolean old) {
    return encoded(
        new TreeMap<>(
            Map.of(
                "success",
                false,
                "errorReason",
                reason,
                "transaction",
                "",
                "network",
                old ? rail.settings().oldNetwork() : rail.settings().network())));
  }

  private static String encoded(Object body) {
    return Base64.getEncoder()
        .encodeToString(JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
  }

  /// Reads a client's payment and checks it against the bill.
  static Reading read(X402Rail rail, Bill bill, Presented.X402Payment payment) {
    boolean old = payment.old();
    JsonNode json = decoded(payment.header());
    if (json == null || json.path("x402Version").asInt(0) != (old ? 1 : 2)) {
      return malformed();
    }
    Optional<TransferAuthorization> authorization =
        TransferAuthorization.read(X402Rail.authorization(json));
    if (authorization.isEmpty()) {
      return malformed();
    }
    Map<String, Object> terms = rail.terms(bill.price());
    terms.put("resource", payment.resource());
    JsonNode wanted = JSON.valueToTree(terms);
    JsonNode accepted = old ? json : json.path("accepted");
    String network = old ? rail.settings().oldNetwork() : rail.settings().network();
    boolean same =
        accepted.path("scheme").asString("").equals("exact")
            && accepted.path("network").asString("").equals(network)
            && (old
                || (same(accepted, wanted, "amount")
                    && same(accepted, wanted, "asset")
                    && same(accepted, wanted, "payTo")));
    if (!same) {
      return new Reading.Wrong(
          new ProofProblem(ProofProblem.Kind.INVALID_CHALLENGE, "invalid_payment_requirements"),
          null);
    }
    TransferAuthorization a = authorization.get();
    String id =
        "x402:"
            + HexFormat.of()
                .formatHex(Sha256.of((a.from() + a.nonce()).getBytes(StandardCharsets.UTF_8)));
    return new Reading.Understood(
        id,
        rail,
        wanted,
        json,
        Sha256.of(json.get("payload").toString().getBytes(StandardCharsets.UTF_8)),
        Instant.MAX);
  }

  private static boolean same(JsonNode accepted, JsonNode wanted, String name) {
    return accepted.path(name).asString("").equalsIgnoreCase(wanted.path(name).asString("-"));
  }

  private static Reading malformed() {
    return new Reading.Wrong(
        new ProofProblem(ProofProblem.Kind.MALFORMED, "invalid_payload"), null);
  }

  private static @Nullable JsonNode decoded(String header) {
    if (header.length() > LONGEST) {
      return null;
    }
    try {
      JsonNode json = JSON.readTree(Base64.getDecoder().decode(header.strip()));
      return json.isObject() && json.path("payload").isObject() ? json : null;
    } catch (IllegalArgumentException | JacksonException e) {
      return null;
    }
  }
}
