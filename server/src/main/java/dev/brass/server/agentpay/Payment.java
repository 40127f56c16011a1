package dev.brass.server.agentpay;

import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Money of somebody without an account, for one order or one answer.
///
/// @param tenant whose ledger has it; see [#ledger]
/// @param challenge what it answers
/// @param idempotencyKey the client's word for the purchase; null when it gave none
/// @param rail the [Rail#method]
/// @param play whether the rail's money was worth nothing when it was paid
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

  /// What it buys.
  public enum Purpose {
    ORDER,
    DATA
  }

  /// The tenant that an order is given with the money for it.
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
