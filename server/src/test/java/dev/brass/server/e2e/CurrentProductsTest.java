package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Product data of the current API, told by the sandbox's stores.
class CurrentProductsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private final Customer customer = Customer.of(server.running());
  private final Client test = customer.test();

  private static Answer completed(Answer answer) {
    assertThat(answer.has(200).text("/status")).as(answer.body()).isEqualTo("completed");
    return answer;
  }

  private static String at(Answer refused) {
    return refused.has(422).text("/detail/0/loc/1");
  }

  @Test
  void tellsWhatAProductIs() {
    JsonNode product = completed(test.get("/products/B00DETAILS?retailer=amazon")).json();
    assertThat(product.get("product_id").asString()).isEqualTo("B00DETAILS");
    assertThat(product.get("asin").asString()).isEqualTo("B00DETAILS");
    assertThat(product.get("retailer").asString()).isEqualTo("amazon");
    assertThat(product.get("title").asString()).isNotEmpty();
    assertThat(product.get("price").isIntegralNumber()).isTrue();
    assertThat(product.get("currency_code").asString()).isEqualTo("USD");
    assertThat(product.get("description")).isEqualTo(product.get("product_description"));
    assertThat(product.get("num_reviews")).isEqualTo(product.get("review_count"));
    assertThat(product.at("/package_dimensions/size/width/unit").asString()).isEqualTo("inches");
    assertThat(product.get("all_variants")).isNotEmpty();
    assertThat(product.has("domain")).isFalse();
  }

  @Test
  void aStoreCanBeNamedByItsHost() {
    Answer answer = completed(test.get("/products/B00HOST?retailer=www.amazon.com"));
    assertThat(answer.text("/domain")).isEqualTo("www.amazon.com");
    assertThat(answer.text("/retailer")).isEqualTo("amazon");
  }

  @Test
  void tellsWhoSellsAProduct() {
    JsonNode offers = completed(test.get("/products/0923568964/offers?retailer=amazon")).json();
    assertThat(offers.get("asin").asString()).isEqualTo("0923568964");
    assertThat(offers.at("/offers/0/price").asInt()).isEqualTo(979);
    assertThat(offers.at("/offers/0/shipping_options/1/price").asInt()).isEqualTo(599);
    assertThat(offers.at("/offers/0/seller/name").asString()).isNotEmpty();
    assertThat(offers.get("timestamp").asLong()).isPositive();
  }

  @Test
  void whatNobodySellsIsAFailure() {
    for (String more : new String[] {"", "/offers"}) {
      Answer failed =
          test.get("/products/ERR-expired_product_id" + more + "?retailer=amazon").has(200);
      assertThat(failed.text("/status")).isEqualTo("failed");
      assertThat(failed.text("/code")).isEqualTo("product_not_found");
      assertThat(failed.text("/message")).isNotEmpty();
    }
  }

  @Test
  void bothApisShareAnswers() {
    Client classic = server.running().classic();
    long first =
        classic.get("/v1/products/B00SHARED?retailer=walmart").json().get("timestamp").asLong();
    classic.advance("PT5M");
    // The clock belongs to the tenant's test data; both keys are of the default tenant.
    Answer same = server.running().test().get("/products/B00SHARED?retailer=walmart");
    assertThat(completed(same).json().get("timestamp").asLong()).isEqualTo(first);
  }

  @Test
  void anAnswerIsAsYoungAsAsked() {
    String path = "/products/B00YOUNG?retailer=amazon";
    long first = completed(test.get(path)).json().get("timestamp").asLong();
    test.advance("PT30S");
    String young = path + "&newer_than=" + (first + 30);
    assertThat(test.get(young).json().get("timestamp").asLong()).as("widened").isEqualTo(first);
    test.advance("PT60S");
    assertThat(test.get(path + "&max_age=120").json().get("timestamp").asLong()).isEqualTo(first);
    assertThat(test.get(path + "&max_age=31").json().get("timestamp").asLong())
        .isGreaterThan(first);
  }

  @Test
  void refusesWhatDoesNotFit() {
    String path = "/products/B00LIMITS";
    assertThat(test.get(path + "?retailer=amazon&max_age=30").has(400).text("/error/code"))
        .isEqualTo("bad_request");
    assertThat(at(test.get(path + "?retailer=amazon&max_age=60&newer_than=1")))
        .isEqualTo("newer_than");
    assertThat(at(test.get(path))).isEqualTo("retailer");
    assertThat(at(test.get(path + "?retailer=nobody"))).isEqualTo("retailer");
    assertThat(at(test.get(path + "?retailer=amazon&async=perhaps"))).isEqualTo("async");
    assertThat(at(test.get("/products/%20/offers?retailer=amazon"))).isEqualTo("product_id");
    assertThat(at(test.get("/products/search?retailer=amazon"))).isEqualTo("query");
    assertThat(at(test.get("/products/search?retailer=amazon&query=a%01b"))).isEqualTo("query");
    assertThat(at(test.get("/products/search?retailer=amazon&query=a&page=0"))).isEqualTo("page");
    assertThat(at(test.get("/search"))).isEqualTo("q");
    assertThat(at(test.get("/search?q=a&min_price=2&max_price=1"))).isEqualTo("min_price");
    server.running().stranger().get(path + "?retailer=amazon").has(401);
    server.running().stranger().get("/search?q=a").has(401);
    server.running().stranger().get("/usage").has(401);
  }

  @Test
  void whoDoesNotWaitComesBack() {
    String path = "/products/B00LATER2/offers?retailer=amazon&async=true";
    assertThat(test.get(path).has(200).text("/status")).isEqualTo("processing");
    Answer done = test.until(path, answer -> !answer.text("/status").equals("processing"));
    assertThat(completed(done).json().get("offers")).isNotEmpty();
  }

  @Test
  void findsProductsPageByPage() {
    String path = "/products/search?retailer=amazon&query=usb+hub";
    Set<String> ids = new HashSet<>();
    int page = 1;
    int results = 0;
    for (; page != 0; ) {
      JsonNode found = completed(test.get(path + "&page=" + page)).json();
      for (JsonNode result : found.get("results")) {
        ids.add(result.get("product_id").asString());
        results++;
        assertThat(result.get("url").asString()).startsWith("https://");
      }
      page = found.get("next_page").asInt(0);
    }
    assertThat(results).isGreaterThan(2).isEqualTo(ids.size());
  }

  @Test
  void freeShippingIsFilteredAfterPaging() {
    String path = "/products/search?retailer=walmart&query=kettle";
    JsonNode all = completed(test.get(path)).json();
    JsonNode free = completed(test.get(path + "&free_shipping=true")).json();
    assertThat(free.get("next_page")).isEqualTo(all.get("next_page"));
    free.get("results").forEach(r -> assertThat(r.get("ship_price").asInt()).isZero());
    long expected =
        all.get("results").valueStream().filter(r -> r.path("ship_price").asInt(-1) == 0).count();
    assertThat(free.get("results").size()).isEqualTo((int) expected);
  }

  @Test
  void searchesAllStoresInTurns() {
    JsonNode found = completed(test.get("/search?q=desk+lamp")).json();
    assertThat(found.get("query").asString()).isEqualTo("desk lamp");
    assertThat(found.get("excluded_by_price").isNull()).isTrue();
    assertThat(found.get("hint").isNull()).isTrue();
    Set<String> stores = new HashSet<>();
    found.get("results").forEach(result -> stores.add(result.get("retailer").asString()));
    assertThat(stores).hasSizeGreaterThan(3).doesNotContain("google_shopping", "amazon_mx");
    Set<String> firstRound = new HashSet<>();
    for (int i = 0; i < stores.size(); i++) {
      firstRound.add(found.at("/results/" + i + "/retailer").asString());
    }
    assertThat(firstRound).isEqualTo(stores);
    String url = found.at("/results/0/url").asString();
    test.post("/orders", CurrentRequests.order(url)).has(201);
  }

  @Test
  void pricesBoundASearch() {
    JsonNode all = completed(test.get("/search?q=toaster")).json();
    JsonNode some = completed(test.get("/search?q=toaster&min_price=2000&max_price=6000")).json();
    some.get("results")
        .forEach(result -> assertThat(result.get("price").asInt()).isBetween(2000, 6000));
    assertThat(some.get("excluded_by_price").asInt())
        .isEqualTo(all.get("results").size() - some.get("results").size());
    JsonNode none = completed(test.get("/search?q=toaster&max_price=0")).json();
    assertThat(none.get("results")).isEmpty();
    assertThat(none.get("hint").asString()).contains("widen");
  }

  @Test
  void usageCountsWhatSucceeded() {
    test.get("/products/B00USED?retailer=amazon");
    test.get("/products/ERR-expired_product_id?retailer=amazon");
    test.get("/products/search?retailer=walmart&query=spoon");
    test.get("/search?q=spoon");
    JsonNode usage = test.get("/usage?window_days=7&recent=2").has(200).json();
    assertThat(usage.get("window_days").asInt()).isEqualTo(7);
    assertThat(Instant.parse(usage.get("since").asString())).isBefore(Instant.now());
    for (String endpoint : Set.of("search", "product_search", "product_details")) {
      JsonNode metric = usage.at("/metrics/" + endpoint);
      assertThat(metric.get("total").asInt()).as(endpoint).isEqualTo(1);
      assertThat(metric.get("series").size()).isEqualTo(7);
      assertThat(metric.at("/series/6").asInt()).isEqualTo(1);
      assertThat(metric.get("prev_total").asInt()).isZero();
    }
    assertThat(usage.at("/metrics/product_offers/total").asInt()).isZero();
    assertThat(usage.get("recent").size()).isEqualTo(2);
    assertThat(usage.at("/recent/0/query").asString()).isEqualTo("spoon");
    assertThat(usage.at("/recent/1/retailer").asString()).isEqualTo("walmart");
    JsonNode live = customer.live().get("/usage").json();
    assertThat(live.get("window_days").asInt()).isEqualTo(30);
    assertThat(live.get("recent")).isEmpty();
    assertThat(at(test.get("/usage?window_days=91"))).isEqualTo("window_days");
  }

  @Test
  void theLastHundredCallsAreKept() {
    for (int i = 0; i < 103; i++) {
      completed(test.get("/products/B00MANY?retailer=amazon"));
    }
    JsonNode usage = test.get("/usage?recent=100").json();
    assertThat(usage.get("recent").size()).isEqualTo(100);
    assertThat(usage.at("/metrics/product_details/total").asInt()).isEqualTo(103);
    int kept =
        server
            .database()
            .database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select count(*) from usage_call where tenant_id = :id")
                        .bind("id", UUID.fromString(customer.id()))
                        .mapTo(Integer.class)
                        .one());
    assertThat(kept).isEqualTo(100);
  }
}
