package dev.brass.server.intake;

import dev.brass.connector.sandbox.TestProduct;
import dev.brass.server.account.Accounts;
import dev.brass.server.account.ManagedAccount;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.connect.Stores.ProductPage;
import dev.brass.server.db.Ids;
import dev.brass.server.order.AccountChoice;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.SellerCriteria;
import dev.brass.server.order.ShippingRule;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.PaidBy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Accepts orders: turns a draft into a specification that can be submitted, or into a rejection
/// (Zinc API docs, Create Order). Every product is a page of one store that takes orders, the order
/// may go to the country, and the account is the tenant's. No external call is made. Thread-safe.
public final class OrderIntake {

  /// The channel of orders of v2 and of bulk uploads.
  public static final String CURRENT = "v2";

  private final StorePages pages;
  private final Accounts accounts;

  public OrderIntake(Stores stores, Accounts accounts) {
    this.pages = new StorePages(stores);
    this.accounts = accounts;
  }

  /// The result of a check.
  public sealed interface Intake {

    /// It can be submitted.
    record Accepted(OrderSpec spec) implements Intake {}

    /// It cannot.
    record Rejected(Rejection why) implements Intake {}
  }

  /// Whether an order is accepted. Changes nothing.
  public Intake accept(OrderDraft draft, TenantId tenant, Mode mode) {
    try {
      return new Intake.Accepted(spec(draft, tenant, mode));
    } catch (RejectedException e) {
      return new Intake.Rejected(e.why());
    }
  }

  /// Does the same as [#accept] for an order that is paid here and not at the store. Sandbox stores
  /// need no payment.
  public Intake acceptPaid(OrderDraft draft, TenantId tenant, Mode mode) {
    Intake intake = accept(draft, tenant, mode);
    return intake instanceof Intake.Accepted(var spec) && isPaidAtStore(spec.store(), mode)
        ? new Intake.Rejected(new Rejection.PaidAtStore(spec.store()))
        : intake;
  }

  private boolean isPaidAtStore(String store, Mode mode) {
    return pages
        .of(store, mode)
        .filter(found -> found.paidBy() == PaidBy.CLIENT && !found.sandbox())
        .isPresent();
  }

  /// Whether nothing real is bought at a store.
  public boolean isSandbox(String store, Mode mode) {
    return pages.of(store, mode).filter(ConfiguredStore::sandbox).isPresent();
  }

  private OrderSpec spec(OrderDraft draft, TenantId tenant, Mode mode) {
    List<ProductPage> products = new ArrayList<>();
    for (OrderDraft.Product product : draft.products()) {
      products.add(pages.product(product.url(), mode));
    }
    rejectTestErrors(products);
    if (products.stream().map(page -> page.store().code()).distinct().count() > 1) {
      throw new RejectedException(new Rejection.SeveralStores());
    }
    StorePages.country(draft.shipTo().country(), mode);
    String store = products.getFirst().store().code();
    AccountChoice account = account(draft.account(), tenant, mode, store);
    return new OrderSpec(
        store,
        lines(draft, products),
        new OrderSpec.Delivery(
            draft.shipTo(), shipping(draft.handlingDaysMax()), null, draft.gift()),
        new OrderSpec.Payment(OrderSpec.Pay.STORE_DEFAULT, null, null),
        new OrderSpec.Terms(draft.maxPrice(), false, List.of(), List.of(), draft.fulfilment()),
        new OrderSpec.Reference(draft.poNumber(), draft.notes()),
        OrderSpec.Bundle.NONE,
        account);
  }

  private AccountChoice account(
      @Nullable String shortId, TenantId tenant, Mode mode, String store) {
    if (shortId == null) {
      return AccountChoice.BEST;
    }
    ManagedAccount account =
        accounts
            .find(tenant, mode, shortId)
            .orElseThrow(() -> new RejectedException(new Rejection.UnknownAccount(shortId)));
    if (!account.serves(store)) {
      throw unusable(
          "The managed account %s is of %s, and the products are of %s"
              .formatted(shortId, account.content().store(), store));
    }
    if (account.content().isPaused()) {
      String why = account.pauseReason() == null ? "" : " (" + account.pauseReason() + ")";
      throw unusable(
          "The managed account %s is paused%s; update it with \"is_paused\": false, or leave"
                  .formatted(shortId, why)
              + " retailer_credentials_id out");
    }
    return new AccountChoice(account.id(), account.shortId());
  }

  private static RejectedException unusable(String why) {
    return new RejectedException(new Rejection.UnusableAccount(why));
  }

  private static void rejectTestErrors(List<ProductPage> products) {
    for (ProductPage page : products) {
      if (page.store().code().equals("zinc") && page.store().sandbox()) {
        TestProduct.ofProductId(page.productId())
            .flatMap(TestProduct::synchronousError)
            .ifPresent(
                error -> {
                  throw new RejectedException(new Rejection.Expected(error));
                });
      }
    }
  }

  private static List<OrderLine> lines(OrderDraft draft, List<ProductPage> pages) {
    List<OrderLine> lines = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      OrderDraft.Product product = draft.products().get(i);
      lines.add(
          new OrderLine(
              Ids.next(),
              pages.get(i).productId(),
              product.url(),
              product.quantity(),
              product.variants(),
              criteria(product, draft.handlingDaysMax())));
    }
    return lines;
  }

  /// Without filters, the offer that a visitor of the page would get: the buy box, if the store has
  /// one.
  private static SellerCriteria criteria(
      OrderDraft.Product product, @Nullable Integer handlingDaysMax) {
    return new SellerCriteria(
        new SellerCriteria.Item(product.conditions(), product.otherConditions(), null, null),
        SellerCriteria.Seller.ANY,
        new SellerCriteria.Shipping(handlingDaysMax, null, null),
        new SellerCriteria.Choice(null, true, false));
  }

  private static ShippingRule shipping(@Nullable Integer handlingDaysMax) {
    return handlingDaysMax == null
        ? new ShippingRule.Cheapest()
        : new ShippingRule.Within(ShippingRule.Order.PRICE, handlingDaysMax, null);
  }
}
