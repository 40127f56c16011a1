package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.cli.Cli;
import dev.brass.server.cli.Context;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.webhook.HookReceiver;
import dev.brass.testkit.TestClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Batches of operations, as their clients see them.
class BatchTest {

  private static final String BATCHES = "/v1/batches";
  private static final String OPERATIONS = "/v1/batch_operations";
  private static final String PAGE = "https://www.amazon.com/dp/B0BATCH001";

  @RegisterExtension
  static final WholeServer server = WholeServer.perClass(Map.of("batch.most-operations", "2000"));

  /// It carries nothing out.
  @RegisterExtension
  static final WholeServer idle =
      WholeServer.perClass(Map.of("roles", "api", "batch.one-at-a-time", "true"));

  private static Customer customer() {
    return Customer.of(server.running());
  }

  private static ObjectNode operation(String method, String path) {
    return Client.JSON.createObjectNode().put("http_method", method).put("path", path);
  }

  private static ObjectNode operation(String method, String path, JsonNode body) {
    return operation(method, path).set("body", body);
  }

  private static ObjectNode batch(JsonNode... operations) {
    ObjectNode batch = Client.JSON.createObjectNode();
    ArrayNode list = batch.putObject("batch").putArray("batch_operations");
    List.of(operations).forEach(list::add);
    return batch;
  }

  private static ObjectNode with(ObjectNode batch, String name, Object value) {
    ((ObjectNode) batch.get("batch")).putPOJO(name, value);
    return (ObjectNode) Client.JSON.readTree(batch.toString());
  }

  private static Answer completed(Client client, Answer created) {
    return client.until(
        BATCHES + "/" + created.has(200).text("/id"),
        answer -> answer.text("/status").equals("completed"));
  }

  private static JsonNode operations(Client client, Answer batch) {
    return client
        .get(OPERATIONS + "?limit=100&batch_ids[]=" + batch.text("/id"))
        .has(200)
        .json()
        .get("data");
  }

