package dev.brass.connector.example;

import dev.brass.spi.Answer;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The HTTP API of an Example shop: one method per endpoint. Every method throws [StoreException]
/// when the shop does not give a clear answer; an error that the shop names is an
/// [Answer.Refused].
final class ExampleClient {

  /// Ignores unknown fields, because shops add some. Refuses a reply that lacks a field of its wire
  /// record, and a fraction where a whole number belongs: an amount is never guessed (C5).
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private final StoreHttp http;
  private final ExampleConfig config;

  ExampleClient(StoreHttp http, ExampleConfig config) {
    this.http = http;
    this.config = config;
  }

  /// `POST /carts`
  Answer<ExampleWire.Cart> openCart(ExampleWire.NewCart cart) {
    return read(post("/carts", cart, false), ExampleWire.Cart.class);
  }

  /// `POST /carts/CART/shipping`
  Answer<ExampleWire.PricedCart> chooseShipping(String cart, String option) {
    StoreHttp.Reply reply =
        post("/carts/" + encoded(cart) + "/shipping", new ExampleWire.Choice(option), false);
    return read(reply, ExampleWire.PricedCart.class);
  }

  /// `POST /carts/CART/order`: the irrevocable call.
  Answer<ExampleWire.Order> buy(String cart, String reference) {
    StoreHttp.Reply reply =
        post("/carts/" + encoded(cart) + "/order", new ExampleWire.Purchase(reference), true);
    return read(reply, ExampleWire.Order.class);
  }

  /// `GET /orders/NUMBER`
  Answer<ExampleWire.Order> order(String number) {
    return read(send("GET", "/orders/" + encoded(number), null, false), ExampleWire.Order.class);
  }

  /// `GET /orders?reference=REFERENCE`
  List<ExampleWire.Order> orders(String reference) {
    StoreHttp.Reply reply = send("GET", "/orders?reference=" + encoded(reference), null, false);
    return switch (read(reply, ExampleWire.Orders.class)) {
      case Answer.Given<ExampleWire.Orders>(var found) -> found.orders();
      case Answer.Refused<ExampleWire.Orders>(var error) ->
          throw unclear("the shop did not search its orders: " + error.message());
    };
  }

  private StoreHttp.Reply post(String path, Object body, boolean irrevocable) {
    return send("POST", path, JSON.writeValueAsString(body), irrevocable);
  }

  private StoreHttp.Reply send(
      String method, String path, @Nullable String body, boolean irrevocable) {
    Map<String, String> headers =
        Map.of(
            "authorization",
            "Bearer " + config.apiToken().reveal(),
            "content-type",
            "application/json");
    URI uri = URI.create(config.url() + path);
    return http.send(new StoreHttp.Call(method, uri, headers, body, irrevocable));
  }

  /// Reads a clear yes or a clear no; everything else is no answer.
  private static <T> Answer<T> read(StoreHttp.Reply reply, Class<T> type) {
    return switch (reply.status() / 100) {
      case 2 -> Answer.of(json(reply, type));
      case 4 -> Answer.refused(ExampleErrors.error(json(reply, ExampleWire.Refusal.class).error()));
      default -> throw unclear("the shop answered " + reply.status());
    };
  }

  /// Names the field that cannot be read, and leaves the parser's text out: it may quote the reply
  /// (C7).
  private static <T> T json(StoreHttp.Reply reply, Class<T> type) {
    String where = "";
    try {
      T value = JSON.readValue(reply.body(), type);
      if (value != null) {
        return value;
      }
    } catch (JacksonException e) {
      where =
          e.getPath().stream()
              .map(JacksonException.Reference::getPropertyName)
              .filter(Objects::nonNull)
              .collect(Collectors.joining("."));
    }
    throw unclear(
        "the shop answered "
            + reply.status()
            + " with something unreadable"
            + (where.isEmpty() ? "" : " in '" + where + "'"));
  }

  private static StoreException unclear(String message) {
    return StoreException.answerLost(message, new IllegalStateException("no clear answer"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
