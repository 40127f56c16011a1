package dev.brass.server.aftersales;

import dev.brass.server.order.OrderId;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The current state of an after-sales task.
///
/// @param store the code of the store that it is run at
/// @param clock the movable clock it follows; null for the system clock
/// @param order the order that it is about; null when the client named only a merchant order
/// @param version how often it was changed; a writer that read an older one loses
/// @param echo the client's request as JSON text, secrets masked
public record AftersalesTask(
    TenantId tenant,
    AftersalesId id,
    Mode mode,
    String store,
    @Nullable UUID clock,
    @Nullable OrderId order,
    AftersalesAction wish,
    AftersalesState state,
    int version,
    String echo,
    Instant createdAt,
    Instant updatedAt) {

  /// Whether it runs at a sandbox store: only such tasks follow a movable clock.
  boolean isSandbox() {
    return clock != null;
  }

  AftersalesTask moved(AftersalesState next, Instant at) {
    return new AftersalesTask(
        tenant, id, mode, store, clock, order, wish, next, version + 1, echo, createdAt, at);
  }
}
