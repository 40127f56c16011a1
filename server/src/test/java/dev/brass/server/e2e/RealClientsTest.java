package dev.brass.server.e2e;

import static dev.brass.server.e2e.BatchRequests.batch;
import static dev.brass.server.e2e.BatchRequests.completed;
import static dev.brass.server.e2e.BatchRequests.operation;
import static dev.brass.server.e2e.BatchRequests.operations;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What programs of real customers were seen to send, through every channel that takes it.
class RealClientsTest {

  private static final String PAGE = "https://www.amazon.com/dp/B07JGBW826";

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static Client current() {
    return server.running().test();
  }

  private static Client classic() {
    return server.running().classic();
  }

  private static ObjectNode classicByPage(String page) {
    ObjectNode order = ClassicRequests.seedOrder();
    order.remove(List.of("retailer", "payment_method", "billing_address", "retailer_credentials"));
    ArrayNode products = order.putArray("products");
    products.addObject().put("url", page).put("quantity", 1);
    return order.put("idempotency_key", UUID.randomUUID().toString());
  }

  private static JsonNode validated(String page) {
    ObjectNode upload = Client.JSON.createObjectNode().put("filename", "orders.csv");
    upload
        .putArray("rows")
        .addObject()
        .put("product_url", page)
        .put("quantity", "1")
        .put("name", "Jane Doe")
        .put("address1", "123 Main St")
        .put("city", "San Francisco")
        .put("state", "CA")
        .put("zip", "94105")
        .put("max_price", "4999");
    return current().post("/orders/bulk/validate", upload).has(200).json();
  }

