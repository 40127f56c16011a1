package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Orders of the current API that may be bought in part.
class FulfilmentTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final String SHOP = "https://www.amazon.com/dp/";

  private static ObjectNode order(String product, int quantity) {
    ObjectNode order = CurrentRequests.order(SHOP + product);
    ((ObjectNode) order.at("/products/0")).put("quantity", quantity);
    return order.put("max_price", 999_999);
  }

  private static ObjectNode and(ObjectNode order, String product) {
    ((ArrayNode) order.get("products")).addObject().put("url", SHOP + product);
    return order;
  }

  private static ObjectNode bestEffort(ObjectNode order, String concern) {
    ObjectNode allowed =
        order.get("fulfillment") instanceof ObjectNode there
            ? there
            : order.putObject("fulfillment");
    allowed.put(concern, "best_effort");
    return order;
  }

  private static Answer ended(Client client, ObjectNode order) {
    String id = client.post("/orders", order).has(201).text("/id");
    return client.until(
        "/orders/" + id,
        a -> !a.text("/status").equals("pending") && !a.text("/status").equals("in_progress"));
  }

  @Test
  void aProductThatIsSoldOutIsSkippedWhereTheOrderAllowsIt() {
    Client client = Customer.of(server.running()).live();
    assertThat(ended(client, and(order("STOCK-0-a", 1), "B0GOODITEM")).text("/status"))
        .isEqualTo("order_failed");

    Answer placed = ended(client, bestEffort(and(order("STOCK-0-a", 1), "B0GOODITEM"), "items"));

    assertThat(placed.text("/status")).as(placed.body()).isEqualTo("order_placed");
    assertThat(placed.text("/items/0/status")).isEqualTo("skipped");
    assertThat(placed.text("/items/1/status")).isEqualTo("ordered");
    JsonNode concession = placed.json().at("/fulfillment/concessions/0");
    assertThat(concession.get("concern").asString()).isEqualTo("items");
    assertThat(concession.get("item_id")).isEqualTo(placed.json().at("/items/0/id"));
    assertThat(concession.get("url")).isEqualTo(placed.json().at("/items/0/url"));
    assertThat(placed.json().at("/job_result/price_components/cart_items")).hasSize(1);
    client.advance("P9D");
    client.until(
        "/orders/" + placed.text("/id"), a -> a.text("/items/1/status").equals("delivered"));
  }

  @Test
  void anEmptyCartStillFails() {
    Client client = Customer.of(server.running()).live();
    Answer failed = ended(client, bestEffort(order("STOCK-0-b", 1), "items"));
    assertThat(failed.text("/status")).isEqualTo("order_failed");
  }

  @Test
  void asManyAreBoughtAsTheStoreSells() {
    Client client = Customer.of(server.running()).live();
    assertThat(ended(client, order("MAX-2-a", 5)).text("/job_result/error_type"))
        .isEqualTo("quantity_limit_exceeded");

    Answer placed = ended(client, bestEffort(order("MAX-2-a", 5), "quantity"));

    assertThat(placed.text("/status")).as(placed.body()).isEqualTo("order_placed");
    JsonNode concession = placed.json().at("/fulfillment/concessions/0");
    assertThat(concession.get("concern").asString()).isEqualTo("quantity");
    assertThat(concession.get("requested_quantity").asInt()).isEqualTo(5);
    assertThat(concession.get("fulfilled_quantity").asInt()).isEqualTo(2);
    assertThat(placed.json().at("/job_result/price_components/cart_items/0/quantity").asInt())
        .isEqualTo(2);
    client.advance("P9D");
    client.until(
        "/orders/" + placed.text("/id"), a -> a.text("/items/0/status").equals("delivered"));
  }

  @Test
  void whatCannotBeWrappedIsSentUnwrapped() {
    Client client = Customer.of(server.running()).live();
    ObjectNode gift = order("NO-GIFT-a", 1).put("is_gift", true);
    assertThat(ended(client, gift).text("/job_result/error_type"))
        .isEqualTo("gift_option_unavailable");
    Answer placed = ended(client, bestEffort(order("NO-GIFT-a", 1).put("is_gift", true), "gift"));
    assertThat(placed.text("/status")).isEqualTo("order_placed");
    assertThat(placed.text("/fulfillment/concessions/0/concern")).isEqualTo("gift");
  }
}
