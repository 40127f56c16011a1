package dev.brass.connector.vendure;

import static dev.brass.connector.vendure.VendureOperation.ADD_ITEM;
import static dev.brass.connector.vendure.VendureOperation.ADD_PAYMENT;
import static dev.brass.connector.vendure.VendureOperation.APPLY_COUPON;
import static dev.brass.connector.vendure.VendureOperation.ARRANGE_PAYMENT;
import static dev.brass.connector.vendure.VendureOperation.LOGIN;
import static dev.brass.connector.vendure.VendureOperation.ORDER_BY_CODE;
import static dev.brass.connector.vendure.VendureOperation.PAYMENT_METHODS;
import static dev.brass.connector.vendure.VendureOperation.PRODUCT;
import static dev.brass.connector.vendure.VendureOperation.PRODUCTS;
import static dev.brass.connector.vendure.VendureOperation.SEARCH;
import static dev.brass.connector.vendure.VendureOperation.SET_BILLING_ADDRESS;
import static dev.brass.connector.vendure.VendureOperation.SET_CUSTOMER;
import static dev.brass.connector.vendure.VendureOperation.SET_CUSTOM_FIELDS;
import static dev.brass.connector.vendure.VendureOperation.SET_SHIPPING_ADDRESS;
import static dev.brass.connector.vendure.VendureOperation.SET_SHIPPING_METHOD;
import static dev.brass.connector.vendure.VendureOperation.SHIPPING_METHODS;

import dev.brass.spi.StoreHttp;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Vendure's Shop API, and the look-ups of its Admin API: one method per operation, named as in the
/// schema. Every method throws [VendureRefusal] when Vendure answers with anything but what was
/// asked for, and [dev.brass.spi.StoreException] when it does not answer.
final class VendureClient {

  private final StoreHttp http;
  private final VendureConfig config;

  VendureClient(StoreHttp http, VendureConfig config) {
    this.http = http;
    this.config = config;
  }

  /// A cart that was just opened.
  ///
  /// @param code the code that the order will have
  record OpenedCart(VendureSession session, String code) {}

  Optional<VendureWire.Product> product(String slug) {
    return find(ask(null, PRODUCT, Map.of("slug", slug)), VendureWire.Product.class);
  }

  List<VendureWire.Product> products(List<String> slugs) {
    Map<String, Object> variables = Map.of("slugs", slugs, "take", slugs.size());
    return read(ask(null, PRODUCTS, variables), VendureWire.ProductList.class).items();
  }

  VendureWire.SearchResponse search(String term, int skip, int take) {
    Map<String, Object> variables = Map.of("term", term, "skip", skip, "take", take);
    return read(ask(null, SEARCH, variables), VendureWire.SearchResponse.class);
  }

  /// Adds the first item, which opens a session and a cart in it.
  OpenedCart addItemToNewOrder(String variantId, int quantity) {
    Answered answered = ask(null, ADD_ITEM, Map.of("variant", variantId, "quantity", quantity));
    VendureSession session =
        VendureSession.openedBy(answered.reply())
            .orElseThrow(() -> answered.unreadable("no session came with the new cart"));
    JsonNode code = answered.value().path("code");
    if (!code.isString()) {
      throw answered.unreadable("the new cart has no code");
    }
    return new OpenedCart(session, code.stringValue());
  }

  void addItemToOrder(VendureSession session, String variantId, int quantity) {
    present(ask(session, ADD_ITEM, Map.of("variant", variantId, "quantity", quantity)));
  }

  void setCustomerForOrder(VendureSession session, Map<String, Object> customer) {
    present(ask(session, SET_CUSTOMER, Map.of("value", customer)));
  }

  void setOrderShippingAddress(VendureSession session, Map<String, Object> address) {
    present(ask(session, SET_SHIPPING_ADDRESS, Map.of("value", address)));
  }

  void setOrderBillingAddress(VendureSession session, Map<String, Object> address) {
    present(ask(session, SET_BILLING_ADDRESS, Map.of("value", address)));
  }

  void applyCouponCode(VendureSession session, String code) {
    present(ask(session, APPLY_COUPON, Map.of("value", code)));
  }

  List<VendureWire.ShippingMethodQuote> eligibleShippingMethods(VendureSession session) {
    return readAll(ask(session, SHIPPING_METHODS, Map.of()), VendureWire.ShippingMethodQuote.class);
  }

  List<VendureWire.PaymentMethodQuote> eligiblePaymentMethods(VendureSession session) {
    return readAll(ask(session, PAYMENT_METHODS, Map.of()), VendureWire.PaymentMethodQuote.class);
  }

  VendureWire.Order setOrderShippingMethod(VendureSession session, String methodId) {
    return read(
        ask(session, SET_SHIPPING_METHOD, Map.of("value", List.of(methodId))),
        VendureWire.Order.class);
  }

  /// Writes our reference into the cart. Where the field is unique, the shop's database refuses a
  /// second order with it, and Vendure shows that as an error without a code.
  void setOrderCustomFields(VendureSession session, String field, String reference) {
    Map<String, Object> input = Map.of("customFields", Map.of(field, reference));
    present(ask(session, SET_CUSTOM_FIELDS, Map.of("value", input)));
  }

  /// Moves the cart to the state in which it can be paid; its contents are fixed then.
  VendureWire.Order transitionOrderToArrangingPayment(VendureSession session) {
    Answered answered = ask(session, ARRANGE_PAYMENT, Map.of());
    if (answered.value().isNull()) {
      throw new VendureRefusal(
          ARRANGE_PAYMENT.field(),
          VendureErrors.NO_ACTIVE_ORDER,
          "the session has no cart that could be paid");
    }
    return read(answered, VendureWire.Order.class);
  }

