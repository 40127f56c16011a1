package dev.brass.server.api.v1;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.Fulfilment;
import dev.brass.server.order.FundingRule;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.OrderSpec.Pay;
import dev.brass.server.order.Payer;
import dev.brass.server.order.ShippingRule;
import dev.brass.server.secret.Masking;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.Address;
import dev.brass.spi.BundlesOrders;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Gift;
import dev.brass.spi.PlacesOrders;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of `POST /v1/orders` (classic Zinc docs, Create an order). Thread-safe.
final class OrderReader {

  static final String CHANNEL = "v1";

  private static final int STORES_NAMED = 50;

  /// The price cap of orders by product pages without `max_price`, in minor units (classic Zinc
  /// docs, Optional attributes).
  private static final long PAGES_MAX_PRICE = 100_000_000;

  static final Set<String> NAMES =
      Stream.concat(
              Stream.of(
                  "retailer",
                  "products",
                  "shipping_address",
                  "shipping_method",
                  "shipping",
                  "amazon_day",
                  "billing_address",
                  "payment_method",
                  "retailer_credentials",
                  "gift_message",
                  "is_gift",
                  "max_price",
                  "webhooks",
                  "client_notes",
                  "promo_codes",
                  "ignore_invalid_promo_code",
                  "po_number",
                  "bundled",
                  "idempotency_key"),
              Stream.concat(LaterAttributes.NAMES.stream(), AddaxReader.NAMES.stream()))
          .collect(Collectors.toUnmodifiableSet());

  private final Stores stores;
  private final PageReader pages;
  private final WebhookReader webhooks;
  private final FundingRule fundings;

  OrderReader(Stores stores, WebhookReader.TargetCheck targets, FundingRule fundings) {
    this.stores = stores;
    this.pages = new PageReader(stores);
    this.fundings = fundings;
    this.webhooks = new WebhookReader(targets);
  }

  /// The result of reading a body.
  sealed interface Reading {

    /// An order that can be submitted.
    record Valid(OrderRequest order) implements Reading {}

    /// An invalid order.
    ///
    /// @param idempotencyKey the key in the body; null when it has no valid one
    record Invalid(V1Problem problem, @Nullable String idempotencyKey) implements Reading {}
  }

  /// Reads a body.
  ///
  /// @throws V1Problem when it is no JSON object
  Reading read(Caller caller, String body) {
    ObjectNode json = V1Json.read(body);
    Problems problems = new Problems();
    Fields order = new Fields(json, "", false, NAMES, problems);
    String key = idempotencyKey(order.get("idempotency_key"));
    List<PageReader.Entry> products = pages.entries(order.get("products"), caller.mode());
    boolean byPages = PageReader.anyPage(products);
    String retailer =
        byPages && !order.has("retailer")
            ? PageReader.retailer(products)
            : retailer(order.get("retailer"), caller.mode());
    LaterAttributes.check(order);
    boolean bundled = bundled(order, retailer, caller.mode());
    Long maxPrice = order.get("max_price").whole(0, Limits.AMOUNT);
    Payer payer = AddaxReader.payer(order, retailer);
    boolean managed = payer instanceof Payer.ManagedAccount;
    if (!managed && fundings.needsCap(retailer, caller.mode())) {
      AddaxReader.requireCap(order, "here, because it is held on your balance");
    }
    boolean storePays =
        managed || (byPages && !order.has("payment_method") && !order.has("retailer_credentials"));
    PaymentReader.Paid paid =
        storePays
            ? new PaymentReader.Paid(Pay.STORE_DEFAULT, null)
            : PaymentReader.read(order.get("payment_method"), retailer);
    OrderSpec spec = spec(order, retailer, products, maxPrice, paid, managed, bundled);
    OrderPrivate secrets =
        new OrderPrivate(
            paid.card(),
            storePays ? null : CredentialReader.read(order.get("retailer_credentials"), retailer),
            webhooks.read(order.get("webhooks")));
    if (problems.any()) {
      return new Reading.Invalid(problems.refusal(), key);
    }
    String echo = V1Json.write(Masking.of(json));
    // Not a hash of the body: a card number could be found by trying all that give the stored hash.
    OrderRequest.Idempotency idempotency =
        key == null ? null : new OrderRequest.Idempotency(CHANNEL, key, echo);
    return new Reading.Valid(
        new OrderRequest(
            caller.tenant(), caller.mode(), CHANNEL, spec, payer, secrets, echo, idempotency));
  }

