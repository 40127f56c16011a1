package dev.brass.testkit.shop;

import dev.brass.spi.Answer;
import dev.brass.spi.CancelResult;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Connector;
import dev.brass.spi.DayRange;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Shipment;
import dev.brass.spi.ShippingOption;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Buys from [HttpShop]s: platform `http-shop`. Stateless and thread-safe (C1). It is announced to
/// [java.util.ServiceLoader], so that a server whose class path has the kit can be configured with
/// such a shop.
///
/// Settings: `url`, where the shop is; `pages`, where its product pages are, unless they are there
/// too; `finds` (`true` unless given): whether its list of orders may be asked for a reference.
/// Without it, nothing can be found without the attempt's handle, and no shop gives one.
public final class HttpShopConnector
    implements Connector, PlacesOrders, TracksOrders, CancelsOrders {

  private static final DayRange DAYS = new DayRange(2, 4);
  private static final Set<String> SETTINGS = Set.of("url", "finds", "pages");

  /// The shop's errors in our words.
  private static final Map<String, ErrorCode> ERRORS =
      Map.of(
          "sold_out", ErrorCode.PRODUCT_UNAVAILABLE,
          "unknown_product", ErrorCode.EXPIRED_PRODUCT_ID,
          "too_dear", ErrorCode.MAX_PRICE_EXCEEDED,
          "declined", ErrorCode.CREDIT_CARD_DECLINED,
          "shipped", ErrorCode.MANUAL_REVIEW_REQUIRED);

  @Override
  public String platform() {
    return "http-shop";
  }

  @Override
  public void check(StoreSettings settings) {
    for (String name : settings.names()) {
      if (!SETTINGS.contains(name)) {
        throw new IllegalArgumentException("unknown setting '" + name + "'; there are " + SETTINGS);
      }
    }
    checkAddress("url", settings.required("url"));
    checkAddress("pages", pages(settings));
  }

  private static void checkAddress(String name, String value) {
    if (!value.matches("https?://[A-Za-z0-9.:-]+")) {
      throw new IllegalArgumentException(
          "the setting '" + name + "' is not the address of a shop, such as http://127.0.0.1:8000");
    }
  }

  @Override
  public Optional<String> productId(StoreSettings settings, URI page) {
    String prefix = pages(settings) + "/p/";
    String address = page.toString();
    return address.startsWith(prefix) && address.length() > prefix.length()
        ? Optional.of(address.substring(prefix.length()))
        : Optional.empty();
  }

  private static String pages(StoreSettings settings) {
    return settings.text("pages").orElseGet(() -> settings.required("url"));
  }

  @Override
  public Answer<Quote> quote(Store store, QuoteRequest request) {
    return switch (priceNow(store, request)) {
      case Answer.Refused<Money>(var error) -> Answer.refused(error);
      case Answer.Given<Money>(var price) -> {
        Money none = Money.zero(price.currency());
        yield Answer.of(
            new Quote(
                "",
                List.of(
                    new Quote.PricedShipping(
                        new ShippingOption("post", "Post", none, DAYS),
                        PriceComponents.of(price, none, none))),
                null));
      }
    };
  }

  private static Answer<Money> priceNow(Store store, QuoteRequest request) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.set("lines", lines(request.lines()));
    JsonNode answer = json(store, post(store, "/quotes", body, false));
    return error(answer)
        .<Answer<Money>>map(Answer::refused)
        .orElseGet(
            () ->
                Answer.of(
                    Money.of(
                        answer.required("subtotal").asLong(),
                        answer.required("currency").asString())));
  }

  @Override
  public PlaceResult place(Store store, PlaceOrder order) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("reference", order.attempt().toString());
    body.set("lines", lines(order.request().lines()));
    Money cap = order.priceCap();
    if (cap != null) {
      Answer<Money> now;
      try {
        now = priceNow(store, order.request());
      } catch (StoreException e) {
        throw StoreException.notSent("the price could not be compared with the cap", e);
      }
      switch (now) {
        case Answer.Refused<Money>(var error) -> {
          return new PlaceResult.Refused(error);
        }
        case Answer.Given<Money>(var price) when price.exceeds(cap) -> {
          return new PlaceResult.Refused(
              ErrorCode.MAX_PRICE_EXCEEDED.error("price", price.minor()));
        }
        case Answer.Given<Money> _ -> body.put("total", cap.minor());
      }
    }
    StoreHttp.Reply reply = post(store, "/orders", body, true);
    if (reply.status() != 201 && reply.status() != 409) {
      return new PlaceResult.InDoubt("the shop answered " + reply.status());
    }
    JsonNode answer;
    try {
      answer = json(store, reply);
    } catch (StoreException e) {
      return new PlaceResult.InDoubt("the shop's answer cannot be read");
    }
    return error(answer)
        .<PlaceResult>map(PlaceResult.Refused::new)
        .orElseGet(() -> new PlaceResult.Accepted(placement(store, order.request(), answer)));
  }

  @Override
  public FindResult find(Store store, FindOrder order) {
    if (!findsByAttemptId(store.settings())) {
      return new FindResult.Unknown("this shop shows no list of its orders");
    }
    String reference = order.attempt().toString();
    JsonNode answer = json(store, get(store, "/orders?reference=" + reference));
    for (JsonNode candidate : answer.required("orders")) {
      // The list is not trusted: some shops show all of their orders.
      if (candidate.required("reference").asString().equals(reference)) {
        return new FindResult.Found(placement(store, order.request(), candidate));
      }
    }
    return new FindResult.Absent();
  }

  @Override
  public PaidBy paidBy(StoreSettings settings) {
    return PaidBy.OPERATOR;
  }

  @Override
  public Duration settlesWithin() {
    return Duration.ofSeconds(1);
  }

  @Override
  public boolean findsByAttemptId(StoreSettings settings) {
    return settings.text("finds").map(Boolean::parseBoolean).orElse(true);
  }

  @Override
  public TrackResult track(Store store, MerchantOrder order) {
    JsonNode answer = json(store, get(store, "/orders/" + order.id()));
    return switch (answer.required("state").asString()) {
      case "cancelled" ->
          new TrackResult.CancelledByRetailer("the shop cancelled it", total(answer));
      case "shipped" ->
          new TrackResult.Shipments(
              List.of(
                  new Shipment(
                      order.id(),
                      "Post",
                      "T-" + order.id(),
                      null,
                      order.productIds(),
                      Shipment.Status.IN_TRANSIT,
                      null,
                      List.of())),
              true);
      default -> new TrackResult.Shipments(List.of(), false);
    };
  }

  @Override
  public CancelResult cancel(Store store, MerchantOrder order, String reason) {
    ObjectNode none = JsonMapper.shared().createObjectNode();
    JsonNode answer = json(store, post(store, "/orders/" + order.id() + "/cancel", none, false));
    return error(answer)
        .<CancelResult>map(CancelResult.Refused::new)
        .orElseGet(() -> new CancelResult.Cancelled(total(answer)));
  }

  private static Placement placement(Store store, QuoteRequest request, JsonNode order) {
    Money total = total(order);
    Money none = Money.zero(total.currency());
    return new Placement(
        List.of(
            new MerchantOrder(
                order.required("number").asString(),
                store.code(),
                null,
                Instant.parse(order.required("at").asString()),
                request.lines().stream().map(Line::productId).toList(),
                null,
                null)),
        PriceComponents.of(total, none, none));
  }

  private static Money total(JsonNode order) {
    return Money.of(order.required("total").asLong(), order.required("currency").asString());
  }

  private static ArrayNode lines(List<Line> lines) {
    ArrayNode array = JsonMapper.shared().createArrayNode();
    for (Line line : lines) {
      array.addObject().put("product", line.productId()).put("quantity", line.quantity());
    }
    return array;
  }

  private static Optional<OrderError> error(JsonNode answer) {
    if (!answer.path("error").isString()) {
      return Optional.empty();
    }
    String code = answer.path("error").asString();
    ErrorCode known = ERRORS.get(code);
    return Optional.of(
        known == null
            ? new OrderError(
                ErrorCode.INTERNAL_ERROR, "the shop said '" + code + "'", Map.of("raw", code))
            : known.error());
  }

  private static JsonNode json(Store store, StoreHttp.Reply reply) {
    if (reply.status() >= 500) {
      throw StoreException.answerLost(
          store.code() + " answered " + reply.status(), new IOException());
    }
    try {
      return JsonMapper.shared().readTree(reply.body());
    } catch (JacksonException e) {
      throw StoreException.answerLost(store.code() + " answered something else than JSON", e);
    }
  }

  private static StoreHttp.Reply get(Store store, String path) {
    return store.http().send(new StoreHttp.Call("GET", uri(store, path), Map.of(), null, false));
  }

  private static StoreHttp.Reply post(
      Store store, String path, ObjectNode body, boolean irrevocable) {
    return store
        .http()
        .send(
            new StoreHttp.Call(
                "POST",
                uri(store, path),
                Map.of("content-type", "application/json"),
                body.toString(),
                irrevocable));
  }

  private static URI uri(Store store, String path) {
    return URI.create(store.settings().required("url") + path);
  }
}
