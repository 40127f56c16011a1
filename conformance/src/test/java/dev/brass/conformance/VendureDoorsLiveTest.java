package dev.brass.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.connector.vendure.VendureProgram;
import dev.brass.server.e2e.Client;
import dev.brass.server.e2e.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Orders at a real Vendure shop through both channels of a whole server, seen again in the shop's
/// own admin API.
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
  private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    shop = VendureProgram.start();
    Path stores =
        Files.writeString(
            folder.resolve("stores.yaml"),
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
    server = RunningServer.start(folder.resolve("data"), Map.of("config", stores.toString()));
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
    Client client = server.live();
    Client.Answer created =
        client.post(
            "/orders",
            """
            {"products": [{"url": "%s/products/cordless-mouse"}], "shipping_address": %s,
             "max_price": 1000000}
            """
                .formatted(shop.url(), ADDRESS.formatted("postal_code")));
    JsonNode placed =
        client
            .until("/orders/" + created.text("/id"), a -> reached(a, "/status", "order_placed"))
            .json();
    assertInTheBooks(placed.path("merchant_order_ids").get(0).asString());
    JsonNode price = placed.path("job_result").path("price_components");
    assertThat(price.path("currency").asString()).isEqualTo("USD");
    assertThat(price.path("total").asLong()).isPositive();
  }

  @Test
  void anOrderThroughTheClassicApiIsInTheShopsBooksWithOurReference() {
    Client client = server.classic();
    Client.Answer created =
        client.post(
            "/v1/orders",
            """
            {"retailer": "my-shop", "products": [{"product_id": "cordless-mouse", "quantity": 2}],
             "shipping_address": %1$s, "billing_address": %1$s, "shipping_method": "cheapest",
             "payment_method": {"use_account_payment_defaults": true},
             "retailer_credentials": {"email": "jane@example.com", "password": "unused"}}
            """
                .formatted(ADDRESS.formatted("zip_code")));
    Client.Answer placed =
        client.until(
            "/v1/orders/" + created.text("/request_id"),
            a -> reached(a, "/_type", "order_response"));
    assertInTheBooks(placed.text("/merchant_order_ids/0/merchant_order_id"));
  }

  /// Exactly one order of the shop has the reference that the shop's staff sees in that order.
  private static void assertInTheBooks(String code) {
    JsonNode order = shop.admin().order(code, "customFields { clientReference }");
    String reference = order.path("customFields").path("clientReference").asString();
    assertThat(reference).hasSizeGreaterThanOrEqualTo(32);
    assertThat(shop.admin().ordersWith(reference)).containsExactly(code);
  }

  private static boolean reached(Client.Answer answer, String pointer, String value) {
    assertThat(answer.text("/status")).as(answer.body()).isNotEqualTo("order_failed");
    return answer.text(pointer).equals(value);
  }
}
