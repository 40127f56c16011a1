package dev.brass.server.agentpay;

import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Money of a payer without an account, for one order or one answer.
///
/// @param tenant the tenant whose ledger has it; see [#ledger]
/// @param challenge the id of its challenge
/// @param idempotencyKey the client's key for the purchase; null when it gave none
/// @param rail the [Rail#method]
/// @param play whether the rail's money was worthless when it was paid
public record Payment(
    TenantId tenant,
    UUID id,
    Purpose purpose,
    String challenge,
    @Nullable String idempotencyKey,
    String rail,
    boolean play,
    Money amount,
    PaymentState state,
    int version,
    Instant createdAt,
    Instant updatedAt) {

  /// The kind of purchase.
  public enum Purpose {
    ORDER,
    DATA
  }

  /// The tenant that is created for an order and its money.
  static TenantId ledger(UUID payment) {
    return new TenantId(payment);
  }

  Payment with(PaymentState next, Instant at) {
    return new Payment(
        tenant,
        id,
        purpose,
        challenge,
        idempotencyKey,
        rail,
        play,
        amount,
        next,
        version + 1,
        createdAt,
        at);
  }
}
