package dev.brass.server.agentpay;

import dev.brass.server.hash.Sha256;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// What a challenge asks of its payer.
final class Terms {

  private Terms() {}

  /// The rail's terms. A request without a body is named in them, where the digest of a body
  /// cannot bind it.
  static Map<String, Object> of(Rail rail, Bill bill) {
    Map<String, Object> terms = new TreeMap<>(rail.terms(bill.price()));
    if (!bill.hasBody()) {
      terms.put(
          "externalId",
          Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(bill.request())));
    }
    return terms;
  }
}
