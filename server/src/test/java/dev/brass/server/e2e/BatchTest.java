package dev.brass.server.e2e;

import static dev.brass.server.e2e.BatchRequests.BATCHES;
import static dev.brass.server.e2e.BatchRequests.OPERATIONS;
import static dev.brass.server.e2e.BatchRequests.PAGE;
import static dev.brass.server.e2e.BatchRequests.batch;
import static dev.brass.server.e2e.BatchRequests.completed;
import static dev.brass.server.e2e.BatchRequests.operation;
import static dev.brass.server.e2e.BatchRequests.operations;
import static dev.brass.server.e2e.BatchRequests.refused;
import static dev.brass.server.e2e.BatchRequests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.webhook.HookReceiver;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Batches of operations, as their clients see them.
class BatchTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  /// It carries nothing out.
  @RegisterExtension
  static final WholeServer idle =
      WholeServer.perClass(Map.of("roles", "api", "batch.one-at-a-time", "true"));

  private static Customer customer() {
    return Customer.of(server.running());
  }

  @Test
  void theDocumentsExampleIsAnsweredAsThere() {
    Client client = Customer.of(idle.running()).live();
    Answer created =
        client
            .post(
                BATCHES,
                """
                {"batch": {"batch_operations": [
                  {"http_method": "GET",  "path": "/v1/products"},
                  {"http_method": "POST", "path": "/v1/products", "body": {"product": {"name": "Test"}}}
                ]}}
                """)
            .has(200);
    JsonNode batch = created.json();
    assertThat(batch.propertyNames())
        .containsExactly(
            "id",
            "object",
            "batch_operations_count",
            "finished_batch_operations_count",
            "status",
            "created_at",
            "updated_at");
    assertThat(batch.get("object").asString()).isEqualTo("batch");
    assertThat(batch.get("batch_operations_count").asInt()).isEqualTo(2);
    assertThat(batch.get("finished_batch_operations_count").asInt()).isZero();
    assertThat(batch.get("status").asString()).isEqualTo("in_progress");

    JsonNode list = client.get(OPERATIONS).has(200).json();
    assertThat(list.get("object").asString()).isEqualTo("list");
    assertThat(list.get("pagination"))
        .isEqualTo(
            Client.JSON.readTree(
                "{\"count\": 2, \"limit\": 20, \"page\": 1, \"url\": \"/v1/batch_operations\"}"));
    JsonNode first = list.at("/data/0");
    assertThat(list.at("/data/1/body/product/name").asString()).isEqualTo("Test");

    Answer retrieved = client.get(OPERATIONS + "/" + first.get("id").asString()).has(200);
    long at = batch.get("created_at").asLong();
    // Seed 001, with this server's ids and times.
    assertThat(retrieved.body())
        .isEqualTo(
            """
            {"id":"%s","object":"batch_operation","body":null,"http_method":"GET",\
            "path":"/v1/products","query_params":null,"response_body":null,"response_status":null,\
            "status":"pending","batch":"%s","created_at":%d,"updated_at":%d}"""
                .formatted(first.get("id").asString(), created.text("/id"), at, at));

    refused(
        client.post(BATCHES, batch(operation("GET", "/orders"))),
        422,
        "batch.unfinished_batch_exists");
    ArrayNode many = Client.JSON.createArrayNode();
    IntStream.range(0, 51).forEach(_ -> many.add(operation("GET", "/orders")));
    Answer tooMany =
        client.post(BATCHES, Client.JSON.createObjectNode().set("batch_operations", many));
    refused(tooMany, 422, "batch.batch_operations.too_many");
    assertThat(tooMany.text("/http_status")).isEqualTo("unprocessable_entity");
    assertThat(tooMany.json().at("/validation_errors/0/options/maximum").asInt()).isEqualTo(50);
  }

  @Test
  void operationsOfAllApisAreAnsweredAsFromOutside() {
    Customer customer = customer();
    ObjectNode classic = ClassicRequests.seedOrder();
    classic.remove("webhooks");
    Answer created =
        customer
            .live()
            .post(
                BATCHES,
                batch(
                    operation("POST", "/orders", CurrentRequests.order(PAGE)),
                    operation("post", "/v1/orders", classic),
                    operation("GET", "/orders?limit=7"),
                    operation("GET", "/v1/orders")
                        .set("query_params", Client.JSON.readTree("{\"limit\": 1}")),
                    operation("GET", "/v1/orders/0123456789abcdef0123456789abcdef"),
                    operation("POST", "/orders", Client.JSON.createObjectNode()),
                    operation("GET", "/no/such/path"),
                    operation("DELETE", "/webhooks/endpoint"),
                    operation("GET", "/admin/tenants"),
                    operation("GET", "/orders/export?columns=id")));
    Answer after = completed(customer.live(), created);
    assertThat(after.json().get("finished_batch_operations_count").asInt()).isEqualTo(10);
    JsonNode done = operations(customer.live(), created);
    assertThat(done.valueStream().map(each -> each.get("response_status").asString()))
        .containsExactly("201", "200", "200", "200", "404", "422", "404", "204", "404", "200");
    assertThat(done.valueStream().map(each -> each.get("status").asString()))
        .containsOnly("completed");

    String order = done.at("/0/response_body/id").asString();
    assertThat(customer.live().get("/orders/" + order).has(200).text("/id")).isEqualTo(order);
    String requestId = done.at("/1/response_body/request_id").asString();
    customer.classic().get("/v1/orders/" + requestId).has(200);
    assertThat(done.at("/2/response_body/orders").size()).isEqualTo(2);
    assertThat(done.at("/3/response_body").toString()).contains(requestId);
    assertThat(done.at("/4/response_body/code").asString()).isEqualTo("invalid_request_id");
    assertThat(done.at("/5/response_status").asInt()).isEqualTo(422);
    assertThat(done.at("/6/response_status").asInt()).isEqualTo(404);
    assertThat(done.at("/7/response_body").isNull()).isTrue();
    assertThat(done.at("/9/response_body/raw").asString()).contains(order);
  }

  @Test
  void anEmptyBatchIsCompleted() {
    Answer created = customer().live().post(BATCHES, batch()).has(200);
    assertThat(created.text("/status")).isEqualTo("completed");
    assertThat(created.json().get("batch_operations_count").asInt()).isZero();
  }

  @Test
  void anOrderIsFetchedAndCancelledByWhatItsAnswerSays() {
    Client client = customer().live();
    ObjectNode order = operation("POST", "/orders", CurrentRequests.order(PAGE));
    Answer created =
        client.post(
            BATCHES,
            batch(
                order.put("reference", "order"),
                operation("GET", "/orders/{{order.response_body.id}}").put("reference", "fetch"),
                operation("POST", "/orders/{{ fetch.response_body.id }}/cancel"),
                operation("GET", "/orders/{{order.response_body.nothing}}"),
                operation("GET", "/orders")
                    .set("depends_on", Client.JSON.readTree("[\"fetch\"]"))));
    completed(client, created);
    JsonNode done = operations(client, created);
    assertThat(done.at("/1/response_body/id")).isEqualTo(done.at("/0/response_body/id"));
    assertThat(done.at("/1/depends_on/0").asString()).isEqualTo("order");
    assertThat(done.at("/2/response_status").asInt()).isIn(200, 202, 204, 400);
    assertThat(done.at("/3/status").asString()).isEqualTo("failed");
    assertThat(done.at("/3/failure/code").asString()).isEqualTo("reference_unresolved");
    assertThat(done.at("/4/response_status").asInt()).isEqualTo(200);
  }

  @Test
  void secretsAreShownNowhereAndStoredSealed() {
    Customer customer = customer();
    ObjectNode order = ClassicRequests.seedOrder();
    order.remove("webhooks");
    String card = order.at("/payment_method/number").asString();
    String password = order.at("/retailer_credentials/password").asString();
    assertThat(card).isNotEmpty();
    assertThat(password).isNotEmpty();
    Answer created =
        customer
            .live()
            .post(
                BATCHES,
                batch(
                    operation("POST", "/v1/orders", order),
                    operation("GET", "/orders?token=hunter22"),
                    operation(
                        "PUT",
                        "/webhooks/endpoint",
                        Client.JSON.readTree("{\"url\": \"http://u:hunter22@127.0.0.1:9/x\"}"))));
    completed(customer.live(), created);
    String all = customer.live().get(OPERATIONS).body();
    assertThat(all).doesNotContain(card, password, "hunter22").contains("***");
    String secret = customer.live().get("/webhooks/endpoint").text("/webhook_secret");
    assertThat(secret).isNotEmpty();
    assertThat(all).doesNotContain(secret);
    String stored =
        server
            .database()
            .database()
            .jdbi()
            .withHandle(
                handle ->
                    String.join(
                        "\n",
                        handle
                            .createQuery("select operation::text from operation")
                            .mapTo(String.class)
                            .list()));
    assertThat(stored).doesNotContain(card, password, "hunter22", secret);
  }

  @Test
  void theSameKeyIsAnsweredWithTheSameBatch() {
    Customer customer = customer();
    Client client = customer.live();
    ObjectNode once =
        with(
            batch(operation("POST", "/orders", CurrentRequests.order(PAGE))),
            "idempotency_key",
            "k1");
    Answer first = client.post(BATCHES, once).has(200);
    Answer again = client.post(BATCHES, once).has(200);
    assertThat(again.text("/id")).isEqualTo(first.text("/id"));
    refused(
        client.with("Idempotency-Key", "k1").post(BATCHES, batch(operation("GET", "/orders"))),
        422,
        "batch.idempotency_key.taken");
    completed(client, first);
    assertThat(client.get("/orders").json().get("orders").size()).isEqualTo(1);
    // Another mode is another world.
    assertThat(customer.test().post(BATCHES, once).has(200).text("/id"))
        .isNotEqualTo(first.text("/id"));
  }

  @Test
  void theReceiverIsToldWhenABatchIsCompleted() {
    Client client = customer().live();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      client.put("/webhooks/endpoint", "{\"url\": \"" + hooks.url("/hook") + "\"}").has(200);
      Answer created = client.post(BATCHES, batch(operation("GET", "/orders")));
      completed(client, created);
      Awaitility.await().until(() -> !hooks.requests().isEmpty());
      JsonNode event = Client.JSON.readTree(hooks.requests().getFirst().body());
      assertThat(event.get("object").asString()).isEqualTo("event");
      assertThat(event.get("type").asString()).isEqualTo("batch.completed");
      assertThat(event.at("/data/object/id").asString()).isEqualTo(created.text("/id"));
      assertThat(event.at("/data/object/finished_batch_operations_count").asInt()).isEqualTo(1);
      client.get("/webhooks/events").has(200);
    }
  }

  @Test
  void whatHasNotBegunCanBeCancelled() {
    Client client = Customer.of(idle.running()).live();
    Answer created = client.post(BATCHES, batch(operation("GET", "/orders"))).has(200);
    Answer cancelled = client.post(BATCHES + "/" + created.text("/id") + "/cancel", "").has(200);
    assertThat(cancelled.json().has("cancelled_at")).isTrue();
  }
}
