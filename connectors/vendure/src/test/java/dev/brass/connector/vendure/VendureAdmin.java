package dev.brass.connector.vendure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The staff of a [VendureProgram], who work with its Admin API and not with the connector, so that
/// tests can compare. Logged in; thread-safe.
public final class VendureAdmin {

  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int MOST_ORDERS = 100;

  private final URI api;
  private final String token;

  VendureAdmin(URI shop) {
    api = shop.resolve("/admin-api");
    HttpResponse<String> reply =
        send(
            "",
            "mutation($u: String!, $p: String!) { login(username: $u, password: $p) { __typename } }",
            Map.of("u", VendureProgram.ADMIN, "p", VendureProgram.ADMIN_PASSWORD));
    token =
        reply
            .headers()
            .firstValue("vendure-auth-token")
            .map(text -> "Bearer " + text)
            .orElseGet(() -> cookies(reply));
  }

  /// The placed orders that carry a reference at their payment, newest first: their codes.
  public List<String> ordersWith(String reference) {
    JsonNode orders =
        ask(
            """
            query($take: Int!) {
              orders(options: {filter: {active: {eq: false}}, sort: {createdAt: DESC}, take: $take}) {
                items { code orderPlacedAt payments { metadata } }
              }
            }
            """,
            Map.of("take", MOST_ORDERS));
    List<String> codes = new ArrayList<>();
    for (JsonNode order : orders.path("orders").path("items")) {
      boolean ours =
          order
              .path("payments")
              .valueStream()
              .anyMatch(
                  p -> p.path("metadata").path("clientReference").asString("").equals(reference));
      if (ours && !order.path("orderPlacedAt").isNull()) {
        codes.add(order.path("code").asString());
      }
    }
    return codes;
  }

  /// An order or a cart as the staff sees it.
  ///
  /// @param fields in GraphQL, such as `state totalWithTax`
  public JsonNode order(String code, String fields) {
    JsonNode found =
        ask(
                "query($code: String!) { orders(options: {filter: {code: {eq: $code}}}) { items { id %s } } }"
                    .formatted(fields),
                Map.of("code", code))
            .path("orders")
            .path("items");
    if (found.size() != 1) {
      throw new AssertionError("the shop has " + found.size() + " orders " + code);
    }
    return found.get(0);
  }

  /// Takes the money of an order and packs units of every line into one parcel.
  ///
  /// @return the parcel's id
  public String pack(String code, int unitsOfEachLine, String carrier, String trackingNumber) {
    JsonNode order = order(code, "lines { id } payments { id state }");
    for (JsonNode payment : order.path("payments")) {
      if (payment.path("state").asString().equals("Authorized")) {
        ask(
            "mutation($id: ID!) { settlePayment(id: $id) { ...on ErrorResult { message } } }",
            Map.of("id", payment.path("id").asString()));
      }
    }
    List<Map<String, Object>> lines = new ArrayList<>();
    for (JsonNode line : order.path("lines")) {
      lines.add(Map.of("orderLineId", line.path("id").asString(), "quantity", unitsOfEachLine));
    }
    return ask(
            """
            mutation($input: FulfillOrderInput!) {
              addFulfillmentToOrder(input: $input) {
                ...on Fulfillment { id }
                ...on ErrorResult { message }
              }
            }
            """,
            Map.of(
                "input",
                Map.of(
                    "lines",
                    lines,
                    "handler",
                    Map.of(
                        "code",
                        "manual-fulfillment",
                        "arguments",
                        List.of(
                            Map.of("name", "method", "value", carrier),
                            Map.of("name", "trackingCode", "value", trackingNumber))))))
        .path("addFulfillmentToOrder")
        .path("id")
        .asString();
  }

  /// Moves a parcel on: to `Shipped`, then to `Delivered`.
  public void moveParcel(String id, String state) {
    ask(
        """
        mutation($id: ID!, $state: String!) {
          transitionFulfillmentToState(id: $id, state: $state) { ...on ErrorResult { message } }
        }
        """,
        Map.of("id", id, "state", state));
  }

  public void cancel(String code) {
    ask(
        """
        mutation($input: CancelOrderInput!) {
          cancelOrder(input: $input) { ...on ErrorResult { message } }
        }
        """,
        Map.of(
            "input",
            Map.of(
                "orderId",
                order(code, "").path("id").asString(),
                "reason",
                "out of stock after all",
                "cancelShipping",
                true)));
  }

  /// Sets how many units of a variant there are.
  public void stock(String variantId, int units) {
    updateVariant(Map.of("id", variantId, "stockOnHand", units, "trackInventory", "TRUE"));
  }

  /// Sets the price of a variant before tax.
  public void price(String variantId, long price) {
    updateVariant(Map.of("id", variantId, "price", price));
  }

  private void updateVariant(Map<String, Object> variant) {
    ask(
        "mutation($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) { id } }",
        Map.of("input", List.of(variant)));
  }

  /// Starts a promotion: with this code, an order costs that many percent less.
  ///
  /// @return the promotion's id
  public String coupon(String code, int percent) {
    Map<String, Object> discount =
        Map.of(
            "code",
            "order_percentage_discount",
            "arguments",
            List.of(Map.of("name", "discount", "value", Integer.toString(percent))));
    Map<String, Object> promotion =
        Map.of(
            "enabled", true,
            "couponCode", code,
            "translations", List.of(Map.of("languageCode", "en", "name", code)),
            "conditions", List.of(),
            "actions", List.of(discount));
    return ask(
            """
            mutation($input: CreatePromotionInput!) {
              createPromotion(input: $input) {
                ...on Promotion { id }
                ...on ErrorResult { message }
              }
            }
            """,
            Map.of("input", promotion))
        .path("createPromotion")
        .path("id")
        .asString();
  }

  /// Ends a promotion.
  public void end(String promotionId) {
    ask(
        """
        mutation($input: UpdatePromotionInput!) {
          updatePromotion(input: $input) { ...on ErrorResult { message } }
        }
        """,
        Map.of("input", Map.of("id", promotionId, "enabled", false)));
  }

  private JsonNode ask(String document, Map<String, Object> variables) {
    HttpResponse<String> reply = send(token, document, variables);
    JsonNode body = JSON.readTree(reply.body());
    if (reply.statusCode() != 200
        || body.has("errors")
        || body.toString().contains("\"message\"")) {
      throw new AssertionError("the shop's staff was refused: " + body);
    }
    return body.path("data");
  }

  private HttpResponse<String> send(
      String authorization, String document, Map<String, Object> variables) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api)
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JSON.writeValueAsString(Map.of("query", document, "variables", variables))));
    if (!authorization.isEmpty()) {
      request.header(
          authorization.startsWith("Bearer ") ? "authorization" : "cookie", authorization);
    }
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the shop's staff", e);
    }
  }

  private static String cookies(HttpResponse<String> reply) {
    return String.join(
        "; ",
        reply.headers().allValues("set-cookie").stream()
            .map(cookie -> cookie.split(";", 2)[0])
            .toList());
  }
}
