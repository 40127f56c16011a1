package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.wallet.WalletAudit;
import dev.brass.server.webhook.HookReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Returns of the current API.
class ReturnsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  @RegisterExtension
  static final WholeServer prepaid =
      WholeServer.perClass(Map.of("wallet.mode", "prepaid", "wallet.sandbox-paid-by", "operator"));

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PRICE = 5099;

  private static Answer placed(Client client, int quantity, Map<String, String> scenario) {
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07XYZ1234");
    ((ObjectNode) order.at("/products/0")).put("quantity", quantity);
    order.put("max_price", 999_999).putObject("metadata").putPOJO("scenario", scenario);
    String id = client.post("/orders", order).has(201).text("/id");
    return client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
  }

  private static ObjectNode wish(Answer order, int quantity) {
    ObjectNode wish = JSON.createObjectNode().put("order_id", order.text("/id"));
    wish.putArray("items")
        .addObject()
        .put("order_item_id", order.text("/items/0/id"))
        .put("quantity", quantity);
    return wish.put("reason", "damaged").put("notes", "The box was wet.");
  }

  private static Answer until(Client client, Answer created, String status) {
    return client.until("/returns/" + created.text("/id"), a -> a.text("/status").equals(status));
  }

  @Test
  void aReturnIsOpenedApprovedAndCredited() {
    Client client = Customer.of(server.running()).live();
    Answer order = placed(client, 3, Map.of());

    Answer created = client.post("/returns", wish(order, 2)).has(201);
    assertThat(created.text("/status")).isEqualTo("open");
    assertThat(created.text("/order_id")).isEqualTo(order.text("/id"));
    assertThat(created.text("/reason")).isEqualTo("damaged");
    assertThat(created.text("/notes")).isEqualTo("The box was wet.");
    assertThat(created.json().at("/items/0/quantity").asInt()).isEqualTo(2);
    assertThat(created.json().get("label_urls")).isEmpty();
    assertThat(created.json().get("merchant_return_id").isNull()).isTrue();

    Answer approved = until(client, created, "approved");
    assertThat(approved.text("/merchant_return_id")).startsWith("RMA-");
    assertThat(approved.json().get("label_urls")).hasSize(1);

    JsonNode inOrder = client.get("/orders/" + order.text("/id")).has(200).json().at("/returns/0");
    assertThat(inOrder.get("id")).isEqualTo(created.json().get("id"));
    assertThat(inOrder.get("status").asString()).isEqualTo("approved");
    assertThat(inOrder.has("order_id")).isFalse();
    assertThat(inOrder.has("merchant_return_id")).isFalse();

    client.advance("P6D");
    Answer credited = until(client, created, "credited");
    assertThat(credited.text("/resolution_notes")).contains("101.98 USD");
  }

  @Test
  void theStoreMayThinkAboutItAndRefuse() {
    Customer customer = Customer.of(server.running());
    Client client = customer.live();
    Answer order = placed(client, 1, Map.of("return", "refused_later"));
    Answer created = client.post("/returns", wish(order, 1)).has(201);
    client.post("/returns", wish(order, 1)).has(409);
    // The store decides half an hour after it was asked.
    server
        .running()
        .operator()
        .until(
            "/admin/tenants/" + customer.id() + "/returns?state=pending",
            a -> !a.json().get("returns").isEmpty());
    client.advance("PT31M");
    Answer denied = until(client, created, "denied");
    assertThat(denied.text("/resolution_notes")).contains("does not take this order back");
    assertThat(denied.json().get("label_urls")).isEmpty();
    client.post("/returns", wish(order, 1)).has(201);
  }

  @Test
  void ofEqualReturnsAtTheSameMomentOnePasses() throws Exception {
    Client client = Customer.of(server.running()).live();
    for (int round = 0; round < 3; round++) {
      Answer order = placed(client, 3, Map.of("return", "granted_later"));
      String wish = wish(order, 2).toString();
      int atOnce = 8;
      CyclicBarrier together = new CyclicBarrier(atOnce);
      List<Future<Answer>> answers = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < atOnce; i++) {
          answers.add(
              threads.submit(
                  () -> {
                    together.await();
                    return client.post("/returns", wish);
                  }));
        }
      }
      int passed = 0;
      for (Future<Answer> each : answers) {
        if (each.get().status() == 201) {
          passed++;
        } else {
          Answer refused = each.get().has(409);
          assertThat(refused.text("/error/code")).isEqualTo("return_not_allowed");
          assertThat(refused.json().at("/error/details/quantity_left").asInt()).isEqualTo(1);
        }
      }
      assertThat(passed).isEqualTo(1);
      client.post("/returns", wish(order, 1)).has(201);
    }
  }

  @Test
  void theEndpointIsToldOfEachStep() {
    Client client = Customer.of(server.running()).live();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      client.put("/webhooks/endpoint", "{\"url\":\"" + hooks.url("/hook") + "\"}").has(200);
      Answer order = placed(client, 1, Map.of());
      Answer created = client.post("/returns", wish(order, 1)).has(201);
      until(client, created, "approved");
      client.advance("P6D");
      until(client, created, "credited");
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> returns(hooks).size() == 3);
      List<JsonNode> told =
          returns(hooks).stream().sorted((a, b) -> sequence(a) - sequence(b)).toList();
      assertThat(told)
          .extracting(body -> body.get("event").asString())
          .containsExactly("return.created", "return.approved", "return.credited");
      assertThat(told)
          .extracting(body -> body.get("status").asString())
          .containsExactly("open", "approved", "credited");
      assertThat(told)
          .allSatisfy(
              body -> {
                assertThat(body.get("return_id")).isEqualTo(created.json().get("id"));
                assertThat(body.get("order_id")).isEqualTo(order.json().get("id"));
                assertThat(body.at("/data/id")).isEqualTo(created.json().get("id"));
              });
      assertThat(told).extracting(ReturnsTest::sequence).containsExactly(1, 2, 3);
    }
  }

  private static int sequence(JsonNode body) {
    return body.get("sequence").asInt();
  }

  private static List<JsonNode> returns(HookReceiver hooks) {
    return hooks.requests().stream()
        .map(request -> JSON.readTree(request.body()))
        .filter(body -> body.get("event").asString().startsWith("return."))
        .toList();
  }

  @Test
  void whatCannotGoBackIsRefusedAndSaysWhy() {
    Client client = Customer.of(server.running()).live();
    Answer order = placed(client, 2, Map.of());

    ObjectNode tooMany = wish(order, 3);
    assertThat(client.post("/returns", tooMany).has(422).body()).contains("2 of this item");
    ObjectNode stranger = wish(order, 1);
    ((ObjectNode) stranger.at("/items/0")).put("order_item_id", UUID.randomUUID().toString());
    assertThat(client.post("/returns", stranger).has(422).body()).contains("has no item");
    ObjectNode unknown = wish(order, 1).put("order_id", UUID.randomUUID().toString());
    client.post("/returns", unknown).has(404);
    assertThat(client.post("/returns", "{\"reason\": \"because\"}").has(422).json().at("/detail"))
        .hasSize(3);

    client.post("/returns", wish(order, 1)).has(201);
    Answer refused = client.post("/returns", wish(order, 2)).has(409);
    assertThat(refused.text("/error/code")).isEqualTo("return_not_allowed");
    assertThat(refused.json().at("/error/details/quantity_left").asInt()).isEqualTo(1);
    client.post("/returns", wish(order, 1)).has(201);
  }

  @Test
  void onlyPlacedOrdersOfTheCallerCanBeReturned() {
    Customer customer = Customer.of(server.running());
    Client client = customer.live();
    ObjectNode failing = CurrentRequests.order("https://www.amazon.com/dp/STOCK-0-r");
    String id = client.post("/orders", failing).has(201).text("/id");
    Answer failed = client.until("/orders/" + id, a -> a.text("/status").equals("order_failed"));
    Answer refused = client.post("/returns", wish(failed, 1)).has(409);
    assertThat(refused.text("/error/code")).isEqualTo("return_not_allowed");

    Answer order = placed(client, 1, Map.of());
    Client other = Customer.of(server.running()).live();
    other.post("/returns", wish(order, 1)).has(404);
    customer.test().post("/returns", wish(order, 1)).has(404);
    Answer created = client.post("/returns", wish(order, 1)).has(201);
    other.get("/returns/" + created.text("/id")).has(404);
    assertThat(other.get("/returns").has(200).json().get("total").asInt()).isZero();
  }

  @Test
  void returnsAreListedAndFiltered() {
    Client client = Customer.of(server.running()).live();
    Answer first = placed(client, 1, Map.of());
    Answer second = placed(client, 1, Map.of("return", "granted_later"));
    Answer third = placed(client, 1, Map.of());
    Answer approved = client.post("/returns", wish(first, 1)).has(201);
    Answer open = client.post("/returns", wish(second, 1)).has(201);
    until(client, approved, "approved");

    JsonNode all = client.get("/returns").has(200).json();
    assertThat(all.get("total").asInt()).isEqualTo(2);
    assertThat(all.at("/return_requests/0/id")).isEqualTo(open.json().get("id"));
    assertThat(client.get("/returns?limit=1&offset=1").has(200).json().at("/return_requests/0/id"))
        .isEqualTo(approved.json().get("id"));
    assertThat(client.get("/returns?status=approved").has(200).json().get("total").asInt())
        .isEqualTo(1);
    String part = second.text("/id").substring(20);
    assertThat(client.get("/returns?search=" + part).has(200).json().at("/return_requests/0/id"))
        .isEqualTo(open.json().get("id"));
    client.get("/returns?status=maybe").has(422);

    assertThat(ids(client, "open")).containsExactly(second.text("/id"));
    assertThat(ids(client, "closed")).containsExactly(first.text("/id"));
    assertThat(client.get("/orders").json().at("/orders/0/id").asString())
        .isEqualTo(third.text("/id"));
    assertThat(client.get("/orders").json().at("/orders/1/returns")).hasSize(1);
  }

  private static List<String> ids(Client client, String status) {
    return client
        .get("/orders?return_status=" + status)
        .has(200)
        .json()
        .get("orders")
        .valueStream()
        .map(order -> order.get("id").asString())
        .toList();
  }

  @Test
  void returnsOfTheClassicApiAreSeenToo() {
    Customer customer = Customer.of(server.running());
    Client client = customer.live();
    Answer order = placed(client, 1, Map.of());
    String id = order.text("/id").replace("-", "");
    customer
        .classic()
        .post(
            "/v1/orders/" + id + "/return",
            """
            {"products": [{"product_id": "B07XYZ1234", "quantity": 1}],
             "reason_code": "inaccurate website description", "method_code": "UPS Dropoff",
             "explanation": "It is blue."}
            """)
        .has(200);
    JsonNode seen =
        client
            .until("/returns?status=approved", a -> a.json().get("total").asInt() == 1)
            .json()
            .at("/return_requests/0");
    assertThat(seen.get("reason").asString()).isEqualTo("other");
    assertThat(seen.get("notes").asString()).isEqualTo("It is blue.");
    assertThat(seen.at("/items/0/order_item_id")).isEqualTo(order.json().at("/items/0/id"));
    client.post("/returns", wish(order, 1)).has(409);
  }

  @Test
  void whatComesBackIsOnTheWalletOnce() {
    Customer customer = Customer.of(prepaid.running());
    prepaid
        .running()
        .operator()
        .post(
            "/admin/tenants/" + customer.id() + "/wallet/top-ups",
            "{\"amount\": 2000000, \"idempotency_key\": \"first\"}")
        .has(201);
    Client client = customer.live();
    Answer order = placed(client, 2, Map.of());
    long before = spendable(client);
    Answer created = client.post("/returns", wish(order, 2)).has(201);
    until(client, created, "approved");
    client.advance("P6D");
    until(client, created, "credited");
    assertThat(spendable(client)).isEqualTo(before + 2 * PRICE);

    Answer decided =
        prepaid
            .running()
            .operator()
            .post(
                "/admin/tenants/" + customer.id() + "/returns/" + created.text("/id"),
                "{\"decision\": \"credit\", \"amount\": 100}");
    decided.has(409);
    assertThat(new WalletAudit(prepaid.database().database().jdbi()).flaws()).isEmpty();
  }

  private static long spendable(Client client) {
    return client.get("/wallet/me").has(200).json().get("spendable_balance").asLong();
  }

  @Test
  void theOperatorMayCreditWhatTheStoreDoesNotTellOf() {
    Customer customer = Customer.of(server.running());
    Client client = customer.live();
    Answer order = placed(client, 1, Map.of());
    Answer created = client.post("/returns", wish(order, 1)).has(201);
    until(client, created, "approved");
    Client operator = server.running().operator();
    String path = "/admin/tenants/" + customer.id() + "/returns";

    JsonNode listed = operator.get(path + "?state=returned").has(200).json().get("returns");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("id")).isEqualTo(created.json().get("id"));
    String one = path + "/" + created.text("/id");
    operator.post(one, "{\"decision\": \"approve\"}").has(409);
    operator.post(one, "{\"decision\": \"deny\"}").has(400);
    operator.post(one, "{\"decision\": \"credit\", \"amount\": 1.5}").has(400);
    operator
        .post(one, "{\"decision\": \"credit\", \"amount\": 1000, \"note\": \"Half of it.\"}")
        .has(200);
    Answer credited = until(client, created, "credited");
    assertThat(credited.text("/resolution_notes")).isEqualTo("Half of it.");
  }

  @Test
  void ordersAreExportedAsTheyAreListed() {
    Client client = Customer.of(server.running()).live();
    Answer first = placed(client, 2, Map.of());
    placed(client, 1, Map.of());
    ObjectNode trap = CurrentRequests.order("https://www.amazon.com/dp/STOCK-0-x");
    ((ObjectNode) trap.get("shipping_address")).put("first_name", "=cmd()");
    String id = client.post("/orders", trap).has(201).text("/id");
    client.until("/orders/" + id, a -> a.text("/status").equals("order_failed"));

    Answer export = client.get("/orders/export").has(200);
    List<String> lines = export.body().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.getFirst()).startsWith("order_id,status,created_at");
    assertThat(lines.get(1)).startsWith(id).contains("order_failed").contains("'=cmd()");
    assertThat(lines.get(3)).startsWith(first.text("/id")).contains(",order_placed,");
    Answer placed = client.get("/orders/export?status_filter=order_placed").has(200);
    assertThat(placed.body().lines()).hasSize(3);
    client.get("/orders/export?status_filter=maybe").has(422);
  }
}
