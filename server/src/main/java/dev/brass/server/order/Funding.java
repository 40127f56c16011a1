package dev.brass.server.order;

import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an order is paid from its tenant's wallet: the store is paid by the operator, and the tenant
/// pays what the store charged.
///
/// @param hold what is put aside from its submission on, the most that it can cost the tenant
/// @param queueTimeout how long after its submission its first attempt may begin; null for any time
/// @param fee what it costs besides what the store charges, if it is placed
public record Funding(Money hold, @Nullable Duration queueTimeout, Money fee) {

  /// Without a fee.
  public Funding(Money hold, Duration queueTimeout) {
    this(hold, queueTimeout, Money.zero(hold.currency()));
  }

  public Funding {
    if (hold.minor() <= 0) {
      throw new IllegalArgumentException("an order from the wallet costs more than nothing");
    }
  }

  /// What a placed order costs its tenant: what the store charged and the fee, and never more than
  /// is held. A store that charges in another currency than it quoted costs all of it.
  public Money price(Placement placement) {
    Money total = placement.price().total();
    if (!total.currency().equals(hold.currency())) {
      return hold;
    }
    Money price = total.plus(fee);
    return hold.exceeds(price) ? price : hold;
  }
}