  private static Answer rehearsed(String page) {
    return current()
        .post(
            "/v1/batches",
            BatchRequests.with(
                batch(operation("POST", "/orders", CurrentRequests.order(page))), "dry_run", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.amazon.com/dp/product/B07JGBW826",
        "https://www.amazon.com/-/es/dp/B07JGBW826",
        "https://www.amazon.com/-/es/L\u00e1mpara/dp/B07JGBW826/ref=sr_1_3?ref=a|b",
        "https://www.amazon.com/gp/aw/d/B07JGBW826?psc=1",
        "https://www.amazon.com/gp/product/B07JGBW826/{ref}"
      })
  void theProductIsReadOffEveryFormOfItsPage(String page) {
    Answer order = current().post("/orders", CurrentRequests.order(page)).has(201);
    Answer placed =
        current()
            .until("/orders/" + order.text("/id"), a -> a.text("/status").equals("order_placed"));
    assertThat(placed.body()).contains("B07JGBW826");
    Answer accepted = classic().post("/v1/orders", classicByPage(page)).has(200);
    assertThat(accepted.text("/request_id")).isNotEmpty();
    assertThat(validated(page).toString()).contains("\"ok\":true");
    assertThat(rehearsed(page).has(200).json().get("valid").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://www.amazon.com/dp/product, not the page of a product",
    "https://www.walmart.com/ip/seort, not the page of a product",
    "https://a.co/d/0bA1bCd, short link",
    "https://amzn.to/3abcdEF, short link",
    "https://ebay.us/abc, short link",
    "https://www.amazon.com\\\\@evil.example/dp/B07JGBW826, backslash",
    "https://www.amazon.com@evil.example/dp/B07JGBW826, user name"
  })
  void whatIsNoProductsPageIsRefusedWithTheReasonInEveryChannel(String page, String why) {
    Answer refused = current().post("/orders", CurrentRequests.order(page)).has(400);
    assertThat(refused.text("/error/message")).contains(why);
    Answer classic = classic().post("/v1/orders", classicByPage(page));
    assertThat(classic.text("/_type")).isEqualTo("error");
    assertThat(validated(page).toString()).contains("\"ok\":false").contains(why);
    assertThat(rehearsed(page).has(200).json().get("valid").asBoolean()).isFalse();
    server.running().stranger().post("/agent/orders", CurrentRequests.order(page)).has(400);
  }

  @Test
  void noRecordOfABatchHasASecretThatItsAnswersHeld() {
    Answer created =
        current()
            .post(
                "/v1/batches",
                batch(
                    operation("POST", "/sandbox/keys"),
                    operation("POST", "/device/code"),
                    operation(
                        "PUT",
                        "/webhooks/endpoint",
                        Client.JSON
                            .createObjectNode()
                            .put("url", "https://hooks.example.com/T0/secret-path")),
                    operation("POST", "/webhooks/endpoint/rotate-secret"),
                    operation("GET", "/webhooks/endpoint")));
    Answer done = completed(current(), created);
    JsonNode results = operations(current(), done);
    assertThat(results).hasSize(5);
    assertThat(results).allMatch(each -> each.get("response_status").asInt() == 200);
    assertThat(results.toString())
        .doesNotContainPattern("zn_[a-z]+_[A-Za-z0-9]")
        .contains("\"key\":\"***\"", "\"device_code\":\"***\"", "\"claim_url\":\"***\"")
        .contains("\"webhook_secret\":\"***\"");
  }

  @Test
  void linksInAnswersOfABatchLeadToWhereItWasSent() {
    Answer created = current().post("/v1/batches", batch(operation("POST", "/sandbox/keys")));
    JsonNode results = operations(current(), completed(current(), created));
    assertThat(results.at("/0/response_body/quickstart_url").asString())
        .startsWith(server.running().url() + "/");
  }

  @Test
  void aWordOfAddressesIsNoMisspeltField() {
    ObjectNode order = ClassicRequests.seedOrder();
    ObjectNode address = (ObjectNode) order.get("shipping_address");
    address.put("county", "Middlesex").put("address_line3", "").putNull("company");
    order.put("idempotency_key", UUID.randomUUID().toString());
    Answer accepted = classic().post("/v1/orders", order).has(200);
    classic()
        .until("/v1/orders/" + accepted.text("/request_id"), a -> a.body().contains("Middlesex"));
    address.remove("country");
    address.put("countri", "US");
    assertThat(classic().post("/v1/orders", order.put("idempotency_key", "c")).body())
        .contains("did you mean \\\"country\\\"");
  }

  @Test
  void lengthsAreCountedInCharacters() {
    ObjectNode order =
        CurrentRequests.order(PAGE).put("is_gift", true).put("gift_message", "🎁".repeat(200));
    current().post("/orders", order).has(201);
    order.put("gift_message", "🎁".repeat(241));
    current().post("/orders", order).has(422);
  }

  @Test
  void aWrongCountryIsOneError() {
    ObjectNode order = CurrentRequests.order(PAGE);
    ((ObjectNode) order.get("shipping_address"))
        .put("country", "UK")
        .put("postal_code", "SW1A 1AA");
    JsonNode detail = current().post("/orders", order).has(422).json().get("detail");
    assertThat(detail).hasSize(1);
    assertThat(detail.toString()).contains("GB");
  }

  @ParameterizedTest
  @CsvSource({"HK, Hong Kong", "AE, Dubai", "QA, Doha", "PA, Panama", "MO, ''"})
  void countriesWithoutPostalCodesNeedNone(String country, String city) {
    ObjectNode order = CurrentRequests.order(PAGE);
    ((ObjectNode) order.get("shipping_address"))
        .put("country", country)
        .put("city", city)
        .put("postal_code", "");
    current().post("/orders", order).has(201);
    ObjectNode classic = ClassicRequests.seedOrder();
    ((ObjectNode) classic.get("shipping_address"))
        .put("country", country)
        .put("city", city)
        .put("zip_code", "");
    classic.put("idempotency_key", UUID.randomUUID().toString());
    classic().post("/v1/orders", classic).has(200);
  }

  @Test
  void germanyNeedsAPostalCode() {
    ObjectNode order = CurrentRequests.order(PAGE);
    ((ObjectNode) order.get("shipping_address")).put("country", "DE").put("postal_code", "");
    current().post("/orders", order).has(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P1W", "P1M", "P1DT2H"})
  void theClockTakesWeeksAndMonths(String duration) {
    current().post("/sandbox/clock", "{\"advance\":\"" + duration + "\"}").has(200);
  }

  @Test
  void theClockDoesNotGoBack() {
    current().post("/sandbox/clock", "{\"advance\":\"-P1W\"}").has(400);
  }

  @Test
  void theHeaderIsAKeyAsTheBodysIs() {
    String key = UUID.randomUUID().toString();
    ObjectNode order = CurrentRequests.order(PAGE);
    Client keyed = current().with("Idempotency-Key", key);
    Answer first = keyed.post("/orders", order).has(201);
    Answer again = keyed.post("/orders", order);
    assertThat(again.body()).contains(first.text("/id"));
    assertThat(keyed.post("/orders", order.put("idempotency_key", "other")).has(400).body())
        .contains("Idempotency-Key");
    ObjectNode seed = ClassicRequests.seedOrder();
    seed.remove("idempotency_key");
    Client classic = classic().with("Idempotency-Key", '"' + key + '"');
    String id = classic.post("/v1/orders", seed).has(200).text("/request_id");
    assertThat(classic.post("/v1/orders", seed).has(200).text("/request_id")).isEqualTo(id);
  }

  @Test
  void phpWritesAnEmptyObjectAsAList() {
    ObjectNode order = CurrentRequests.order(PAGE);
    order.putArray("metadata");
    Answer created = current().post("/orders", order).has(201);
    assertThat(created.json().get("metadata").isObject()).isTrue();
    ObjectNode seed = ClassicRequests.seedOrder();
    seed.putArray("client_notes");
    seed.putArray("webhooks");
    seed.put("idempotency_key", UUID.randomUUID().toString());
    classic().post("/v1/orders", seed).has(200);
    ObjectNode operation = operation("GET", "/retailers");
    operation.putArray("body");
    operation.putArray("query_params");
    completed(current(), current().post("/v1/batches", batch(operation)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs", "/docs/"})
  void thereIsAPageThatSaysWhereToLook(String path) {
    Answer page = server.running().stranger().get(path).has(200);
    assertThat(page.body()).contains("/openapi/v2.yaml", "/openapi/v1.yaml");
  }

  @Test
  void aPageOfThisMachineMayCallInDevelopment() {
    String url = server.running().url();
    Answer answer = classic().with("Origin", "http://localhost:3000").get("/v1/orders");
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "http://localhost:3000");
    Answer stranger = classic().with("Origin", "https://evil.example").get("/v1/orders");
    assertThat(stranger.headers()).doesNotContainKey("access-control-allow-origin");
    assertThat(url).startsWith("http://127.0.0.1:");
  }
}
