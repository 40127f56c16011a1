package dev.brass.server.agentpay;

import dev.brass.spi.Money;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// What a rail is asked for.
///
/// @param id what it answers; the same for every question about the same payment, and good as an
///     idempotency key
/// @param terms what the payer was told, as [Rail#terms] said it
/// @param proof what the payer sent
/// @param begun when it was first asked for
public record Charge(String id, Money amount, JsonNode terms, JsonNode proof, Instant begun) {

  /// Not the proof, which is a secret.
  @Override
  public String toString() {
    return "Charge[" + id + ", " + amount + "]";
  }
}
