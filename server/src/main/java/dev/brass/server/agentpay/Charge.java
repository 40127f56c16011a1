package dev.brass.server.agentpay;

import dev.brass.spi.Money;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// A payment that a rail is asked to take.
///
/// @param id the id of its challenge; the same in every call about the payment, and usable as an
///     idempotency key
/// @param terms the terms in the challenge, from [Rail#terms]
/// @param proof the payer's proof
/// @param begun when the rail was first asked for it
public record Charge(String id, Money amount, JsonNode terms, JsonNode proof, Instant begun) {

  /// Not the proof, which is a secret.
  @Override
  public String toString() {
    return "Charge[" + id + ", " + amount + "]";
  }
}
