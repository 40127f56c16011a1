package dev.brass.server.agentpay;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// A receipt for an accepted payment.
///
/// @param reference the rail's id of the payment
public record Receipt(String method, String reference, Instant at) {

  /// The value of a `Payment-Receipt` header (MPP spec, Receipt).
  public String header() {
    TreeMap<String, String> fields = new TreeMap<>();
    fields.put("status", "success");
    fields.put("method", method);
    fields.put("timestamp", at.toString());
    fields.put("reference", reference);
    byte[] json = JsonMapper.shared().writeValueAsString(fields).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }
}
