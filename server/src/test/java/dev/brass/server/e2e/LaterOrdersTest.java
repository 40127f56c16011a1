package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ObjectNode;

/// Attributes of orders that came after seed 002 change what is bought.
class LaterOrdersTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static Answer ended(Customer customer, ObjectNode order) {
    String requestId = customer.classic().post("/v1/orders", order).has(200).text("/request_id");
    return customer
        .classic()
        .until(
            "/v1/orders/" + requestId,
            answer -> !answer.text("/code").equals("request_processing"));
  }

  @Test
  void ordersByPagesAlone() {
    Customer customer = Customer.of(server.running());
    ObjectNode order = Client.JSON.createObjectNode();
    order
        .putArray("products")
        .add("https://www.amazon.com/dp/B07XYZ1234")
        .addObject()
        .put("url", "https://amazon.com/gp/product/B07XYZ9999?th=1")
        .put("quantity", 2);
    order.put(
        "shipping_address", "Tim Beaver\n77 Massachusetts Avenue\nApt 4\nCambridge MA 02139\nUSA");

    Answer placed = ended(customer, order);

    assertThat(placed.text("/_type")).as(placed.body()).isEqualTo("order_response");
    assertThat(placed.text("/merchant_order_ids/0/merchant")).isEqualTo("amazon");
    assertThat(placed.json().at("/merchant_order_ids/0/account").isNull()).isTrue();
    assertThat(placed.json().at("/request")).isEqualTo(order);

    order.put("max_price", 1);
    assertThat(ended(customer, order).text("/code")).isEqualTo("max_price_exceeded");
  }

  @Test
  void ordersByPagesAtAnyRetailerWithAnAccountOfOnesOwn() {
    Customer customer = Customer.of(server.running());
    ObjectNode order =
        BadOrder.base().put("retailer", "walmart").set("products", Client.JSON.createArrayNode());
    order.withArray("products").add("https://www.walmart.com/ip/a-lamp/15949610");

    Answer placed = ended(customer, order);

    assertThat(placed.text("/_type")).as(placed.body()).isEqualTo("order_response");
    assertThat(placed.text("/merchant_order_ids/0/account")).isEqualTo("timbeaver@gmail.com");
  }

  @Test
  void shipsOnTheAmazonDayThatIsNamed() {
    Customer customer = Customer.of(server.running());
    ObjectNode order = BadOrder.base().put("max_delivery_days", 6);
    assertThat(ended(customer, order).text("/_type")).isEqualTo("order_response");

    order.put("shipping_method", "amazon_day").put("amazon_day", "amazon day delivery");
    assertThat(ended(customer, order).text("/code")).isEqualTo("max_delivery_days_exceeded");
    order.remove("max_delivery_days");
    assertThat(ended(customer, order).text("/_type")).isEqualTo("order_response");

    Answer unavailable = ended(customer, order.put("amazon_day", "Amazon Day"));
    assertThat(unavailable.text("/code")).isEqualTo("shipping_method_unavailable");
    assertThat(unavailable.json().at("/data/shipping_methods").toString())
        .contains("\"Standard Shipping\"", "\"Amazon Day Delivery\"");
  }

  @Test
  void anAmazonDayIsNamedAndOnlyAtAmazon() {
    Client classic = server.running().classic();
    ObjectNode order = BadOrder.base().put("shipping_method", "amazon_day");
    Answer unnamed = classic.post("/v1/orders", order).has(400);
    assertThat(unnamed.text("/code")).isEqualTo("invalid_request");
    assertThat(unnamed.text("/data/errors/0/field")).isEqualTo("amazon_day");

    order.put("amazon_day", "Tuesday").put("retailer", "walmart");
    assertThat(classic.post("/v1/orders", order).has(400).text("/code"))
        .isEqualTo("invalid_shipping_method");

    order.put("retailer", "amazon").put("shipping_method", "cheapest");
    Answer unused = classic.post("/v1/orders", order).has(400);
    assertThat(unused.text("/code")).isEqualTo("invalid_request");
    assertThat(unused.text("/data/errors/0/message")).contains("amazon_day");
  }

  @Test
  void buysWhatOnlyLooksSoldOutWhenAllowed() {
    Customer customer = Customer.of(server.running());
    ObjectNode order = BadOrder.base();
    ClassicRequests.set(order, "products[0].product_id", "\"LOOKS-SOLD-OUT\"");
    assertThat(ended(customer, order).text("/code")).isEqualTo("product_unavailable");

    ClassicRequests.set(order, "products[0].seller_selection_criteria", "{\"allow_oos\":true}");
    assertThat(ended(customer, order).text("/_type")).isEqualTo("order_response");

    ClassicRequests.set(
        order,
        "products[0].seller_selection_criteria",
        "{\"allow_oos\":true,\"max_item_price\":1}");
    assertThat(ended(customer, order).text("/code")).isEqualTo("product_unavailable");

    ClassicRequests.set(order, "products[0].product_id", "\"NO-OFFERS\"");
    ClassicRequests.set(order, "products[0].seller_selection_criteria", "{\"allow_oos\":true}");
    assertThat(ended(customer, order).text("/code")).isEqualTo("product_unavailable");
  }
}
