package dev.brass.server.aftersales;

import dev.brass.server.order.Funding;
import dev.brass.server.order.Order;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.wallet.Purchase;
import dev.brass.server.wallet.Wallets;
import dev.brass.spi.Money;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The refunds of credited returns: the store's refund for goods paid from a wallet is booked to it
/// once, in the transaction of the credit, and never exceeds the rest of the order's price. Refunds
/// to cards are made by their payments.
final class ReturnFunds {

  private static final Logger LOG = LoggerFactory.getLogger(ReturnFunds.class);

  private final Wallets wallets;

  ReturnFunds(Wallets wallets) {
    this.wallets = wallets;
  }

  /// The refundable rest of an order, locked until the transaction ends.
  ///
  /// @param returns the returns of the order, locked
  Money left(
      Handle handle, AftersalesTask credited, List<AftersalesTask> returns, PlacedOrder order) {
    Funding funding = order.order().spec().payment().funding();
    Money total = order.placement().price().total();
    if (funding != null && funding.onWallet()) {
      return wallets
          .lock(handle, order.order().key().tenant(), order.order().id().value())
          .map(Purchase::left)
          .orElseGet(() -> Money.zero(total.currency()));
    }
    return order.isOff() ? Money.zero(total.currency()) : uncredited(credited, returns, total);
  }

  private static Money uncredited(
      AftersalesTask credited, List<AftersalesTask> returns, Money total) {
    Money left = total;
    for (AftersalesTask other : returns) {
      if (!other.id().equals(credited.id())
          && other.state() instanceof AftersalesState.Credited(_, Money refund, _)
          && refund.currency().equals(left.currency())) {
        left = left.minus(refund);
      }
    }
    return left.minor() < 0 ? Money.zero(left.currency()) : left;
  }

  /// Refunds a return.
  ///
  /// @param left the refundable rest
  void giveBack(Handle handle, AftersalesTask credited, Money refund, Money left, Order order) {
    Funding funding = order.spec().payment().funding();
    if (funding == null || !funding.onWallet()) {
      return;
    }
    if (!refund.currency().equals(left.currency())) {
      LOG.warn("return {}: the refund {} is not in the order's currency", credited.id(), refund);
      return;
    }
    if (refund.exceeds(left)) {
      LOG.warn(
          "return {}: {} was refunded, and its tenant gets only the remaining {}",
          credited.id(),
          refund,
          left);
    }
    wallets.refund(
        handle,
        credited.tenant(),
        credited.mode(),
        order.id().value(),
        refund,
        "return " + credited.id(),
        "return/" + credited.id());
  }
}
