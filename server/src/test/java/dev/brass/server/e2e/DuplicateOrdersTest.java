package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ObjectNode;

/// The guard against duplicates of clients without keys, through both channels.
class DuplicateOrdersTest {

  @RegisterExtension
  static final WholeServer server = WholeServer.perClass(Map.of("orders.duplicate-window", "1h"));

  private static final String PAGE = "https://www.amazon.com/dp/B07XYZ1234";

  @Test
  void theClassicApiSaysWhichOrderIsThere() {
    Customer customer = Customer.of(server.running());
    Client classic = customer.classic();
    ObjectNode order = BadOrder.base();
    String first = classic.post("/v1/orders", order).has(200).text("/request_id");

    ObjectNode again = order.deepCopy().put("max_price", 99_999);
    ClassicRequests.set(again, "shipping_address.city", "\" CAMBRIDGE\"");
    ClassicRequests.set(again, "retailer_credentials.email", "\"TimBeaver@gmail.com\"");
    Answer refused = classic.post("/v1/orders", again).has(409);
    assertThat(refused.text("/_type")).isEqualTo("error");
    assertThat(refused.text("/code")).isEqualTo("duplicate_order");
    assertThat(refused.text("/data/request_id")).isEqualTo(first);
    assertThat(classic.get("/v1/orders").json()).hasSize(1);

    ObjectNode two = order.deepCopy();
    ClassicRequests.set(two, "products[0].quantity", "2");
    classic.post("/v1/orders", two).has(200);
    classic.post("/v1/orders", order.deepCopy().put("idempotency_key", "meant")).has(200);
    Customer.of(server.running()).classic().post("/v1/orders", order).has(200);
    classic.advance("PT1H");
    classic.post("/v1/orders", order).has(200);
  }

  @Test
  void whatFailedMayBeOrderedAgain() {
    Client classic = Customer.of(server.running()).classic();
    ObjectNode order = BadOrder.base();
    ClassicRequests.set(order, "products[0].product_id", "\"NO-OFFERS\"");
    String failed = classic.post("/v1/orders", order).has(200).text("/request_id");
    classic.until(
        "/v1/orders/" + failed, answer -> answer.text("/code").equals("product_unavailable"));
    String second = classic.post("/v1/orders", order).has(200).text("/request_id");
    assertThat(second).isNotEqualTo(failed);
    classic.until(
        "/v1/orders/" + second, answer -> answer.text("/code").equals("product_unavailable"));
  }

  @Test
  void theCurrentApiSaysThatItAlreadyExists() {
    Client current = Customer.of(server.running()).live();
    ObjectNode order = CurrentRequests.order(PAGE);
    order.remove("idempotency_key");
    String first = current.post("/orders", order).has(201).text("/id");
    Answer refused = current.post("/orders", order).has(409);
    assertThat(refused.text("/code")).isEqualTo("already_exists");
    assertThat(refused.text("/details/order_id")).isEqualTo(first);
    current.post("/orders", order.deepCopy().put("idempotency_key", "meant")).has(201);
  }

  @Test
  void ofManyAtOnceOneIsAccepted() throws Exception {
    Client classic = Customer.of(server.running()).classic();
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        answers.add(threads.submit(() -> classic.post("/v1/orders", BadOrder.base())));
      }
      for (Future<Answer> answer : answers) {
        statuses.add(answer.get().status());
      }
    }
    assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200).hasSize(64);
    assertThat(classic.get("/v1/orders").json()).hasSize(1);
  }
}
