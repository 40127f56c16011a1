package dev.brass.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client;
import dev.brass.server.e2e.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The requests that the documents print, sent with `curl` as they stand, and the answers that they
/// show. The requests are in `printed/`.
class PrintedRequestsTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir static Path data;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// What came back.
  private record Answer(int status, JsonNode body) {}

  @Test
  void theClientTokenIsTheUserName() {
    assertThat(send("002/authenticate.curl", Map.of()).status()).isEqualTo(200);
    Answer refused = send("002/authenticate.curl", Map.of("BRASS_CLIENT_TOKEN", "wrong"));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body().get("code").asString()).isEqualTo("invalid_client_token");
  }

  @Test
  void anOrderIsCreatedAndRetrieved() {
    Answer created = send("002/create-order.curl", Map.of());
    assertThat(created.status()).isEqualTo(200);
    assertThat(created.body().propertyNames()).containsExactly("request_id");
    String requestId = created.body().get("request_id").asString();
    assertThat(requestId).matches("[0-9a-f]{32}");

    Client client = server.classic();
    client.until(
        "/v1/orders/" + requestId, answer -> !answer.text("/code").equals("request_processing"));
    client.advance("P2D");
    client.until(
        "/v1/orders/" + requestId, answer -> answer.text("/tracking/0/carrier").equals("Fedex"));
    Answer retrieved = send("002/retrieve-order.curl", Map.of("BRASS_REQUEST_ID", requestId));
    assertThat(retrieved.status()).isEqualTo(200);
    JsonNode order = retrieved.body();
    assertThat(order.get("_type").asString()).isEqualTo("order_response");
    ObjectNode price = (ObjectNode) order.get("price_components");
    price.remove(List.of("currency", "products"));
    assertThat(price)
        .isEqualTo(JSON.readTree("{\"shipping\":0,\"subtotal\":1999,\"tax\":0,\"total\":1999}"));
    assertThat(order.at("/merchant_order_ids/0/merchant").asString()).isEqualTo("amazon");
    assertThat(order.at("/merchant_order_ids/0/account").asString())
        .isEqualTo("timbeaver@gmail.com");
    String merchantOrderId = order.at("/merchant_order_ids/0/merchant_order_id").asString();
    assertThat(order.at("/merchant_order_ids/0/placed_at").asString()).endsWith("Z");
    JsonNode tracking = order.at("/tracking/0");
    assertThat(tracking.get("merchant_order_id").asString()).isEqualTo(merchantOrderId);
    assertThat(tracking.get("product_id").asString()).isEqualTo("0923568964");
    assertThat(tracking.get("tracking_number").asString()).isEqualTo("9261290100129790891234");
    assertThat(tracking.get("obtained_at").asString()).endsWith("Z");
    assertThat(order.at("/request/client_notes/our_internal_order_id").asString())
        .isEqualTo("abc123");
  }

  @Test
  void theCommaTooManyIsNoJson() {
    Answer refused = send("002/create-order-as-printed.curl", Map.of());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().get("code").asString()).isEqualTo("invalid_json");
  }

  @Test
  void anIdempotencyKeyGivesTheSameAnswerAgain() {
    Map<String, String> key = Map.of("BRASS_IDEMPOTENCY_KEY", UUID.randomUUID().toString());
    Answer first = send("002/idempotency-key.curl", key);
    assertThat(first.status()).as("%s", first.body()).isEqualTo(200);
    assertThat(send("002/idempotency-key.curl", key)).isEqualTo(first);
    assertThat(send("002/idempotency-key.curl", Map.of("BRASS_IDEMPOTENCY_KEY", "another")).body())
        .isNotEqualTo(first.body());
  }

  @Test
  void aProductsDetailsAndOffersAreAsPrinted() {
    Answer details = send("002/product-details.curl", Map.of());
    assertThat(details.status()).isEqualTo(200);
    holds(details.body(), printed("product_details.json"));
    Answer offers = send("002/product-offers.curl", Map.of());
    assertThat(offers.status()).isEqualTo(200);
    holds(offers.body(), printed("product_offers.json"));
  }

  private static JsonNode printed(String answer) {
    return JSON.readTree(ClassicRequests.resource(answer));
  }

  /// Holds an answer against one that the documents print: what is printed is there, with the same
  /// values and as many of them; objects may have more.
  private static void holds(JsonNode answer, JsonNode printed) {
    if (printed.isObject()) {
      printed.properties().forEach(p -> holds(answer.path(p.getKey()), p.getValue()));
    } else if (printed.isArray()) {
      assertThat(answer.size()).as("%s", answer).isEqualTo(printed.size());
      for (int i = 0; i < printed.size(); i++) {
        holds(answer.get(i), printed.get(i));
      }
    } else {
      assertThat(answer).isEqualTo(printed);
    }
  }

  /// The page of the current API prints no command but the operation's own description.
  @Test
  void theCurrentApiAnswersAsItsDescriptionSays() {
    Client client = server.live();
    String id =
        client
            .post(
                "/orders",
                """
                {"products": [{"url": "https://www.amazon.com/dp/B07JGBW826", "quantity": 2,
                   "variant": [{"label": "Color", "value": "Black"}]}],
                 "max_price": 100000, "po_number": "PO-1", "metadata": {"a": {"b": [1, null]}},
                 "shipping_address": {"first_name": "Jane", "last_name": "Doe",
                   "address_line1": "123 Main St", "city": "Springfield", "state": "IL",
                   "postal_code": "62701", "country": "US", "phone_number": "5551230101"}}
                """)
            .has(201)
            .text("/id");
    String path = "/orders/" + id;
    fits("OrderResponse", client.get(path).has(200).body());
    client.until(path, order -> order.text("/status").equals("order_placed"));
    fits("OrderResponse", client.get(path).has(200).body());
    client.advance("P10D");
    client.until(path, order -> order.text("/items/0/status").equals("delivered"));
    String delivered = client.get(path).has(200).body();
    fits("OrderResponse", delivered);
    assertThat(JSON.readTree(delivered).get("tracking_numbers")).isNotEmpty();

    fits("HTTPValidationError", client.get("/orders/not-a-uuid").has(422).body());
    client.get("/orders/" + UUID.randomUUID()).has(404);
    server.stranger().get(path).has(401);
  }

  /// Holds an answer against a schema of the description that the documents print.
  private static void fits(String schema, String answer) {
    ObjectNode description =
        (ObjectNode) new YAMLMapper().readTree(Path.of("printed/003/get-order.openapi.yaml"));
    description.put("$ref", "#/components/schemas/" + schema);
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(description)
                .validate(
                    answer,
                    InputFormat.JSON,
                    context ->
                        context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as(answer)
        .isEmpty();
  }

  private static Answer send(String request, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder("printed/send", request).redirectErrorStream(true);
    Map<String, String> all = new HashMap<>(server.environment());
    all.putAll(environment);
    builder.environment().putAll(all);
    try {
      Path output = Files.createTempFile(data, "answer", ".txt");
      Process process = builder.redirectOutput(output.toFile()).start();
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
      String text = Files.readString(output, StandardCharsets.UTF_8).stripTrailing();
      assertThat(process.exitValue()).as(text).isZero();
      int end = text.lastIndexOf('\n');
      return new Answer(
          Integer.parseInt(text.substring(end + 1)), JSON.readTree(text.substring(0, end)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
