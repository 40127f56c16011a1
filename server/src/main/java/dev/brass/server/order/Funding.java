package dev.brass.server.order;

import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import java.time.Duration;

/// How an order is paid from its tenant's wallet: the store is paid by the operator, and the tenant
/// pays what the store charged.
///
/// @param hold what is put aside from its submission on, the most that it can cost the tenant
/// @param queueTimeout how long after its submission its first attempt may begin
public record Funding(Money hold, Duration queueTimeout) {

  public Funding {
    if (hold.minor() <= 0) {
      throw new IllegalArgumentException("an order from the wallet costs more than nothing");
    }
  }

  /// What a placed order costs its tenant: what the store charged, and never more than is held. A
  /// store that charges in another currency than it quoted costs all of it.
  public Money price(Placement placement) {
    Money total = placement.price().total();
    return total.currency().equals(hold.currency()) && hold.exceeds(total) ? total : hold;
  }
}
