package dev.brass.server.api.v2;

import dev.brass.connector.sandbox.TestProduct;
import dev.brass.server.account.Accounts;
import dev.brass.server.account.ManagedAccount;
import dev.brass.server.api.v2.OrderForm.AddressForm;
import dev.brass.server.api.v2.OrderForm.ProductForm;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.card.CardTerms;
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
import dev.brass.spi.Address;
import dev.brass.spi.Condition;
import dev.brass.spi.Gift;
import dev.brass.spi.PaidBy;
import dev.brass.spi.Variant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is checked of an order that fits the schema before it is accepted (spec v2 §3.2): payment
/// mode, address and country, and that every product is a page of one store that takes orders.
/// Checks of the outside world are left out in test mode.
final class OrderGate {

  private final StoreGate stores;
  private final Accounts accounts;
  private final CardProcessors cards;

  OrderGate(Stores stores, Accounts accounts, CardProcessors cards) {
    this.stores = new StoreGate(stores);
    this.accounts = accounts;
    this.cards = cards;
  }

  /// The order in the feature's terms.
  ///
  /// @throws V2Problem when it is not accepted
  OrderSpec pass(OrderForm form, TenantId tenant, Mode mode, Map<String, Object> notes) {
    card(form.card(), tenant, mode);
    List<ProductPage> pages = new ArrayList<>();
    for (ProductForm product : form.products()) {
      pages.add(stores.product(product.url(), mode));
    }
    refuseTestErrors(pages);
    if (new HashSet<>(pages.stream().map(p -> p.store().code()).toList()).size() > 1) {
      throw new V2Problem(
          422,
          "validation_error",
          "All products of an order must be from one retailer",
          Map.of("products", "All products must be from the same retailer"));
    }
    StoreGate.country(form.shippingAddress().country(), mode);
    String store = pages.getFirst().store().code();
    if (form.card() != null) {
      paidHere(store, mode);
      if (cards.isPlayMoney(mode) && !isSandbox(store, mode)) {
        String why =
            "Cards are charged in Stripe's test mode here, which is play money and buys at sandbox"
                + " stores only; use mode 'wallet', which is meant where payment is left out";
        throw new V2Problem(400, "invalid_payment_method", why, Map.of("reason", "play_money"));
      }
    }
    AccountChoice account = account(form.retailerCredentialsId(), tenant, mode, store);
    return new OrderSpec(
        store,
        lines(form, pages),
        address(form.shippingAddress()),
        null,
        shipping(form.handlingDaysMax()),
        form.maxPrice(),
        null,
        false,
        List.of(),
        OrderSpec.Pay.STORE_DEFAULT,
        null,
        form.isGift() ? new Gift(form.giftMessage(), !form.giftBestEffort()) : null,
        List.of(),
        form.poNumber(),
        notes,
        false,
        List.of(),
        form.fulfilment(),
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
            .orElseThrow(() -> V2Problem.notFound("RetailerCredentials", shortId));
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

  private static V2Problem unusable(String why) {
    return new V2Problem(422, "validation_error", why, Map.of("retailer_credentials_id", why));
  }

  boolean isSandbox(String store, Mode mode) {
    return stores.of(store, mode).filter(ConfiguredStore::sandbox).isPresent();
  }

  /// Refuses to take money for what its client pays at the store itself. At a sandbox store nobody
  /// pays.
  void paidHere(String store, Mode mode) {
    stores
        .of(store, mode)
        .filter(found -> found.paidBy() == PaidBy.CLIENT && !found.sandbox())
        .ifPresent(
            found -> {
              String why =
                  "What is bought at the store '%s' is paid there, by its client's own account; leave"
                          .formatted(store)
                      + " payment out";
              throw new V2Problem(400, "invalid_payment_method", why, Map.of("retailer", store));
            });
  }

  private void card(@Nullable CardTerms card, TenantId tenant, Mode mode) {
    if (card != null) {
      cards
          .problem(card.kind(), tenant, mode)
          .ifPresent(
              problem -> {
                throw new V2Problem(
                    400,
                    "invalid_payment_method",
                    problem,
                    Map.of("mode", card.kind().name().toLowerCase(Locale.ROOT)));
              });
    }
  }

  private static void refuseTestErrors(List<ProductPage> pages) {
    for (ProductPage page : pages) {
      if (page.store().code().equals("zinc") && page.store().sandbox()) {
        TestProduct.ofProductId(page.productId())
            .flatMap(TestProduct::synchronousError)
            .ifPresent(
                error -> {
                  throw new V2Problem(error.httpStatus(), error.code(), error.message(), null);
                });
      }
    }
  }

  private static List<OrderLine> lines(OrderForm form, List<ProductPage> pages) {
    List<OrderLine> lines = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      ProductForm product = form.products().get(i);
      lines.add(
          new OrderLine(
              Ids.next(),
              pages.get(i).productId(),
              product.url(),
              product.quantity(),
              product.variant().stream().map(v -> new Variant(v.label(), v.value())).toList(),
              criteria(product, form.handlingDaysMax())));
    }
    return lines;
  }

  /// Without filters it is what a visitor of the page would get: the buy box, if the store has one.
  private static SellerCriteria criteria(ProductForm product, @Nullable Integer handlingDaysMax) {
    return new SellerCriteria(
        null,
        null,
        conditions(product.conditionIn()),
        conditions(product.conditionNotIn()),
        null,
        handlingDaysMax,
        null,
        null,
        Set.of(),
        Set.of(),
        null,
        null,
        null,
        true,
        false);
  }

  private static Set<Condition> conditions(List<String> words) {
    return words.stream().flatMap(w -> Condition.parse(w).stream()).collect(Collectors.toSet());
  }

  private static ShippingRule shipping(@Nullable Integer handlingDaysMax) {
    return handlingDaysMax == null
        ? new ShippingRule.Cheapest()
        : new ShippingRule.Within(ShippingRule.Order.PRICE, handlingDaysMax, null);
  }

  private static Address address(AddressForm a) {
    return new Address(
        a.firstName(),
        a.lastName(),
        a.addressLine1(),
        a.addressLine2(),
        a.city(),
        a.state(),
        a.postalCode(),
        a.country(),
        a.phoneNumber(),
        null);
  }
}
