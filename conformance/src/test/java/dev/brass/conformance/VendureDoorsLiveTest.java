package dev.brass.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.connector.vendure.VendureProgram;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Orders at a real Vendure shop through both doors of a whole server, seen again in the shop's own
/// admin API.
@Tag("live")
class VendureDoorsLiveTest {

  private static final String ADDRESS =
      """
      {"first_name": "Jane", "last_name": "Doe", "address_line1": "123 Main St",
       "city": "Springfield", "state": "IL", "%s": "62701", "country": "US",
       "phone_number": "5551230101"}
      """;

  @TempDir static Path folder;
  private static VendureProgram shop;
  private static StartedServer server;
  private static ApiClient client;

  @BeforeAll
  static void start() {
    shop = VendureProgram.start();
    server =
        StartedServer.start(
            folder,
            """
            stores:
              - code: my-shop
                platform: vendure
                hosts: "%s"
                settings:
                  url: "%s"
                  payment-method: %s
                  customer-email: orders@buyer.example.com
                  reference-field: %s
            """
                .formatted(
                    shop.url().getHost() + ":" + shop.url().getPort(),
                    shop.url(),
                    VendureProgram.PAYMENT_METHOD,
                    VendureProgram.REFERENCE_FIELD));
    client = new ApiClient(server);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    if (shop != null) {
      shop.close();
    }
  }

  @Test
  void anOrderThroughTheCurrentApiIsInTheShopsBooksWithOurReference() {
    JsonNode created =
        client.v2(
            "POST",
            "/orders",
            """
            {"products": [{"url": "%s/products/cordless-mouse"}], "shipping_address": %s,
             "max_price": 1000000}
            """
                .formatted(shop.url(), ADDRESS.formatted("postal_code")));
    String id = created.path("id").asString();
    JsonNode placed =
        await(() -> client.v2("GET", "/orders/" + id, null), "status", "order_placed");
    assertInTheBooks(placed.path("merchant_order_ids").get(0).asString());
    JsonNode price = placed.path("job_result").path("price_components");
    assertThat(price.path("currency").asString()).isEqualTo("USD");
    assertThat(price.path("total").asLong()).isPositive();
  }

  @Test
  void anOrderThroughTheClassicApiIsInTheShopsBooksWithOurReference() {
    JsonNode created =
        client.v1(
            "POST",
            "/v1/orders",
            """
            {"retailer": "my-shop", "products": [{"product_id": "cordless-mouse", "quantity": 2}],
             "shipping_address": %1$s, "billing_address": %1$s, "shipping_method": "cheapest",
             "payment_method": {"use_account_payment_defaults": true},
             "retailer_credentials": {"email": "jane@example.com", "password": "unused"}}
            """
                .formatted(ADDRESS.formatted("zip_code")));
    String id = created.path("request_id").asString();
    JsonNode placed =
        await(() -> client.v1("GET", "/v1/orders/" + id, null), "_type", "order_response");
    assertInTheBooks(placed.path("merchant_order_ids").get(0).path("merchant_order_id").asString());
  }

  /// Exactly one order of the shop has the reference that the shop's staff sees in that order.
  private static void assertInTheBooks(String code) {
    JsonNode order = shop.admin().order(code, "customFields { clientReference }");
    String reference = order.path("customFields").path("clientReference").asString();
    assertThat(reference).hasSizeGreaterThanOrEqualTo(32);
    assertThat(shop.admin().ordersWith(reference)).containsExactly(code);
  }

  private static JsonNode await(
      java.util.concurrent.Callable<JsonNode> read, String field, String value) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(read, answer -> reached(answer, field, value));
  }

  private static boolean reached(JsonNode answer, String field, String value) {
    assertThat(answer.path("status").asString()).as("%s", answer).isNotEqualTo("order_failed");
    return answer.path(field).asString().equals(value);
  }
}
