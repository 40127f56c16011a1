package dev.brass.server.api.v2;

import dev.brass.server.agentpay.Presented;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The payment of a request: the credential of the `Payment` scheme in the header `Authorization`,
/// or a header of x402.
final class AgentCredential {

  private static final LinearPattern PAYMENT =
      LinearPattern.ofAnyCase("(?:^|,)\\s*Payment\\s+([^\\s,]*)");

  private AgentCredential() {}

  /// The payment; null when there is none.
  ///
  /// @param resource the address that is paid for
  /// @throws V2Problem 400 when there are several
  static @Nullable Presented of(ApiRequest request, String resource) {
    List<Presented> found = new ArrayList<>();
    String authorization = request.header("authorization");
    if (authorization != null) {
      for (Found credential : PAYMENT.all(authorization)) {
        found.add(new Presented.Credential(credential.groupOrEmpty(1)));
      }
    }
    String old = request.header("x-payment");
    if (old != null) {
      found.add(new Presented.X402Payment(old, true, resource));
    }
    String signature = request.header("payment-signature");
    if (signature != null) {
      found.add(new Presented.X402Payment(signature, false, resource));
    }
    if (found.size() > 1) {
      throw new V2Problem(
          400,
          "bad_request",
          "The request has several payments; send one",
          Map.of("reason", "several-credentials"));
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  /// The header that reports the result of a payment to an x402 client.
  static String responseHeader(Presented presented) {
    return presented instanceof Presented.X402Payment(_, var old, _) && old
        ? "X-PAYMENT-RESPONSE"
        : "PAYMENT-RESPONSE";
  }
}
