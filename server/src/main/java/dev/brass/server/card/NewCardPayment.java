package dev.brass.server.card;

import dev.brass.server.order.AcceptedOrder;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import dev.brass.spi.Secret;
import org.jspecify.annotations.Nullable;

/// An order that is to be paid by card.
///
/// @param channel the API it came through
/// @param cap the maximum that the store may charge
/// @param fee the fee of the order
/// @param idempotencyKey the client's key for it; null when it gave none
/// @param order the order to submit once the money is held
public record NewCardPayment(
    TenantId tenant,
    Mode mode,
    String channel,
    CardTerms terms,
    Money cap,
    Money fee,
    @Nullable String idempotencyKey,
    Secret<AcceptedOrder> order) {}
