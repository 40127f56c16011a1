package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.wallet.WalletAudit;
import dev.brass.server.webhook.HookReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Cases about orders that were bought on managed accounts.
class CaseTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  @AfterEach
  void allWalletsAddUp() {
    assertThat(new WalletAudit(server.database().database().jdbi()).flaws()).isEmpty();
  }

  private static String place(Client classic, String hook) {
    ObjectNode order = ClassicRequests.addaxOrder();
    order.putObject("webhooks").put("case_updated", hook);
    String id = classic.post("/v1/orders", order).has(200).text("/request_id");
    classic.until("/v1/orders/" + id, a -> a.text("/_type").equals("order_response"));
    return "/v1/orders/" + id;
  }

  private static List<String> types(Answer answer) {
    List<String> types = new ArrayList<>();
    answer.has(200).json().get("messages").forEach(m -> types.add(m.get("type").asString()));
    return types;
  }

  private static String operatorsPath(Customer customer, String order) {
    return "/admin/tenants/" + customer.id() + order.substring("/v1".length()) + "/case";
  }

  @Test
  void theSandboxAnswersAnHourLaterAndRefunds() {
    Client classic = Customer.of(server.running()).classic();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      String order = place(classic, hooks.url("/case"));
      long balance = classic.get("/v1/addax/balance").json().get("balance").asLong();
      Answer none = classic.get(order + "/case").has(200);
      assertThat(none.json().get("state").isNull()).isTrue();
      assertThat(types(none)).isEmpty();

      Answer opened =
          classic
              .post(
                  order + "/case",
                  "{\"reason\": \"nondelivery.damaged\", \"message\": \"It is broken.\"}")
              .has(200);
      assertThat(opened.text("/state")).isEqualTo("open");
      assertThat(types(opened)).containsExactly("case.opened.nondelivery.damaged");
      assertThat(opened.text("/messages/0/message")).isEqualTo("It is broken.");

      classic.advance("PT1H1M");
      Answer closed =
          classic.until(order + "/case", answer -> answer.text("/state").equals("closed"));
      assertThat(types(closed))
          .containsExactly("case.opened.nondelivery.damaged", "case.refund.full", "case.closed");
      JsonNode price = classic.get(order).json().at("/price_components/total");
      assertThat(closed.json().at("/messages/1/refund")).isEqualTo(price);
      assertThat(classic.get("/v1/addax/balance").json().get("balance").asLong())
          .isEqualTo(balance + price.asLong());
      Awaitility.await().until(() -> hooks.requests().size() == 3);
      assertThat(hooks.requests())
          .extracting(HookReceiver.Request::body)
          .contains(opened.body(), closed.body());
    }
  }

  @Test
  void theOperatorAnswersAndRefundsNoMoreThanTheOrderCost() {
    Customer customer = Customer.of(server.running());
    Client classic = customer.classic();
    Client operator = server.running().operator();
    String order = place(classic, "https://example.com/unused");
    String path = operatorsPath(customer, order);
    operator.post(path, "{\"type\": \"case.freetext\", \"message\": \"?\"}").has(409);
    classic.post(order + "/case", "{\"reason\": \"other\", \"message\": \"Hello?\"}").has(200);
    operator
        .post(path, "{\"type\": \"case.refund.partial\", \"amount\": 100, \"message\": \"Sorry\"}")
        .has(201);
    operator.post(path, "{\"type\": \"case.refund.partial\", \"amount\": 99999999}").has(409);
    operator.post(path, "{\"type\": \"case.teapot\"}").has(400);
    Answer full = operator.post(path, "{\"type\": \"case.refund.full\"}").has(201);
    long price = classic.get(order).json().at("/price_components/total").asLong();
    assertThat(full.json().at("/messages/2/refund").asLong()).isEqualTo(price - 100);
    operator.post(path, "{\"type\": \"case.closed\"}").has(201);
    assertThat(types(classic.get(order + "/case")))
        .containsExactly(
            "case.opened.other", "case.refund.partial", "case.refund.full", "case.closed");
    assertThat(classic.get("/v1/addax/balance").json().get("balance").asLong()).isZero();
    assertThat(operator.get(path).has(200).text("/state")).isEqualTo("closed");
  }

  @Test
  void saysWhatIsWrong() {
    Customer customer = Customer.of(server.running());
    Client classic = customer.classic();
    String order = place(classic, "https://example.com/unused");
    String path = order + "/case";
    assertThat(classic.post(path, "{\"message\": \"x\"}").has(400).text("/message"))
        .contains("open one with a reason");
    assertThat(classic.post(path, "{\"reason\": \"boredom\"}").has(400).json().at("/data/errors"))
        .hasSize(2);
    classic.post(path, "{\"reason\": \"other\", \"message\": \"x\"}").has(200);
    assertThat(
            classic
                .post(path, "{\"reason\": \"other\", \"message\": \"x\"}")
                .has(400)
                .text("/message"))
        .contains("already");
    assertThat(types(classic.post(path, "{\"message\": \"y\"}"))).hasSize(2);
    Customer.of(server.running()).classic().get(path).has(404);

    String own =
        classic.post("/v1/orders", ClassicRequests.seedOrder()).has(200).text("/request_id");
    assertThat(classic.get("/v1/orders/" + own + "/case").has(403).text("/code"))
        .isEqualTo("unauthorized_access");
    ObjectNode failing = ClassicRequests.addaxOrder();
    ClassicRequests.set(failing, "products[0].product_id", "\"ERR-credit_card_declined\"");
    String failed = classic.post("/v1/orders", failing).has(200).text("/request_id");
    classic.until("/v1/orders/" + failed, a -> !a.text("/code").equals("request_processing"));
    classic
        .post("/v1/orders/" + failed + "/case", "{\"reason\": \"other\", \"message\": \"x\"}")
        .has(400);
  }

  @Test
  void oneKeyIsOneMessageAndItsAnswerStaysTheSame() throws Exception {
    Client classic = Customer.of(server.running()).classic();
    String path = place(classic, "https://example.com/unused") + "/case";
    String body = "{\"reason\": \"other\", \"message\": \"x\", \"idempotency_key\": \"once\"}";
    List<Future<Answer>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        sent.add(threads.submit(() -> classic.post(path, body)));
      }
    }
    String first = sent.getFirst().get().has(200).body();
    for (Future<Answer> answer : sent) {
      assertThat(answer.get().body()).isEqualTo(first);
    }
    classic.post(path, "{\"message\": \"y\"}").has(200);
    assertThat(classic.post(path, body).has(200).body()).isEqualTo(first);
    assertThat(types(classic.get(path))).containsExactly("case.opened.other", "case.freetext");
  }
}
