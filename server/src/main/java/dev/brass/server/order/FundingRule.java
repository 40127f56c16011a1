package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.Funding.Billed;
import dev.brass.server.order.Funding.ByCard;
import dev.brass.server.order.Funding.Held;
import dev.brass.server.tenant.Mode;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.spi.Money;
import dev.brass.spi.PaidBy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The one place that decides where the money of an order comes from. Every order passes it before
/// its commit, through every channel, so that nothing is bought with the operator's money without
/// someone who pays. Channels ask it beforehand only to reject sooner. Thread-safe.
///
/// Orders paid with play money (test mode, a payment provider's test mode, a test chain, the rail
/// `local`) go to sandbox stores only, where nothing real is bought.
///
/// Where the operator pays the store, a prepaid tenant has the order's maximum cost held and must
/// state that maximum; any other tenant owes the price afterwards. Where the client pays the store,
/// at sandbox stores and in test mode, an order costs nothing here.
///
/// The exception is [Payer.ManagedAccount]: such an order is paid from its tenant's balance at
/// every store. At a sandbox store a client can thus test a managed account and its errors, such as
/// an insufficient balance. In test mode it is owed in the balance of test mode, and never held.
public final class FundingRule {

  private final Stores stores;
  private final WalletSettings money;

  public FundingRule(Stores stores, WalletSettings money) {
    this.stores = stores;
    this.money = money;
  }

  /// The decision about an order.
  sealed interface Decision {

    /// It is paid in this way.
    ///
    /// @param funding null when it costs its tenant nothing here
    record Paid(@Nullable Funding funding) implements Decision {}

    /// It would have to be paid in advance, and has no price cap.
    record CapMissing() implements Decision {}

    /// It would be paid with play money, but its store is not a sandbox store.
    record PlayMoney() implements Decision {}
  }

  Decision of(OrderRequest request) {
    return of(request.spec(), request.mode(), request.payer());
  }

  /// The amount that would be held for an order; zero when none is needed.
  Money held(OrderSpec spec, Mode mode, Payer payer) {
    return of(spec, mode, payer) instanceof Decision.Paid(Held held)
        ? held.hold()
        : Money.zero(money.currency());
  }

  private Decision of(OrderSpec spec, Mode mode, Payer payer) {
    if ((mode == Mode.TEST || isPlayMoney(payer)) && !isSandbox(spec.store(), mode)) {
      return new Decision.PlayMoney();
    }
    return switch (payer) {
      case Payer.Card(var payment, var most, _) -> new Decision.Paid(new ByCard(payment, most));
      case Payer.InAdvance(var paid, var fee, _) -> new Decision.Paid(new Held(paid, null, fee));
      case Payer.ManagedAccount(var timeout) -> tenant(spec, mode, timeout, false);
      case Payer.Tenant(var withFee) when isPaidByOperator(spec.store(), mode) ->
          tenant(spec, mode, null, withFee);
      case Payer.Tenant _ -> new Decision.Paid(null);
    };
  }

  private static boolean isPlayMoney(Payer payer) {
    return switch (payer) {
      case Payer.Card(_, _, var play) -> play;
      case Payer.InAdvance(_, _, var play) -> play;
      // The operator puts money into a tenant's balance, and sends its invoices.
      case Payer.Tenant _, Payer.ManagedAccount _ -> false;
    };
  }

  /// A store that is not configured here may be a real store on another node.
  private boolean isSandbox(String store, Mode mode) {
    return stores.byCode(store, mode).filter(ConfiguredStore::sandbox).isPresent();
  }

  private Decision tenant(
      OrderSpec spec, Mode mode, @Nullable Duration queueTimeout, boolean withFee) {
    Long cap = spec.terms().maxPrice();
    if (!isHeld(mode)) {
      return new Decision.Paid(new Billed(cap, queueTimeout));
    }
    if (cap == null || cap <= 0) {
      return new Decision.CapMissing();
    }
    Money fee = withFee ? money.orderFee() : Money.zero(money.currency());
    return new Decision.Paid(
        new Held(new Money(cap, money.currency()).plus(fee), queueTimeout, fee));
  }

  private boolean isHeld(Mode mode) {
    return money.prepaid() && mode == Mode.LIVE;
  }

  /// A store that is not configured here may be on another node, and is then bought there.
  private boolean isPaidByOperator(String store, Mode mode) {
    return mode == Mode.LIVE
        && stores
            .byCode(store, mode)
            .map(ConfiguredStore::paidBy)
            .filter(PaidBy.CLIENT::equals)
            .isEmpty();
  }

  /// Whether an order at a store that is configured here must have a price cap, since that amount
  /// is held.
  public boolean needsCap(String store, Mode mode) {
    return isHeld(mode) && stores.byCode(store, mode).isPresent() && isPaidByOperator(store, mode);
  }

  /// Who pays for an order that is submitted once more.
  static Payer again(Order original) {
    Funding funding = original.spec().payment().funding();
    Duration timeout = funding == null ? null : funding.queueTimeout();
    if (timeout != null) {
      return new Payer.ManagedAccount(timeout);
    }
    return funding instanceof Held held && held.fee().minor() > 0 ? Payer.CURRENT : Payer.CLASSIC;
  }
}
