package dev.brass.server.agentpay;

import dev.brass.server.hash.Sha256;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// The terms in challenges.
final class Terms {

  private Terms() {}

  /// The rail's terms. They name a request without a body, since no digest can bind it.
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
