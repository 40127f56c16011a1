package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.webhook.HookReceiver;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What everybody may ask about the stores of a server.
class RetailersTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  @RegisterExtension
  static final WholeServer production =
      WholeServer.perClass(Map.of("profile", "production", "webhooks.allow-private", "false"));

  private final Client anybody = server.running().stranger();

  private JsonNode check(String query) {
    return anybody.get("/retailers/check?url=" + query).has(200).json();
  }

  private String support(String retailer) {
    return anybody.get("/retailers?name=" + retailer).text("/retailers/0/support");
  }

  @Test
  void listsTheStoresThatTakeOrders() {
    Answer answer = anybody.get("/retailers?include=all").has(200);
    assertThat(answer.body()).contains("\"amazon\"", "\"zinc\"").doesNotContain("google_shopping");
    assertThat(answer.json().get("total").asInt()).isEqualTo(answer.json().get("retailers").size());
    assertThat(answer.headers().get("cache-control")).contains("max-age");
    JsonNode some = anybody.get("/retailers?name=AMAZON&limit=2&offset=1").has(200).json();
    assertThat(some.get("total").asInt()).isEqualTo(9);
    assertThat(some.get("retailers").size()).isEqualTo(2);
    assertThat(some.at("/retailers/0/display_name").asString()).isEqualTo("Amazon Ca");
    assertThat(some.at("/retailers/0/base_url").asString()).isEqualTo("amazon.ca");
    anybody.get("/retailers?include=none").has(422);
    anybody.get("/retailers?limit=0").has(422);
  }

  @Test
  void realStoresAloneAreOfUseInProduction() {
    Client anybodyThere = production.running().stranger();
    assertThat(anybodyThere.get("/retailers").json().get("total").asInt()).isZero();
    Answer refused = anybodyThere.get("/retailers/check?url=https://www.amazon.com/dp/B0");
    assertThat(refused.has(200).text("/unsupported_reason")).isEqualTo("unsupported_retailer");
  }

  @Test
  void aPlacedLiveOrderMakesAStoreActive() {
    String page = "https://www.newegg.com/p/N82E16819113567";
    assertThat(support("newegg")).isEqualTo("untested");
    JsonNode before = check(page);
    assertThat(before.get("support").asString()).isEqualTo("untested");
    assertThat(before.get("orderable").asBoolean()).isTrue();
    assertThat(before.at("/evidence/orders_placed").asBoolean()).isFalse();
    assertThat(before.at("/evidence/last_order_at").isNull()).isTrue();

    Customer customer = Customer.of(server.running());
    place(customer.test(), page);
    assertThat(support("newegg")).as("test orders prove nothing").isEqualTo("untested");
    place(customer.live(), page);
    anybody.until("/retailers/check?url=" + page, a -> a.text("/support").equals("active"));
    JsonNode after = check(page);
    assertThat(after.at("/evidence/orders_placed").asBoolean()).isTrue();
    assertThat(after.at("/evidence/last_order_at").asString()).endsWith("T00:00:00Z");
    assertThat(support("newegg")).isEqualTo("active");
  }

  private static void place(Client client, String page) {
    String id = client.post("/orders", CurrentRequests.order(page)).has(201).text("/id");
    client.until("/orders/" + id, answer -> answer.text("/status").equals("order_placed"));
  }

  @Test
  void refusesWhatOrdersWouldBeRefusedFor() {
    Client live = Customer.of(server.running()).live();
    for (String page :
        new String[] {
          "https://shop.example.com/products/x", "https://shopping.google.com/product/1"
        }) {
      JsonNode checked = check(page);
      assertThat(checked.get("orderable").asBoolean()).isFalse();
      assertThat(checked.get("support").asString()).isEqualTo("unsupported");
      assertThat(checked.get("unsupported_reason").asString())
          .isEqualTo(live.post("/orders", CurrentRequests.order(page)).has(400).text("/code"));
    }
    JsonNode abroad = check("https://www.amazon.com/dp/B0&country=fr");
    assertThat(abroad.get("orderable").asBoolean()).isFalse();
    assertThat(abroad.get("unsupported_reason").asString()).isEqualTo("unsupported_country");
    assertThat(check("nonsense:%2F%2F").get("unsupported_reason").asString())
        .isEqualTo("url_unreachable");
  }

  @Test
  void tellsThePlatformOfAShopThatIsNotSetUp() {
    try (HookReceiver shop = HookReceiver.onLoopback()) {
      shop.answering(
          exchange ->
              HookReceiver.answer(
                  exchange,
                  200,
                  "<script>const api = '/shop-api';</script>" + "x".repeat(400_000)));
      JsonNode checked = check(shop.url("/product/laptop"));
      assertThat(checked.get("orderable").asBoolean()).isFalse();
      assertThat(checked.get("platform").asString()).isEqualTo("vendure");
      assertThat(checked.get("support_detail").asString()).contains("is supported");
      assertThat(check(shop.url("/another")).get("platform").asString()).isEqualTo("vendure");
      assertThat(shop.requests()).as("asked once").hasSize(1);
      assertThat(shop.requests().getFirst().path()).isEqualTo("/");

      Answer there =
          production
              .running()
              .stranger()
              .get("/retailers/check?url=" + shop.url("/product/laptop"));
      assertThat(there.has(200).json().get("platform").isNull()).isTrue();
      assertThat(shop.requests()).as("a private address is not asked").hasSize(1);
    }
  }

  @Test
  void aFrontPageMayHaveNoEnd() {
    try (HookReceiver shop = HookReceiver.onLoopback()) {
      shop.answering(
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] line = "vendure-auth-token ".repeat(500).getBytes(StandardCharsets.UTF_8);
            // Ends when the other side has had enough.
            while (true) {
              exchange.getResponseBody().write(line);
            }
          });
      assertThat(check(shop.url("/")).get("platform").asString()).isEqualTo("vendure");
    }
  }

  @Test
  void anyPageOfAStoreWillDo() {
    assertThat(check("amazon.com").get("domain").asString()).isEqualTo("amazon.com");
    JsonNode checked = check("https://www.amazon.com/gp/help&country=us");
    assertThat(checked.get("orderable").asBoolean()).isTrue();
    assertThat(checked.get("platform").asString()).isEqualTo("sandbox");
    assertThat(checked.at("/retailer/retailer").asString()).isEqualTo("amazon");
    assertThat(checked.at("/checkout/guest_checkout").asBoolean()).isTrue();
  }

  @Test
  void refusesLongerCountries() {
    Answer refused = anybody.get("/retailers/check?url=amazon.com&country=USA").has(422);
    assertThat(refused.text("/detail/0/loc/1")).isEqualTo("country");
    assertThat(refused.text("/detail/0/msg")).contains("use 'US'");
    assertThat(anybody.get("/retailers/check").has(422).text("/detail/0/loc/1")).isEqualTo("url");
  }
}