  /// Pays for the cart, which makes an order of it: the irrevocable call.
  VendureWire.Order addPaymentToOrder(
      VendureSession session, String method, Map<String, Object> metadata) {
    Map<String, Object> payment = Map.of("method", method, "metadata", metadata);
    return read(ask(session, ADD_PAYMENT, Map.of("value", payment), true), VendureWire.Order.class);
  }

  /// The cart of a session; empty when it has none, as after its order was placed.
  Optional<VendureWire.Order> activeOrder(VendureSession session) {
    VendureOperation operation = VendureOperation.activeOrder(config.referenceField());
    return find(ask(session, operation, Map.of()), VendureWire.Order.class);
  }

  /// The placed order of that code; empty when the shop shows it to us no longer, or never had it:
  /// Vendure does not tell which, so that nobody guesses codes.
  ///
  /// @param session null to ask as a stranger
  Optional<VendureWire.Order> orderByCode(@Nullable VendureSession session, String code) {
    try {
      return find(ask(session, ORDER_BY_CODE, Map.of("code", code)), VendureWire.Order.class);
    } catch (VendureRefusal refusal) {
      if (refusal.code().equals(VendureErrors.FORBIDDEN)) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  VendureSession login(VendureConfig.AdminLogin login) {
    Map<String, Object> variables =
        Map.of("username", login.username(), "password", login.password().reveal());
    Answered answered = ask(null, LOGIN, variables);
    return VendureSession.openedBy(answered.reply())
        .orElseThrow(() -> answered.unreadable("no session came with the log-in"));
  }

  /// The orders and carts of which a field has exactly this value, as far as the shop's filter
  /// tells the truth: compare them again.
  List<VendureWire.Order> orders(VendureSession admin, String field, String value) {
    VendureOperation operation = VendureOperation.ordersBy(field, config.referenceField());
    return read(ask(admin, operation, Map.of("value", value)), VendureWire.OrderList.class).items();
  }

  /// What Vendure answered to one operation.
  ///
  /// @param value what stands under the operation's name in `data`; no error result
  private record Answered(VendureOperation operation, StoreHttp.Reply reply, JsonNode value) {
    VendureRefusal unreadable(String why) {
      return new VendureRefusal(operation.field(), VendureRefusal.UNREADABLE, why);
    }
  }

  private Answered ask(
      @Nullable VendureSession session, VendureOperation operation, Map<String, Object> variables) {
    return ask(session, operation, variables, false);
  }

  private Answered ask(
      @Nullable VendureSession session,
      VendureOperation operation,
      Map<String, Object> variables,
      boolean irrevocable) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    headers.put("accept", "application/json");
    if (session != null) {
      headers.put(session.header(), session.value().reveal());
    }
    if (config.channelToken() != null) {
      headers.put("vendure-token", config.channelToken().reveal());
    }
    String body =
        VendureJson.MAPPER.writeValueAsString(
            Map.of("query", operation.document(), "variables", variables));
    URI uri = URI.create(config.url() + operation.path());
    StoreHttp.Reply reply = http.send(new StoreHttp.Call("POST", uri, headers, body, irrevocable));
    return new Answered(operation, reply, value(operation.field(), reply));
  }

  private static JsonNode value(String field, StoreHttp.Reply reply) {
    JsonNode body;
    try {
      body = VendureJson.MAPPER.readTree(reply.body());
    } catch (JacksonException e) {
      body = VendureJson.MAPPER.missingNode();
    }
    JsonNode error = body.path("errors").path(0);
    if (reply.status() != 200 || !error.isMissingNode()) {
      String code = error.path("extensions").path("code").asString("");
      if (code.isEmpty()) {
        code = reply.status() == 200 ? VendureRefusal.UNNAMED : "HTTP_" + reply.status();
      }
      throw new VendureRefusal(
          field, code, error.path("message").asString("the status is " + reply.status()));
    }
    JsonNode value = body.path("data").path(field);
    if (value.isMissingNode()) {
      throw new VendureRefusal(
          field, VendureRefusal.UNREADABLE, "the reply has no data of that name");
    }
    if (value.has("errorCode")) {
      JsonNode available = value.path("quantityAvailable");
      throw new VendureRefusal(
          field,
          value.path("errorCode").asString(""),
          value.path("message").asString(""),
          available.isInt() ? available.intValue() : null);
    }
    return value;
  }

  private static void present(Answered answered) {
    if (!answered.value().isObject()) {
      throw answered.unreadable("the reply has no result");
    }
  }

  private static <T> Optional<T> find(Answered answered, Class<T> type) {
    return answered.value().isNull() ? Optional.empty() : Optional.of(read(answered, type));
  }

  private static <T> List<T> readAll(Answered answered, Class<T> type) {
    if (!answered.value().isArray()) {
      throw answered.unreadable("the reply is no list");
    }
    List<T> read = new ArrayList<>();
    for (JsonNode element : answered.value()) {
      read.add(read(answered, element, type));
    }
    return read;
  }

  private static <T> T read(Answered answered, Class<T> type) {
    return read(answered, answered.value(), type);
  }

  private static <T> T read(Answered answered, JsonNode value, Class<T> type) {
    T read;
    try {
      read = VendureJson.MAPPER.treeToValue(value, type);
    } catch (JacksonException e) {
      throw answered.unreadable("the reply is not as the schema says");
    }
    if (read == null) {
      throw answered.unreadable("the reply is null");
    }
    return read;
  }
}
