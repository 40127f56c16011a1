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
