package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the classic API tells about products: each endpoint, field by field.
class ProductDataTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final String DOCUMENTED = "/v1/products/0923568964?retailer=amazon";
  private static final String DOCUMENTED_OFFERS = "/v1/products/0923568964/offers?retailer=amazon";

  /// Not printed, but in the documents' tables or added by later ones.
  private static final Set<String> DETAILS_ADDED =
      Set.of(
          "timestamp",
          "epids_map",
          "price",
          "currency",
          "main_image",
          "images",
          "categories",
          "authors");

  private static final Set<String> OFFER_ADDED =
      Set.of(
          "offer_id",
          "available",
          "currency",
          "minimum_quantity",
          "marketplace_fulfilled",
          "handling_days",
          "seller",
          "shipping_options");

  private final Client classic = Customer.of(server.running()).classic();

  private static ObjectNode printed(String name) {
    return (ObjectNode) ClassicRequests.JSON.readTree(ClassicRequests.resource(name));
  }

  private static JsonNode without(JsonNode json, Set<String> names) {
    ObjectNode less = (ObjectNode) json.deepCopy();
    assertThat(less.propertyNames()).containsAll(names);
    names.forEach(less::remove);
    return less;
  }

  @Test
  void theDocumentedProductIsAsPrinted() {
    JsonNode details = classic.get(DOCUMENTED).has(200).json();

    assertThat(without(details, DETAILS_ADDED)).isEqualTo(printed("product_details.json"));
    assertThat(details.get("timestamp").isIntegralNumber()).isTrue();
    assertThat(details.get("price").asInt()).isEqualTo(979);
    assertThat(details.get("currency").asString()).isEqualTo("USD");
    assertThat(details.get("epids_map").toString())
        .isEqualTo("{\"EAN\":\"9780923568962\",\"ISBN\":\"0923568964\"}");
  }

  @Test
  void itsOffersAreAsPrintedAndInTheLaterShapeToo() {
    JsonNode answer = classic.get(DOCUMENTED_OFFERS).has(200).json();

    ObjectNode flat = (ObjectNode) without(answer, Set.of("timestamp", "product_id", "asin"));
    JsonNode offer = flat.get("offers").get(0);
    flat.putArray("offers").add(without(offer, OFFER_ADDED));
    assertThat(flat.toString().replace(" ", ""))
        .as("to the digit")
        .contains("\"price\":9.79,\"ship_price\":0,");
    assertThat(flat).isEqualTo(Client.JSON.readTree(printed("product_offers.json").toString()));
    assertThat(offer.get("offer_id")).isEqualTo(offer.get("offerlisting_id"));
    assertThat(offer.get("available").asBoolean()).isTrue();
    assertThat(offer.get("minimum_quantity").isNull()).isTrue();
    assertThat(offer.get("marketplace_fulfilled").asBoolean()).isTrue();
    assertThat(offer.get("handling_days").toString()).isEqualTo("{\"max\":0,\"min\":0}");
    assertThat(offer.get("seller").toString())
        .isEqualTo(
            "{\"id\":\"ATVPDKIKX0DER\",\"name\":\"Amazon.com\",\"num_ratings\":1000000,"
                + "\"percent_positive\":100,\"first_party\":true}");
    assertThat(offer.get("shipping_options").get(1).toString())
        .isEqualTo(
            "{\"name\":\"Two-Day"
                + " Shipping\",\"price\":599,\"delivery_days\":{\"min\":1,\"max\":2}}");
  }

  @Test
  void anyProductHasEveryAttributeThatItsRetailerTells() {
    JsonNode book = classic.get("/v1/products/B00EXAMPLE?retailer=amazon").has(200).json();

    assertThat(book.propertyNames())
        .contains(
            "status",
            "retailer",
            "product_id",
            "timestamp",
            "title",
            "product_details",
            "main_image",
            "images",
            "variant_specifics",
            "categories",
            "product_description",
            "epids",
            "feature_bullets",
            "brand",
            "all_variants",
            "epids_map",
            "package_dimensions",
            "price",
            "ship_price",
            "review_count",
            "stars",
            "question_count",
            "asin",
            "fresh",
            "pantry",
            "handmade",
            "digital",
            "buyapi_hint");
    assertThat(book.get("asin").asString()).isEqualTo("B00EXAMPLE");
    assertThat(book.get("main_image")).isEqualTo(book.at("/images/0"));
    assertThat(book.at("/package_dimensions/weight/unit").asString()).isEqualTo("ounces");
    assertThat(book.get("product_details").toString())
        .contains(
            "Product Dimensions: %s x %s x %s inches"
                .formatted(
                    book.at("/package_dimensions/size/width/amount"),
                    book.at("/package_dimensions/size/depth/amount"),
                    book.at("/package_dimensions/size/length/amount")));
    JsonNode variants = book.get("all_variants");
    assertThat(variants.at("/0/product_id").asString()).isEqualTo("B00EXAMPLE");
    assertThat(variants.at("/0/variant_specifics")).isEqualTo(book.get("variant_specifics"));
    String other = variants.at("/1/product_id").asString();
    assertThat(
            classic
                .get("/v1/products/" + other + "?retailer=amazon")
                .json()
                .get("variant_specifics"))
        .isEqualTo(variants.at("/1/variant_specifics"));
    assertThat(classic.get("/v1/products/X1?retailer=aliexpress").text("/item_location"))
        .isEqualTo("China");
    assertThat(classic.get("/v1/products/X1?retailer=costco").text("/item_number")).hasSize(7);
  }

  @Test
  void pricesAreInTheCurrencyOfTheRetailer() {
    JsonNode offers = classic.get("/v1/products/X1/offers?retailer=amazon_mx").json().get("offers");

    assertThat(offers.size()).isGreaterThan(1);
    assertThat(offers).allMatch(offer -> offer.get("currency").asString().equals("MXN"));
    JsonNode product = classic.get("/v1/products/X1?retailer=amazon_mx").json();
    assertThat(product.get("price").asLong())
        .isEqualTo(Math.round(offers.at("/0/price").asDouble() * 100));
  }

  @Test
  void searchGoesPageByPage() {
    Set<String> seen = new HashSet<>();
    List<Integer> sizes = new ArrayList<>();
    for (int page = 1; page < 20; page++) {
      JsonNode found =
          classic.get("/v1/search?query=usb%20hub&retailer=amazon&page=" + page).has(200).json();
      assertThat(found.propertyNames())
          .containsExactlyInAnyOrder("status", "retailer", "timestamp", "results");
      assertThat(found.get("status").asString()).isEqualTo("completed");
      found
          .get("results")
          .forEach(hit -> assertThat(seen.add(hit.get("product_id").asString())).isTrue());
      sizes.add(found.get("results").size());
    }
    assertThat(sizes.getFirst()).isEqualTo(10);
    assertThat(sizes.getLast()).isZero();
    assertThat(classic.get("/v1/search?query=usb+hub&retailer=amazon").json().get("results"))
        .isEqualTo(
            classic.get("/v1/search?query=usb%20hub&retailer=amazon&page=1").json().get("results"));
    JsonNode hit = classic.get("/v1/search?query=usb+hub&retailer=amazon").json().at("/results/0");
    JsonNode product =
        classic.get("/v1/products/" + hit.get("product_id").asString() + "?retailer=amazon").json();
    assertThat(hit.propertyNames())
        .containsExactlyInAnyOrder(
            "product_id", "title", "image", "num_reviews", "stars", "fresh", "price", "currency");
    assertThat(hit.get("title")).isEqualTo(product.get("title"));
    assertThat(hit.get("price")).isEqualTo(product.get("price"));
    assertThat(hit.get("stars").asString())
        .isEqualTo(product.get("stars").asString() + " out of 5 stars");
  }

  @Test
  void whatNobodySellsHasFailed() {
    Answer answer = classic.get("/v1/products/ERR-expired_product_id?retailer=amazon").has(200);

    JsonNode json = answer.json();
    assertThat(json.propertyNames())
        .containsExactly(
            "status", "retailer", "product_id", "timestamp", "_type", "code", "message", "data");
    assertThat(json.get("status").asString()).isEqualTo("failed");
    assertThat(json.get("_type").asString()).isEqualTo("error");
    assertThat(json.get("code").asString()).isEqualTo("expired_product_id");
    assertThat(json.at("/data/product_id").asString()).isEqualTo("ERR-expired_product_id");
    assertThat(
            classic.get("/v1/products/ERR-expired_product_id/offers?retailer=amazon").text("/code"))
        .isEqualTo("expired_product_id");
  }

  @Test
  void theRealtimePathsAnswerTheSameAtOnce() {
    JsonNode details = classic.get("/v1/realtime/details/0923568964?retailer=amazon").json();
    assertThat(without(details, Set.of("timestamp")))
        .isEqualTo(without(classic.get(DOCUMENTED).json(), Set.of("timestamp")));
    JsonNode offers = classic.get("/v1/realtime/offers/0923568964?retailer=amazon").json();
    assertThat(offers.get("offers")).isEqualTo(classic.get(DOCUMENTED_OFFERS).json().get("offers"));
    assertThat(
            classic
                .get("/v1/realtime/details/B1?retailer=amazon&async=true&max_age=0")
                .text("/status"))
        .isEqualTo("completed");
  }

  @Test
  void realtimeSearchLeadsToItsNextPage() {
    List<String> seen = new ArrayList<>();
    String path = "/v1/realtime/search?query=desk%20lamp&retailer=amazon&includeAddons=true";
    int pages = 0;
    while (!path.isEmpty()) {
      JsonNode found = classic.get(path).has(200).json();
      found.get("results").forEach(hit -> seen.add(hit.get("product_id").asString()));
      JsonNode first = found.at("/results/0");
      assertThat(first.propertyNames())
          .contains("product_id", "title", "price", "image", "brand", "prime", "product_details");
      path = found.path("nextPage").asString("");
      if (!path.isEmpty()) {
        assertThat(path).contains("nextToken=" + found.get("nextToken").asString());
      }
      pages++;
    }
    assertThat(pages).isGreaterThan(1);
    assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThan(10 * (pages - 1));
    assertThat(
            classic
                .get("/v1/realtime/search?query=x&retailer=amazon&nextToken=p0")
                .has(400)
                .text("/data/errors/0/field"))
        .isEqualTo("nextToken");
  }

  @Test
  void theAiPathsSayTheSameInFewerWords() {
    String product = "/v1/ai/products/0923568964";
    Answer details = classic.get(product + "/details").has(200);
    assertThat(details.text("/title"))
        .isEqualTo("APA: The Easy Way! [Updated for APA 6th Edition]");
    assertThat(details.json().get("variant").toString())
        .isEqualTo("{\"Color\":\"Gray\",\"Size\":\"Small/Medium\"}");
    assertThat(details.json().get("price").asInt()).isEqualTo(979);
    JsonNode variants = classic.get("/v1/ai/products/B00EXAMPLE/variants").has(200).json();
    assertThat(variants.get("variants").size())
        .isEqualTo(
            classic
                .get("/v1/products/B00EXAMPLE?retailer=amazon")
                .json()
                .get("all_variants")
                .size());
    JsonNode offer = classic.get(product + "/offers?retailer=amazon").json().at("/offers/0");
    assertThat(offer.get("price").asInt()).isEqualTo(979);
    assertThat(offer.get("delivery_days").asString()).isEqualTo("0-0");
    assertThat(details.body().length()).isLessThan(classic.get(DOCUMENTED).body().length());
  }

  @Test
  void aiSearchCutsItsPagesOutOfTheRetailers() {
    List<String> whole = new ArrayList<>();
    for (int page = 1; page < 10; page++) {
      classic
          .get("/v1/search?query=garden+hose&retailer=amazon&page=" + page)
          .json()
          .get("results")
          .forEach(hit -> whole.add(hit.get("product_id").asString()));
    }
    for (int limit : new int[] {1, 7, 10, 25, 50}) {
      List<String> cut = new ArrayList<>();
      for (int page = 1; page <= whole.size() / limit + 2; page++) {
        JsonNode results =
            classic
                .get("/v1/ai/search?query=garden+hose&limit=" + limit + "&page=" + page)
                .has(200)
                .json()
                .get("results");
        assertThat(results.size()).isLessThanOrEqualTo(limit);
        results.forEach(hit -> cut.add(hit.get("product_id").asString()));
      }
      assertThat(cut).as("in pages of " + limit).isEqualTo(whole);
    }
  }

  @Test
  void aTokenForReadingIsEnoughAndNoneIsNot() {
    Customer customer = Customer.of(server.running());
    Client reader = server.running().classic(customer.key("client", "read").text("/key"));

    reader.get(DOCUMENTED).has(200);
    reader.get(DOCUMENTED_OFFERS + "&async=true").has(200);
    assertThat(server.running().stranger().get(DOCUMENTED).has(401).text("/code"))
        .isEqualTo("invalid_client_token");
    classic.post("/v1/products/0923568964", "{}").has(405);
    classic.get("/v1/products").has(404);
  }

  @Test
  void aRetailerThatCannotTellIsRefusedWithThoseThatCan() {
    for (String path :
        List.of(
            "/v1/products/X1?retailer=eastdane",
            "/v1/products/X1/offers?retailer=newegg",
            "/v1/search?query=lamp&retailer=overstock",
            "/v1/realtime/search?query=lamp&retailer=google_shopping",
            "/v1/ai/products/X1/details?retailer=nordstrom",
            "/v1/products/X1?retailer=nobody")) {
      Answer refused = classic.get(path).has(400);
      assertThat(refused.text("/code")).as(path).isEqualTo("invalid_request");
      assertThat(refused.text("/data/errors/0/field")).isEqualTo("retailer");
      assertThat(refused.text("/message"))
          .contains("this server has ")
          .contains("amazon, amazon_ca");
    }
    classic.get("/v1/products/X1?retailer=google_shopping").has(200);
    classic.get("/v1/products/X1/offers?retailer=overstock").has(200);
  }

  @Test
  void badParametersAreNamed() {
    String product = "/v1/products/X1?retailer=amazon&";
    refused("/v1/products/X1", "retailer");
    refused("/v1/products/X1?retailer=", "retailer");
    refused(product + "max_age=-1", "max_age");
    refused(product + "max_age=soon", "max_age");
    refused(product + "max_age=1e99999", "max_age");
    refused(product + "max_age=" + "9".repeat(100), "max_age");
    refused(product + "newer_than=2026-01-01", "newer_than");
    refused(product + "newer_than=1e20", "newer_than");
    refused(product + "max_age=5&newer_than=5", "newer_than");
    refused(product + "async=maybe", "async");
    refused(product + "max_age=1&max_age=2", "max_age");
    refused(product + "maxAge=1", "maxAge");
    refused("/v1/products/" + "x".repeat(256) + "?retailer=amazon", "product_id");
    refused("/v1/search?retailer=amazon", "query");
    refused("/v1/search?retailer=amazon&query=%20", "query");
    refused("/v1/search?retailer=amazon&query=a%00b", "query");
    refused("/v1/search?retailer=amazon&query=" + "x".repeat(256), "query");
    refused("/v1/search?retailer=amazon&query=x&page=0", "page");
    refused("/v1/search?retailer=amazon&query=x&page=1.5", "page");
    refused("/v1/search?retailer=amazon&query=x&page=1001", "page");
    refused("/v1/ai/search?query=x&limit=51", "limit");
    refused("/v1/realtime/search?query=x&retailer=amazon&includeAddons=2", "includeAddons");
    Answer all = classic.get("/v1/search?max_age=x&async=x&page=x");
    assertThat(all.json().at("/data/errors").size()).isEqualTo(5);
    classic.get(product + "max_age=0.5&async=False&own=1").has(200);
  }

  private void refused(String path, String field) {
    Answer answer = classic.get(path).has(400);
    assertThat(answer.text("/code")).isEqualTo("invalid_request");
    assertThat(answer.text("/data/errors/0/field")).as(answer.body()).isEqualTo(field);
  }
}
