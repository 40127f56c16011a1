package dev.brass.server.aftersales;

import dev.brass.server.order.OrderId;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/// An after-sales task as an API submits it: validated by that API's rules, not yet committed.
///
/// @param store the code of the store that it is run at
/// @param order the order that it is about; null when the client named only a merchant order
/// @param overlap how a return treats units that are already in an earlier one
/// @param echo the client's request as JSON text, secrets masked
/// @param idempotencyKey unique per tenant, mode and kind of action, kept permanently; null for
///     none
public record AftersalesRequest(
    TenantId tenant,
    Mode mode,
    String store,
    @Nullable OrderId order,
    AftersalesAction wish,
    Overlap overlap,
    AftersalesPrivate secrets,
    String echo,
    @Nullable String idempotencyKey) {

  /// How a return treats units that are already in an earlier one.
  public enum Overlap {
    /// It is refused unless the earlier one was denied.
    REFUSED,
    /// The store decides, once it has decided about the earlier one.
    STORE_DECIDES
  }
}
