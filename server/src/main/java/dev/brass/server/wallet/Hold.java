package dev.brass.server.wallet;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import java.util.UUID;

/// Money held for an order, which has at most one hold: the hold's id is the order's.
///
/// @param amount more than nothing
public record Hold(TenantId tenant, Mode mode, UUID order, Money amount) {

  public Hold {
    if (amount.minor() <= 0) {
      throw new IllegalArgumentException("a hold is of more than nothing, not of " + amount);
    }
  }
}