  private static void refused(Answer answer, int status, String code) {
    answer.has(status);
    assertThat(answer.text("/code")).as(answer.body()).isEqualTo(code);
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
  void aKeyThatMayOnlyLookGetsNothingChanged() {
    Customer customer = customer();
    Client reader = server.running().bearer(customer.key("live", "read").text("/key"));
    Answer refused =
        reader.post(
            BATCHES,
            batch(
                operation("GET", "/orders"),
                operation("POST", "/orders", CurrentRequests.order(PAGE))));
    refused(refused, 403, "batch.not_permitted");
    assertThat(refused.text("/http_status")).isEqualTo("forbidden");
    assertThat(refused.text("/validation_errors/0/attribute")).isEqualTo("batch_operations[1]");
    assertThat(reader.get(BATCHES).json().at("/pagination/count").asInt()).isZero();
    assertThat(customer.live().get("/orders").json().get("orders").size()).isZero();

    Answer created = reader.post(BATCHES, batch(operation("GET", "/orders")));
    completed(reader, created);
    refused(
        reader.post(BATCHES + "/" + created.text("/id") + "/cancel", ""),
        403,
        "batch.not_permitted");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    Client client = customer().live();
    Answer refused =
        client.post(
            BATCHES,
            """
            {"batch": {"batch_operations": [
              {"http_method": "FETCH", "path": "orders", "body": [], "depend_on": []},
              {"http_method": "GET", "path": "/v1/batches"},
              {"path": "/orders", "query_params": {"a": {"b": 1}}, "reference": "no spaces"},
              {"http_method": "GET", "path": "/orders", "reference": "a", "depends_on": ["later"]},
              {"http_method": "GET", "path": "/orders/{{nobody.response_body.id}}"},
              {"http_method": "GET", "path": "/orders", "reference": "b"},
              {"http_method": "GET", "path": "/orders", "reference": "b"}, 7]}}
            """);
    refused(refused, 422, "batch_operation.attribute.unknown");
    List<String> codes = new ArrayList<>();
    refused
        .json()
        .get("validation_errors")
        .forEach(
            error ->
                codes.add(error.get("attribute").asString() + " " + error.get("code").asString()));
    assertThat(codes)
        .containsExactly(
            "batch_operations[0].depend_on batch_operation.attribute.unknown",
            "batch_operations[0].http_method batch_operation.http_method.inclusion",
            "batch_operations[0].path batch_operation.path.invalid",
            "batch_operations[0].body batch_operation.body.invalid",
            "batch_operations[1].path batch_operation.path.nested",
            "batch_operations[2].http_method batch_operation.http_method.blank",
            "batch_operations[2].query_params.a batch_operation.query_params.invalid",
            "batch_operations[2].reference batch_operation.reference.invalid",
            "batch_operations[3].depends_on batch_operation.depends_on.unknown",
            "batch_operations[4] batch_operation.depends_on.unknown",
            "batch_operations[6].reference batch_operation.reference.taken",
            "batch_operations[7] batch_operation.invalid");
    refused(client.post(BATCHES, "{nonsense"), 400, "request.invalid_json");
    refused(client.post(BATCHES, "[]"), 400, "request.invalid_json");
    refused(client.post(BATCHES, "{}"), 422, "batch.batch_operations.blank");
    refused(client.post(BATCHES, with(batch(), "mode", "fast")), 422, "batch.mode.inclusion");
    refused(client.get(BATCHES + "?limit=0"), 422, "limit.inclusion");
    refused(client.get(BATCHES + "?status[]=done"), 422, "status.inclusion");
    refused(client.get(OPERATIONS + "?batch_ids[]=x"), 422, "batch_ids.invalid");
    refused(client.get(BATCHES + "?sort=name:asc"), 422, "sort.invalid");
    refused(client.get(BATCHES + "?expand[]=orders"), 422, "expand.invalid");
    refused(client.get(BATCHES + "/x"), 404, "batch.not_found");
    refused(client.get(OPERATIONS + "/" + PAGE.hashCode()), 404, "batch_operation.not_found");
    refused(client.delete(BATCHES), 405, "route.method_not_allowed");
    refused(client.get(BATCHES + "/a/b/c"), 404, "route.not_found");
    refused(server.running().stranger().get(BATCHES), 401, "token.missing");
    refused(server.running().classic().get(BATCHES), 401, "token.invalid");
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
  void aDryRunChecksEverythingAndDoesNothing() {
    Client client = customer().live();
    ObjectNode order = operation("POST", "/orders", CurrentRequests.order(PAGE));
    Answer fine = client.post(BATCHES, with(batch(order), "dry_run", true)).has(200);
    assertThat(fine.body())
        .isEqualTo(
            "{\"object\":\"batch_dry_run\",\"valid\":true,\"batch_operations_count\":1,"
                + "\"validation_errors\":[]}");
    Answer wrong =
        client
            .post(
                BATCHES,
                with(
                    batch(order, operation("GET", "/no/such"), operation("X", "/")),
                    "dry_run",
                    true))
            .has(200);
    assertThat(wrong.json().get("valid").asBoolean()).isFalse();
    ObjectNode classic = ClassicRequests.seedOrder();
    classic.remove("webhooks");
    ObjectNode badAddress = CurrentRequests.order(PAGE);
    badAddress.remove("shipping_address");
    Answer judged =
        client
            .post(
                BATCHES,
                with(
                    batch(
                        operation("POST", "/orders", badAddress),
                        operation("POST", "/v1/orders", classic),
                        operation(
                            "POST", "/v1/orders", classic.deepCopy().put("retailer", "nobody"))),
                    "dry_run",
                    true))
            .has(200);
    assertThat(judged.json().get("validation_errors").findValuesAsString("attribute"))
        .containsExactly("batch_operations[0]", "batch_operations[2]");
    assertThat(judged.text("/validation_errors/0/code")).isEqualTo("batch_operation.refused");
    assertThat(judged.text("/validation_errors/0/message")).contains("422", "shipping_address");
    assertThat(wrong.json().findValuesAsString("code"))
        .containsExactly("batch_operation.path.unknown", "batch_operation.http_method.inclusion");
    assertThat(client.get(BATCHES).json().at("/pagination/count").asInt()).isZero();
    assertThat(client.get("/orders").json().get("orders").size()).isZero();
    assertThat(client.get("/orders?limit=1").json().get("total").asInt()).isZero();
  }

  private static Answer lines(Client client, String query, String text) {
    return client.send(
        client
            .request(BATCHES + query)
            .header("Content-Type", "application/x-ndjson; charset=utf-8")
            .POST(BodyPublishers.ofString(text)));
  }

  @Test
  void manyOperationsComeAndGoInLines() {
    Client client = customer().live();
    StringBuilder many = new StringBuilder("\uFEFF");
    for (int i = 0; i < 1_300; i++) {
      many.append(operation("GET", "/orders?limit=1&skip=" + i).put("reference", "r" + i));
      many.append(i % 2 == 0 ? "\r\n" : "\n\n");
    }
    Answer created = lines(client, "?mode=parallel", many.toString()).has(200);
    assertThat(created.text("/mode")).isEqualTo("parallel");
    Answer after = completed(client, created);
    assertThat(after.json().get("finished_batch_operations_count").asInt()).isEqualTo(1_300);
    Answer results = client.get(BATCHES + "/" + created.text("/id") + "/results").has(200);
    List<String> references =
        results
            .body()
            .lines()
            .map(line -> Client.JSON.readTree(line).get("reference").asString())
            .toList();
    assertThat(references).isEqualTo(IntStream.range(0, 1_300).mapToObj(i -> "r" + i).toList());

    refused(lines(client, "", many + "{\"http_method\": \n"), 422, "batch_operation.invalid");
    refused(lines(client, "?mode=x", many.toString()), 422, "batch.mode.inclusion");
    assertThat(client.get(BATCHES).json().at("/pagination/count").asInt()).isEqualTo(1);
  }

  @Test
  void listsAreFilteredSortedPagedAndExpanded() {
    Client client = customer().live();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Answer created =
          client.post(
              BATCHES, batch(operation("GET", "/orders"), operation("GET", "/nothing/here")));
      completed(client, created);
      ids.add(created.text("/id"));
    }
    assertThat(found(client, BATCHES)).containsExactlyElementsOf(ids.reversed());
    assertThat(found(client, BATCHES + "?sort=created_at:asc")).containsExactlyElementsOf(ids);
    assertThat(found(client, BATCHES + "?limit=1&page=2")).containsExactly(ids.get(1));
    assertThat(found(client, BATCHES + "?page=9")).isEmpty();
    assertThat(found(client, BATCHES + "?ids[]=" + ids.get(0) + "&ids[]=" + ids.get(2)))
        .containsExactly(ids.get(2), ids.get(0));
    assertThat(found(client, BATCHES + "?status[]=in_progress")).isEmpty();
    assertThat(found(client, BATCHES + "?status[]=completed&status[]=pending")).hasSize(3);
    assertThat(
            client
                .get(OPERATIONS + "?batch_ids[]=" + ids.get(1) + "&status[]=completed")
                .json()
                .at("/pagination/count")
                .asInt())
        .isEqualTo(2);

    JsonNode expanded =
        client.get(BATCHES + "/" + ids.get(0) + "?expand[]=batch_operations.batch").has(200).json();
    assertThat(expanded.at("/batch_operations/pagination/count").asInt()).isEqualTo(2);
    assertThat(expanded.at("/batch_operations/data/1/path").asString()).isEqualTo("/nothing/here");
    assertThat(expanded.at("/batch_operations/data/1/batch/id").asString()).isEqualTo(ids.get(0));
    JsonNode operation =
        client
            .get(OPERATIONS + "?limit=1&expand[]=batch&expand[]=batch.batch_operations")
            .has(200)
            .json()
            .at("/data/0");
    assertThat(operation.at("/batch/id").asString()).isEqualTo(ids.get(2));
    assertThat(operation.at("/batch/batch_operations/data").size()).isEqualTo(2);
    assertThat(operation.at("/batch/unsuccessful_batch_operations_count").asInt()).isEqualTo(1);
  }

  private static List<String> found(Client client, String path) {
    List<String> ids = new ArrayList<>();
    client.get(path).has(200).json().get("data").forEach(b -> ids.add(b.get("id").asString()));
    return ids;
  }

  @Test
  void aBatchIsItsTenantsAndItsModesAlone() {
    Customer customer = customer();
    Answer created = customer.live().post(BATCHES, batch(operation("GET", "/orders")));
    completed(customer.live(), created);
    String operation = operations(customer.live(), created).at("/0/id").asString();
    for (Client stranger : List.of(customer().live(), customer.test())) {
      refused(stranger.get(BATCHES + "/" + created.text("/id")), 404, "batch.not_found");
      refused(
          stranger.post(BATCHES + "/" + created.text("/id") + "/cancel", ""),
          404,
          "batch.not_found");
      stranger.get(BATCHES + "/" + created.text("/id") + "/results").has(404);
      refused(stranger.get(OPERATIONS + "/" + operation), 404, "batch_operation.not_found");
      assertThat(found(stranger, OPERATIONS)).isEmpty();
      assertThat(found(stranger, OPERATIONS + "?batch_ids[]=" + created.text("/id"))).isEmpty();
    }
    Client inTestMode = customer.live().with("X-Test-Mode", "true");
    Answer test =
        inTestMode.post(BATCHES, batch(operation("POST", "/orders", CurrentRequests.order(PAGE))));
    completed(inTestMode, test);
    assertThat(customer.live().get("/orders").json().get("orders").size()).isZero();
    assertThat(customer.test().get("/orders").json().get("orders").size()).isEqualTo(1);
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

  private String out = "";
  private String err = "";

  private int brass(String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    int code =
        Cli.run(
            new Context(
                Map.of(),
                Path.of("").toAbsolutePath(),
                new PrintWriter(outText),
                new PrintWriter(errText),
                TestClock.atStart()),
            arguments);
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  /// The NDJSON of the guide, by the sections that it is in.
  private static List<String> examples() throws IOException {
    String guide = Files.readString(Path.of("../docs/guide/batches.md"));
    return Pattern.compile("```ndjson\n(.*?)```", Pattern.DOTALL)
        .matcher(guide)
        .results()
        .map(example -> example.group(1))
        .toList();
  }

  @Test
  void theCommandLineCarriesOutTheGuidesExamples(@TempDir Path folder) throws IOException {
    List<String> examples = examples();
    assertThat(examples).hasSize(2);
    Path prices = Files.writeString(folder.resolve("prices.ndjson"), examples.getLast());
    Path results = folder.resolve("results.ndjson");
    String[] run = {
      "batch",
      prices.toString(),
      "--parallel",
      "--results",
      results.toString(),
      "--url",
      server.running().url(),
      "--key",
      server.running().key("api_key")
    };
    assertThat(brass(run)).as(err).isZero();
    assertThat(err).contains("3/3, 0 without success");
    assertThat(Files.readAllLines(results))
        .hasSize(3)
        .allMatch(line -> Client.JSON.readTree(line).at("/response_status").asInt() == 200);

    Path cancel = Files.writeString(folder.resolve("cancel.ndjson"), examples.getFirst());
    String[] dry = {
      "batch",
      cancel.toString(),
      "--dry-run",
      "--url",
      server.running().url(),
      "--key",
      server.running().key("api_key")
    };
    assertThat(brass(dry)).as(err).isZero();
    assertThat(err).contains("3 operations read");
  }

  @Test
  void theCommandLineTellsWhatWentWrong(@TempDir Path folder) throws IOException {
    Path bad =
        Files.writeString(
            folder.resolve("bad.ndjson"),
            operation("GET", "/no/such") + "\n" + operation("GET", "/orders") + "\n");
    String[] run = {
      "batch",
      bad.toString(),
      "--stop-on-error",
      "--url",
      server.running().url(),
      "--key",
      server.running().key("test_api_key")
    };
    assertThat(brass(run)).isEqualTo(1);
    assertThat(out).contains("operation 1, GET /no/such: 404").contains("operation 2, GET /orders");
    assertThat(err).contains("2 operations did not succeed");
    Files.writeString(bad, "{nonsense\n");
    assertThat(brass(run)).isEqualTo(1);
    assertThat(err).contains("batch_operations[0]: the line of 9 bytes is not valid JSON");
    run[1] = folder.resolve("missing").toString();
    assertThat(brass(run)).isEqualTo(1);
    assertThat(err).contains("cannot read");
  }
}
