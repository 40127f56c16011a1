package dev.brass.testkit;

import dev.brass.spi.Answer;
import dev.brass.spi.CancelResult;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Condition;
import dev.brass.spi.Connector;
import dev.brass.spi.Credential;
import dev.brass.spi.DayRange;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.Line;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.PaidBy;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Product;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.ReturnsOrders;
import dev.brass.spi.SearchPage;
import dev.brass.spi.SearchesProducts;
import dev.brass.spi.Secret;
import dev.brass.spi.Shipment;
import dev.brass.spi.ShippingOption;
import dev.brass.spi.Store;
import dev.brass.spi.StoreHttp;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A connector to a shop that exists on paper only: in the fixtures beside this class. It shows the
/// kit on a store that speaks HTTP, and its subclasses show the kit what is wrong.
class PaperConnector
    implements Connector,
        ReadsProducts,
        ListsOffers,
        SearchesProducts,
        PlacesOrders,
        FindsOrders,
        TracksOrders,
        CancelsOrders,
        ReturnsOrders {
  private static final DayRange DAYS = new DayRange(2, 4);

  @Override
  public String platform() {
    return "paper";
  }

  @Override
  public PaidBy paidBy(StoreSettings settings) {
    return PaidBy.OPERATOR;
  }

  @Override
  public void check(StoreSettings settings) {
    String url = settings.required("url");
    if (!url.matches("https?://[A-Za-z0-9.:-]+")) {
      throw new IllegalArgumentException("the setting 'url' is not the address of a shop");
    }
    if (settings.secret("api-token").map(Secret::reveal).orElse("").isBlank()) {
      throw new IllegalArgumentException("the setting 'api-token' is missing");
    }
  }

  @Override
  public Optional<String> productId(StoreSettings settings, URI page) {
    String prefix = settings.required("url") + "/p/";
    String address = page.toString();
    return address.startsWith(prefix)
        ? Optional.of(address.substring(prefix.length()))
        : Optional.empty();
  }

  @Override
  public Answer<Product> product(Store store, String productId) {
    JsonNode reply = json(get(store, "/products/" + productId));
    OrderError error = error(store, reply);
    return error == null ? Answer.of(product(reply)) : Answer.refused(error);
  }

  @Override
  public Answer<List<Offer>> offers(Store store, String productId) {
    JsonNode reply = json(get(store, "/products/" + productId));
    OrderError error = error(store, reply);
    if (error != null) {
      return Answer.refused(error);
    }
    return Answer.of(
        List.of(
            new Offer(
                "only",
                productId,
                new Offer.Seller("paper", "Paper", null, null, true),
                Condition.NEW,
                money(reply, "price"),
                available(reply),
                DAYS,
                List.of(),
                false,
                false,
                true,
                null,
                false,
                null,
                null)));
  }

  @Override
  public Answer<SearchPage> search(Store store, String query, int page) {
    JsonNode reply = json(get(store, "/products?q=" + query + "&page=" + page));
    List<Product> products = new ArrayList<>();
    PaperJson.required(reply, "products").forEach(product -> products.add(product(product)));
    return Answer.of(new SearchPage(products, reply.path("more").asBoolean(false)));
  }

  @Override
  public Answer<Quote> quote(Store store, QuoteRequest request) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (Line line : request.lines()) {
      items.add(Map.of("product", line.productId(), "quantity", line.quantity()));
    }
    JsonNode cart =
        json(
            post(
                store,
                "/carts",
                Map.of("reference", request.attempt().compact(), "items", items),
                false));
    OrderError error = error(store, cart);
    if (error != null) {
      return Answer.refused(error);
    }
    ShippingOption post = new ShippingOption("post", "Post", money(cart, "shipping"), DAYS);
    return Answer.of(
        new Quote(
            PaperJson.required(cart, "cart").asString(),
            List.of(new Quote.PricedShipping(post, price(cart))),
            null));
  }

  @Override
  public PlaceResult place(Store store, PlaceOrder order) {
    PriceComponents price = price(json(get(store, "/carts/" + order.handle())));
    if (tooDear(order, price.total())) {
      return new PlaceResult.Refused(
          ErrorCode.MAX_PRICE_EXCEEDED.error("price", price.total().minor()));
    }
    return outcome(store, order, pay(store, order));
  }

  /// Whether the price that the store would charge now is more than the cap.
  boolean tooDear(PlaceOrder order, Money total) {
    Money cap = order.priceCap();
    return cap != null && total.exceeds(cap);
  }

  /// The call that buys.
  StoreHttp.Reply pay(Store store, PlaceOrder order) {
    Payment.Card card = (Payment.Card) order.request().payment();
    return post(
        store,
        "/carts/" + order.handle() + "/pay",
        Map.of("reference", order.attempt().compact(), "card", card.number().reveal()),
        true);
  }

  /// What the reply to that call means.
  PlaceResult outcome(Store store, PlaceOrder order, StoreHttp.Reply reply) {
    if (reply.status() != 200) {
      return new PlaceResult.InDoubt("the shop answered " + reply.status());
    }
    JsonNode paid = json(reply);
    OrderError error = error(store, paid);
    if (error != null) {
      return new PlaceResult.Refused(error);
    }
    return new PlaceResult.Accepted(placement(store, order.request(), paid));
  }

  @Override
  public FindResult find(Store store, FindOrder order) {
    JsonNode reply = json(get(store, "/orders?reference=" + order.attempt().compact()));
    for (JsonNode candidate : PaperJson.required(reply, "orders")) {
      if (belongsTo(order, candidate)) {
        return new FindResult.Found(placement(store, order.request(), candidate));
      }
    }
    return new FindResult.Absent();
  }

  /// Whether an order in the shop's list is the one of the attempt: the list is not trusted.
  boolean belongsTo(FindOrder order, JsonNode candidate) {
    return PaperJson.required(candidate, "reference").asString().equals(order.attempt().compact());
  }

  @Override
  public Duration settlesWithin() {
    return Duration.ofMinutes(2);
  }

  @Override
  public boolean findsByAttemptId(StoreSettings settings) {
    return true;
  }

  @Override
  public TrackResult track(Store store, MerchantOrder order) {
    JsonNode reply = json(get(store, "/orders/" + order.id()));
    if (PaperJson.required(reply, "state").asString().equals("called_off")) {
      return new TrackResult.CancelledByRetailer("called off", money(reply, "total"));
    }
    List<Shipment> parcels = new ArrayList<>();
    for (JsonNode parcel : PaperJson.required(reply, "parcels")) {
      parcels.add(
          new Shipment(
              order.id(),
              "Post",
              PaperJson.required(parcel, "number").asString(),
              null,
              order.productIds(),
              Shipment.Status.IN_TRANSIT,
              null,
              List.of()));
    }
    return new TrackResult.Shipments(parcels, !parcels.isEmpty());
  }

  @Override
  public CancelResult cancel(Store store, MerchantOrder order, String reason) {
    JsonNode reply =
        json(post(store, "/orders/" + order.id() + "/cancel", Map.of("reason", reason), false));
    OrderError error = error(store, reply);
    return error == null
        ? new CancelResult.Cancelled(money(reply, "refund"))
        : new CancelResult.Refused(error);
  }

  @Override
  public ReturnResult open(Store store, ReturnOrder request) {
    JsonNode reply =
        json(
            post(
                store,
                "/orders/" + request.order().id() + "/returns",
                Map.of("reference", request.reference()),
                false));
    return new ReturnResult.Opened(PaperJson.required(reply, "return").asString(), null, List.of());
  }

  /// The shop's error in our words; null when the reply tells none.
  @Nullable OrderError error(Store store, JsonNode reply) {
    JsonNode error = reply.path("error");
    if (error.isMissingNode() || error.isNull()) {
      return null;
    }
    String code = error.asString();
    ErrorCode known =
        switch (code) {
          case "no_such_product" -> ErrorCode.EXPIRED_PRODUCT_ID;
          case "sold_out" -> ErrorCode.PRODUCT_UNAVAILABLE;
          case "card_declined" -> ErrorCode.CREDIT_CARD_DECLINED;
          case "shipped" -> ErrorCode.MANUAL_REVIEW_REQUIRED;
          default -> ErrorCode.INTERNAL_ERROR;
        };
    return known == ErrorCode.INTERNAL_ERROR
        ? new OrderError(known, "the shop said '" + code + "'", Map.of("raw", code))
        : known.error();
  }

  /// The reply's JSON.
  JsonNode json(StoreHttp.Reply reply) {
    return PaperJson.read(reply);
  }

  private Placement placement(Store store, QuoteRequest request, JsonNode paid) {
    MerchantOrder order =
        new MerchantOrder(
            PaperJson.required(paid, "order").asString(),
            store.code(),
            null,
            Instant.parse(PaperJson.required(paid, "placed_at").asString()),
            request.lines().stream().map(Line::productId).toList(),
            null,
            null);
    return new Placement(List.of(order), price(paid));
  }

  private PriceComponents price(JsonNode node) {
    return PriceComponents.of(money(node, "subtotal"), money(node, "shipping"), money(node, "tax"));
  }

  private Product product(JsonNode node) {
    return new Product(
        PaperJson.required(node, "id").asString(),
        PaperJson.required(node, "title").asString(),
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        money(node, "price"),
        available(node),
        null,
        null,
        null,
        Map.of());
  }

  private static boolean available(JsonNode node) {
    return PaperJson.required(node, "stock").asInt() > 0;
  }

  Money money(JsonNode node, String name) {
    return Money.ofMajor(
        new BigDecimal(PaperJson.required(node, name).asString()),
        Currency.getInstance(PaperJson.required(node, "currency").asString()));
  }

  StoreHttp.Reply get(Store store, String path) {
    return store
        .http()
        .send(new StoreHttp.Call("GET", uri(store, path), headers(store), null, false));
  }

  StoreHttp.Reply post(Store store, String path, Map<String, Object> body, boolean irrevocable) {
    return store
        .http()
        .send(
            new StoreHttp.Call(
                "POST", uri(store, path), headers(store), PaperJson.write(body), irrevocable));
  }

  private static Map<String, String> headers(Store store) {
    Credential credential = store.credential();
    Secret<String> password = credential == null ? null : credential.password();
    return Map.of(
        "content-type",
        "application/json",
        "authorization",
        "Bearer " + store.settings().required("api-token"),
        "x-password",
        password == null ? "" : password.reveal());
  }

  private static URI uri(Store store, String path) {
    return URI.create(store.settings().required("url") + path);
  }
}