  /// Whether orders at a store can be cancelled on request.
  boolean cancels(Order order) {
    return PlacedOrders.isAble(stores, order, CancelsOrders.class);
  }

  private static OrderSpec spec(
      Fields order,
      String retailer,
      List<PageReader.Entry> products,
      @Nullable Long maxPrice,
      PaymentReader.Paid paid,
      boolean managed,
      boolean bundled) {
    ExtrasReader.Promotions promotions = ExtrasReader.promotions(order);
    boolean byPages = PageReader.anyPage(products);
    Value shipTo = order.get("shipping_address");
    // Read in this order, in which the faults are reported.
    List<OrderLine> lines =
        ProductReader.lines(
            order.get("products"), products, retailer, order.get("take_buybox_offers").isTrue());
    Address to = byPages ? AddressReader.shipToOfPages(shipTo) : AddressReader.shipTo(shipTo);
    Address billTo = managed ? null : billTo(order.get("billing_address"), paid);
    ShippingRule shipping =
        byPages && !ShippingReader.isGiven(order)
            ? new ShippingRule.Cheapest()
            : ShippingReader.rule(order, retailer);
    Integer maxDays = order.get("max_delivery_days").whole(0, Limits.DAYS);
    boolean failIfTaxed = order.get("fail_if_taxed").isTrue();
    Gift gift = ExtrasReader.gift(order);
    return new OrderSpec(
        retailer,
        lines,
        new OrderSpec.Delivery(to, shipping, maxDays, gift),
        new OrderSpec.Payment(paid.pay(), billTo, null),
        new OrderSpec.Terms(
            byPages && maxPrice == null ? (Long) PAGES_MAX_PRICE : maxPrice,
            failIfTaxed,
            promotions.discounts(),
            promotions.codes(),
            Fulfilment.WHOLE),
        new OrderSpec.Reference(
            ExtrasReader.poNumber(order.get("po_number")),
            ExtrasReader.notes(order.get("client_notes"))),
        new OrderSpec.Bundle(bundled, List.of()),
        null);
  }

  /// A card has a billing address; other ways to pay have none.
  private static @Nullable Address billTo(Value value, PaymentReader.Paid paid) {
    return value.isPresent() || paid.pay() == Pay.CARD ? AddressReader.billTo(value) : null;
  }

  private static @Nullable String idempotencyKey(Value value) {
    return value.isPresent() ? blankToNull(value.requiredText(Limits.IDEMPOTENCY_KEY)) : null;
  }

  private static @Nullable String blankToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /// The retailer that an order names.
  private String retailer(Value value, Mode mode) {
    String code = value.requiredText(Limits.TEXT).strip();
    if (code.isEmpty()) {
      return code;
    }
    Optional<ConfiguredStore> store = stores.byCode(code, mode);
    if (store.isEmpty()) {
      value.problemWithValue(
          V1Code.INVALID_REQUEST,
          "is not known; this server orders at " + String.join(", ", ordering(mode)));
    } else if (!(store.get().connector() instanceof PlacesOrders)) {
      value.problemWithValue(
          V1Code.INVALID_REQUEST,
          "takes no orders; this server orders at " + String.join(", ", ordering(mode)));
    }
    return code;
  }

  private List<String> ordering(Mode mode) {
    return stores.serving(mode).stream()
        .filter(store -> store.connector() instanceof PlacesOrders)
        .map(ConfiguredStore::code)
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .limit(STORES_NAMED)
        .toList();
  }

  private boolean bundled(Fields order, String retailer, Mode mode) {
    boolean wanted = order.get("bundled").isTrue();
    boolean able =
        stores
            .byCode(retailer, mode)
            .filter(store -> store.connector() instanceof BundlesOrders)
            .isPresent();
    if (wanted && !(able && Retailers.mayBundle(retailer))) {
      order.get("bundled").problem("works at amazon and amazon_uk only");
    }
    return wanted;
  }
}
