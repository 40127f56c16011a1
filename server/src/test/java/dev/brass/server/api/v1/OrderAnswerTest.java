package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ClassicOrders.PLACED_AT;
import static dev.brass.server.api.v1.ClassicOrders.parcel;
import static dev.brass.server.api.v1.ClassicOrders.placement;
import static dev.brass.server.api.v1.ClassicRequests.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.order.Order;
import dev.brass.server.order.OrderState;
import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.Shipment.Status;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class OrderAnswerTest {

  private static JsonNode body(Order order) {
    return JSON.readTree(OrderAnswer.body(order));
  }

  /// Whether all that `expected` has is in `actual`, in the same order, with at most those more
  /// fields that the later documents or this server add.
  private static void isAsPrinted(JsonNode actual, JsonNode expected, List<String> more) {
    assertThat(actual.getNodeType()).isEqualTo(expected.getNodeType());
    if (expected.isObject()) {
      assertThat(actual.propertyNames().stream().filter(expected::has))
          .containsExactlyElementsOf(expected.propertyNames());
      assertThat(actual.propertyNames().stream().filter(name -> !expected.has(name)))
          .isSubsetOf(more);
      expected.propertyNames().stream()
          .filter(name -> !name.equals("request"))
          .forEach(name -> isAsPrinted(actual.get(name), expected.get(name), more));
    } else if (expected.isArray()) {
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        isAsPrinted(actual.get(i), expected.get(i), more);
      }
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void showsAPlacedOrderAsTheSeedPrintsIt() {
    Order order =
        ClassicOrders.in(
            new OrderState.Placed(placement(), false),
            parcel(Status.IN_TRANSIT, null, "0923568964"));

    isAsPrinted(
        body(order),
        JSON.readTree(ClassicRequests.resource("order_response.json")),
        List.of("request_id", "currency", "product_ids", "delivery_status"));
    assertThat(OrderAnswer.isPlaced(order)).isTrue();
  }

  @Test
  void echoesTheRequestExactlyAsItIsStored() {
    Order order = ClassicOrders.in(new OrderState.Placed(placement(), false));

    assertThat(OrderAnswer.body(order))
        .endsWith(
            ",\"request_id\":\"3f1c939065cf58e7b9f0aea70640dffc\",\"request\":"
                + order.echo()
                + "}");
  }

  static List<OrderState> processing() {
    AttemptId attempt = new AttemptId(new UUID(7, 7));
    return List.of(
        new OrderState.Queued(),
        new OrderState.Placing(attempt, 1, PLACED_AT, null, List.of()),
        new OrderState.InDoubt(attempt, 1, PLACED_AT, 2, null, List.of()),
        new OrderState.Retrying(ErrorCode.INTERNAL_ERROR.error(), PLACED_AT));
  }

  @ParameterizedTest
  @MethodSource("processing")
  void showsAnOrderUnderWayAsTheSeedPrintsIt(OrderState state) {
    Order order = ClassicOrders.in(state);

    isAsPrinted(
        body(order),
        JSON.readTree(
            """
            {
              "_type": "error",
              "code": "request_processing",
              "message": "Request is currently processing and will complete soon.",
              "data": {}
            }
            """),
        List.of("request_id", "request"));
    assertThat(OrderAnswer.isPlaced(order)).isFalse();
  }

  @Test
  void showsWhyAnOrderFailedAsTheSeedPrintsIt() {
    Order order =
        ClassicOrders.in(
            new OrderState.Failed(
                new OrderError(
                    ErrorCode.PRODUCT_UNAVAILABLE,
                    "One of the products you selected is unavailable.",
                    Map.of("product_id", "018293801"))));

    isAsPrinted(
        body(order),
        JSON.readTree(
            """
            {
              "_type": "error",
              "code": "product_unavailable",
              "message": "One of the products you selected is unavailable.",
              "data": {"product_id": "018293801"}
            }
            """),
        List.of("request_id", "request"));
    assertThat(OrderAnswer.isPlaced(order)).isFalse();
  }

  @Test
  void ordersTheDetailsOfAnErrorByName() {
    Order order =
        ClassicOrders.in(
            new OrderState.Failed(
                new OrderError(
                    ErrorCode.MAX_PRICE_EXCEEDED,
                    "Too dear.",
                    Map.of("price", 2500, "max_price", 2300L, "a", List.of("x")))));

    assertThat(OrderAnswer.body(order))
        .contains("\"data\":{\"a\":[\"x\"],\"max_price\":2300,\"price\":2500}");
  }

  @Test
  void asksForAPersonAsManualReview() {
    JsonNode body =
        body(
            ClassicOrders.in(
                new OrderState.NeedsAction(
                    new RequiredAction(
                        RequiredAction.Kind.VERIFICATION_CODE,
                        "Enter the code.",
                        Map.of("account", "t***@gmail.com")))));

    assertThat(body.get("code").stringValue()).isEqualTo("manual_review_required");
    assertThat(body.get("message").stringValue()).isEqualTo("Enter the code.");
    assertThat(JSON.writeValueAsString(body.get("data")))
        .isEqualTo("{\"account\":\"t***@gmail.com\",\"required_action\":\"verification_code\"}");
  }

  @Test
  void showsAnOrderThatWasCalledOffAsAborted() {
    JsonNode body = body(ClassicOrders.in(new OrderState.Cancelled("changed my mind")));

    assertThat(body.get("_type").stringValue()).isEqualTo("error");
    assertThat(body.get("code").stringValue()).isEqualTo("aborted_request");
    assertThat(body.get("data").get("msg").stringValue()).isEqualTo("Order aborted and dequeued");
    assertThat(body.get("data").get("reason").stringValue()).isEqualTo("changed my mind");
  }

  @Test
  void saysThatTheRetailerCalledAnOrderOff() {
    Order order =
        ClassicOrders.in(
            new OrderState.CancelledByRetailer(
                placement(), "out of stock", false, Money.of(1999, "USD")));

    JsonNode body = body(order);

    assertThat(OrderAnswer.isPlaced(order)).isTrue();
    assertThat(body.get("_type").stringValue()).isEqualTo("order_response");
    assertThat(JSON.writeValueAsString(body.get("cancellation")))
        .isEqualTo(
            "{\"cancelled_by\":\"retailer\",\"reason\":\"out of stock\",\"refund\":1999,"
                + "\"currency\":\"USD\"}");
    assertThat(
            body(ClassicOrders.in(new OrderState.CancelledByRetailer(placement(), "x", true, null)))
                .get("cancellation")
                .has("refund"))
        .isFalse();
  }

  @Test
  void addsUpAPriceWithAllItsParts() {
    PriceComponents price =
        new PriceComponents(
            Money.of(2000, "JPY"),
            Money.of(500, "JPY"),
            Money.of(200, "JPY"),
            Money.of(300, "JPY"),
            Money.of(100, "JPY"),
            Money.of(2500, "JPY"),
            Money.of(1000, "JPY"));
    Order order = ClassicOrders.in(new OrderState.Placed(new Placement(List.of(), price), false));

    assertThat(JSON.writeValueAsString(body(order).get("price_components")))
        .isEqualTo(
            "{\"shipping\":500,\"subtotal\":2000,\"tax\":200,\"total\":2500,\"discount\":300,"
                + "\"fees\":100,\"gift_certificate\":1000,\"currency\":\"JPY\"}");
    assertThat(body(order).get("merchant_order_ids").isEmpty()).isTrue();
  }

  @Test
  void showsWhatAMerchantOrderKnows() {
    MerchantOrder merchantOrder =
        new MerchantOrder(
            "1-2",
            "shop",
            null,
            PLACED_AT.plusMillis(34),
            List.of("a", "b"),
            LocalDate.of(2018, 1, 7),
            URI.create("https://shop.test/t/1"));
    Order order =
        ClassicOrders.in(
            new OrderState.Placed(
                new Placement(List.of(merchantOrder), placement().price()), false));

    assertThat(JSON.writeValueAsString(body(order).get("merchant_order_ids")))
        .isEqualTo(
            "[{\"merchant_order_id\":\"1-2\",\"merchant\":\"shop\",\"account\":null,"
                + "\"placed_at\":\"2014-07-02T23:51:08.400Z\",\"product_ids\":[\"a\",\"b\"],"
                + "\"tracking_url\":\"https://shop.test/t/1\",\"delivery_date\":\"Jan. 7, 2018\"}]");
  }

  @Test
  void namesTheProductOfAParcelOnlyWhenThereIsOne() {
    JsonNode tracking =
        body(ClassicOrders.in(
                new OrderState.Placed(placement(), false),
                parcel(Status.DELIVERED, "https://t.test/1", "a", "a"),
                parcel(Status.PENDING, null, "a", "b"),
                parcel(Status.UNDELIVERABLE, null)))
            .get("tracking");

    assertThat(tracking.get(0).get("product_id").stringValue()).isEqualTo("a");
    assertThat(tracking.get(0).get("product_ids").size()).isEqualTo(2);
    assertThat(tracking.get(0).get("tracking_url").stringValue()).isEqualTo("https://t.test/1");
    assertThat(tracking.get(0).get("delivery_status").stringValue()).isEqualTo("Delivered");
    assertThat(tracking.get(1).has("product_id")).isFalse();
    assertThat(tracking.get(1).get("delivery_status").stringValue()).isEqualTo("Pending");
    assertThat(tracking.get(2).get("product_id").stringValue()).isEqualTo("0923568964");
    assertThat(tracking.get(2).has("product_ids")).isFalse();
    assertThat(tracking.get(2).get("delivery_status").stringValue()).isEqualTo("Undeliverable");
  }
}
