package dev.brass.server.errand;

import dev.brass.server.order.Funding;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.wallet.Wallets;
import dev.brass.spi.Money;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What credited returns do to wallets: what the store paid back for goods that were paid from one
/// is on it again, in the transaction that notes the credit, once, and over all returns of an order
/// never more than the order cost.
final class ReturnFunds {

  private static final Logger LOG = LoggerFactory.getLogger(ReturnFunds.class);

  private final Wallets wallets;
  private final ErrandRepository errands;

  ReturnFunds(Wallets wallets, ErrandRepository errands) {
    this.wallets = wallets;
    this.errands = errands;
  }

  /// Gives back what a return brought in.
  void giveBack(Handle handle, Errand credited, Money refund, PlacedOrder order) {
    Funding funding = order.order().spec().funding();
    if (funding == null || order.isOff()) {
      return;
    }
    if (!refund.currency().equals(funding.hold().currency())) {
      LOG.warn(
          "return {}: {} came back, which the wallet of its tenant cannot hold",
          credited.id(),
          refund);
      return;
    }
    Money left = left(handle, credited, funding.price(order.placement()));
    Money back = refund.exceeds(left) ? left : refund;
    if (back.minor() > 0) {
      wallets.giveBack(
          handle,
          credited.tenant(),
          credited.mode(),
          back,
          "return " + credited.id() + " of order " + order.order().id(),
          "return/" + credited.id());
    }
  }

  private Money left(Handle handle, Errand credited, Money price) {
    List<Errand> returns =
        errands.lock(
            handle,
            credited.tenant(),
            Wish.RETURN,
            Objects.requireNonNull(credited.order(), "a return without an order"));
    Money left = price;
    for (Errand other : returns) {
      if (!other.id().equals(credited.id())
          && other.state() instanceof ErrandState.Credited(_, Money refund, _)
          && refund.currency().equals(left.currency())) {
        left = left.minus(refund);
      }
    }
    return left;
  }
}
