package dev.brass.server.e2e;

import static dev.brass.server.e2e.BatchRequests.BATCHES;
import static dev.brass.server.e2e.BatchRequests.OPERATIONS;
import static dev.brass.server.e2e.BatchRequests.PAGE;
import static dev.brass.server.e2e.BatchRequests.batch;
import static dev.brass.server.e2e.BatchRequests.completed;
import static dev.brass.server.e2e.BatchRequests.operation;
import static dev.brass.server.e2e.BatchRequests.refused;
import static dev.brass.server.e2e.BatchRequests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What of batches is refused, and what a dry run tells of one.
class BatchRefusalTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static Customer customer() {
    return Customer.of(server.running());
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
              {"http_method": "FETCH", "path": "orders", "body": [1], "depend_on": []},
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

  private static ObjectNode dry(JsonNode... operations) {
    return with(batch(operations), "dry_run", true);
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Client.JSON.readTree(text);
  }

  @Test
  void aDryRunAsksEveryEndpointThatCanTellAndNoneActs() {
    Customer customer = customer();
    Client client = customer.live();
    ObjectNode account =
        json("{\"email\": \"any@example.com\", \"password\": \"x\", \"retailer\": \"amazon\"}");
    ObjectNode receiver = json("{\"url\": \"http://127.0.0.1:9/x\"}");
    ObjectNode rows = json("{\"rows\": [{\"product\": \"x\"}]}");
    ObjectNode since = json("{\"since\": \"2026-01-01T00:00:00Z\"}");
    Answer fine =
        client.post(
            BATCHES,
            dry(
                operation("POST", "/managed-accounts", account),
                operation("POST", "/users/managed-accounts", account),
                operation("PUT", "/managed-accounts/zn_acct_AbCd1234", json("{\"paused\": true}")),
                operation("PUT", "/webhooks/endpoint", receiver),
                operation("POST", "/webhooks/endpoint/rotate-secret"),
                operation("POST", "/webhooks/redeliver", since),
                operation("POST", "/orders/bulk", rows)));
    assertThat(fine.json().get("validation_errors").findValuesAsString("message")).isEmpty();
    assertThat(client.get("/managed-accounts").json().at("/total").asInt()).isZero();
    assertThat(client.get("/webhooks/endpoint").json().get("webhook_url").isNull()).isTrue();
    assertThat(client.get("/orders/bulk").json().at("/total").asInt()).isZero();
  }

  private static int rows(String table) {
    return server
        .database()
        .database()
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("select count(*) from " + table).mapTo(int.class).one());
  }

  @Test
  void aDryRunAsksForNothingAtAStore() {
    Customer customer = customer();
    ObjectNode classic = ClassicRequests.addaxOrder();
    classic.remove("webhooks");
    String bought = customer.classic().post("/v1/orders", classic).has(200).text("/request_id");
    customer
        .classic()
        .until("/v1/orders/" + bought, a -> a.text("/_type").equals("order_response"));
    Client client = customer.live();
    String id = client.post("/orders", CurrentRequests.order(PAGE)).has(201).text("/id");
    Answer order = client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    ObjectNode wish = json("{\"order_id\": \"" + id + "\", \"reason\": \"damaged\"}");
    wish.putArray("items")
        .addObject()
        .put("order_item_id", order.text("/items/0/id"))
        .put("quantity", 1);
    int aftersales = rows("errand");
    int messages = rows("case_message");
    ObjectNode opening = json("{\"reason\": \"nondelivery.damaged\", \"message\": \"It broke.\"}");
    Answer fine =
        client.post(
            BATCHES,
            dry(
                operation("POST", "/returns", wish),
                operation("POST", "/v1/orders/" + bought + "/cancel"),
                operation("POST", "/v1/orders/" + bought + "/case", opening)));
    assertThat(fine.json().get("validation_errors").findValuesAsString("message")).isEmpty();
    assertThat(rows("errand")).isEqualTo(aftersales);
    assertThat(rows("case_message")).isEqualTo(messages);
  }

  @Test
  void aDryRunTellsWhatEndpointsWouldRefuse() {
    ObjectNode nothing = json("{}");
    String order = "/v1/orders/0123456789abcdef0123456789abcdef";
    JsonNode[] operations = {
      operation("POST", "/managed-accounts", nothing),
      operation("PUT", "/managed-accounts/nobody", nothing),
      operation("PUT", "/webhooks/endpoint", json("{\"url\": \"ftp://example.com\"}")),
      operation("POST", "/webhooks/endpoint/rotate-secret", json("{\"keep_old_for\": \"9y\"}")),
      operation("POST", "/webhooks/redeliver", nothing),
      operation("POST", "/orders/bulk", nothing),
      operation("POST", "/returns", nothing),
      operation("POST", "/v1/trackings", nothing),
      operation("POST", order + "/cancel", nothing),
      operation("POST", order + "/return", nothing),
      operation("POST", order + "/case", nothing)
    };
    Answer refused = customer().live().post(BATCHES, dry(operations)).has(200);
    assertThat(refused.json().get("validation_errors").findValuesAsString("attribute"))
        .isEqualTo(
            IntStream.range(0, operations.length)
                .mapToObj(i -> "batch_operations[" + i + "]")
                .toList());
  }
}
