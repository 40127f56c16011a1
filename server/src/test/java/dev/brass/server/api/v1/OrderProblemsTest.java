package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ClassicRequests.CALLER;
import static dev.brass.server.api.v1.ClassicRequests.JSON;
import static dev.brass.server.api.v1.ClassicRequests.seedOrder;
import static dev.brass.server.api.v1.ClassicRequests.seedOrderWith;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes an order invalid, one thing at a time.
class OrderProblemsTest {

  private final OrderReader reader = ClassicRequests.reader();

  private OrderReader.Reading read(JsonNode order) {
    return reader.read(CALLER, JSON.writeValueAsString(order));
  }

  private V1Problem problem(JsonNode order) {
    return switch (read(order)) {
      case OrderReader.Reading.Valid _ -> throw new AssertionError("valid: " + order);
      case OrderReader.Reading.Invalid(var problem, _) -> problem;
    };
  }

  private static ArrayNode errors(V1Problem problem) {
    return (ArrayNode) JSON.readTree(problem.data()).get("errors");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retailer                                 | -          | invalid_request | is required
          retailer                                 | null       | invalid_request | is required
          retailer                                 | ""         | invalid_request | must not be empty
          retailer                                 | 5          | invalid_request | must be text in double quotes, was 5
          retailer                                 | "amazn"    | invalid_request | is not known; this server orders at amazon, amazon_ca, amazon_uk, costco, shop, walmart, was "amazn"
          retailer                                 | "google_shopping" | invalid_request | takes no orders; this server orders at amazon, amazon_ca, amazon_uk, costco, shop, walmart, was "google_shopping"
          products                                 | -          | invalid_request | is required
          products                                 | []         | invalid_request | must have at least one product
          products                                 | {}         | invalid_request | must have at least one product
          products                                 | "0923568964" | invalid_request | must be a list, was "0923568964"
          products[0]                              | "https://www.unknown.test/dp/0923568964" | unknown_retailer | must be a page of a retailer that this server orders at, was "https://www.unknown.test/dp/0923568964"
          products[0]                              | "https://google_shopping.test/dp/1" | unknown_retailer | must be a page of a retailer that this server orders at, was "https://google_shopping.test/dp/1"
          products[0]                              | "https://amazon.test:x/dp/1" | invalid_request | must be the http or https address of a product's page; it must have a port between 1 and 65535, was "https://amazon.test:x/dp/1"
          products[0]                              | "https://a.co/d/0bA1bCd" | unsupported_product_id | is a short link, and which product it leads to is not known; open it, and send the address that the browser shows then, was "https://a.co/d/0bA1bCd"
          products[0]                              | "https://window.test/dp/1" | unknown_retailer | is a page of google_shopping, which takes no orders, was "https://window.test/dp/1"
          products[0]                              | "https://amazon.test/gp/help" | unsupported_product_id | must be the page of one product; no product id can be read from it, was "https://amazon.test/gp/help"
          products[0]                              | "https://walmart.test/dp/1" | mismatching_retailer | is a page of walmart, and all products of this order must be of amazon, was "https://walmart.test/dp/1"
          products[0]                              | "0923568964" | invalid_request | must be the http or https address of a product's page, was "0923568964"
          products[0]                              | ""         | invalid_request | must not be empty
          products[0]                              | 5          | invalid_request | must be an object, was 5
          products[0]                              | null       | invalid_request | is required
          products[0].product_id                   | -          | invalid_request | is required
          products[0].product_id                   | 923568964  | invalid_request | must be text in double quotes, was 923568964
          products[0].quantity                     | -          | invalid_request | is required
          products[0].quantity                     | 0          | invalid_request | must be a whole number of at least 1, was 0
          products[0].quantity                     | "x"        | invalid_request | must be a whole number of at least 1, was "x"
          products[0].quantity                     | "2 or 3"   | invalid_request | must be a whole number of at least 1, was "2 or 3"
          products[0].quantity                     | "0"        | invalid_request | must be a whole number of at least 1, was "0"
          products[0].quantity                     | "1.5"      | invalid_request | must be a whole number of at least 1, was "1.5"
          products[0].quantity                     | ""         | invalid_request | must be a whole number of at least 1, was ""
          products[0].quantity                     | 1.5        | invalid_request | must be a whole number of at least 1, was 1.5
          products[0].quantity                     | -1         | invalid_request | must be a whole number of at least 1, was -1
          products[0].quantity                     | 1e200      | invalid_request | must be at most 10000, was 1E+200
          products[0].quantity                     | true       | invalid_request | must be a whole number of at least 1, was true
          products[0].variants                     | "Red"      | invalid_request | must be a list, was "Red"
          products[0].variants[0]                  | "Red"      | invalid_request | must be an object, was "Red"
          products[0].variants[0].dimension        | -          | invalid_request | is required
          products[0].variants[0].value            | 5          | invalid_request | must be text in double quotes, was 5
          products[0].seller_selection_criteria    | [1]        | invalid_request | must be an object, was a list
          products[0].seller_selection_criteria    | [{}, {}]   | invalid_request | must be an object, was a list
          products[0].seller_selection_criterias   | {}         | invalid_request | is not known; did you mean "seller_selection_criteria"?
          max_price                                | "50.00"    | invalid_request | must be a whole number of at least 0, was "50.00"
          max_price                                | "1e3"      | invalid_request | must be a whole number of at least 0, was "1e3"
          max_price                                | "1,000"    | invalid_request | must be a whole number of at least 0, was "1,000"
          max_price                                | "$23"      | invalid_request | must be a whole number of at least 0, was "$23"
          max_price                                | "23.99"    | invalid_request | must be a whole number of at least 0, was "23.99"
          max_price                                | ""         | invalid_request | must be a whole number of at least 0, was ""
          max_price                                | "-1"       | invalid_request | must be a whole number of at least 0, was "-1"
          max_price                                | 23.99      | invalid_request | must be a whole number of at least 0, was 23.99
          max_price                                | -1         | invalid_request | must be a whole number of at least 0, was -1
          max_price                                | 1e15       | invalid_request | must be at most 999999999999, was 1E+15
          promo_code                               | ["A"]      | invalid_request | is not known; did you mean "promo_codes"?
          shipping_address                         | -          | invalid_request | is required
          shipping_address                         | "77 Massachusetts Avenue" | invalid_request | must be an object, was "77 Massachusetts Avenue"
          shipping_address.first_name              | -          | invalid_request | is required
          shipping_address.first_name              | " "        | invalid_request | must not be empty
          shipping_address.last_name               | -          | invalid_request | is required, and may be empty
          shipping_address.address_line1           | ""         | invalid_request | must not be empty
          shipping_address.address_line2           | 5          | invalid_request | must be text in double quotes, was 5
          shipping_address.zip_code                | 2139       | invalid_request | must be text in double quotes, was 2139
          shipping_address.zip_code                | -          | invalid_request | is required
          shipping_address.city                    | -          | invalid_request | is required
          shipping_address.state                   | ""         | invalid_request | must not be empty
          shipping_address.country                 | "USA"      | invalid_request | must be a two-letter ISO 3166 code such as "US", was "USA"
          shipping_address.country                 | "UK"       | invalid_request | must be a two-letter ISO 3166 code such as "US" (the United Kingdom's is "GB"), was "UK"
          shipping_address.phone_number            | -          | invalid_request | is required
          billing_address                          | -          | invalid_request | is required
          billing_address.city                     | -          | invalid_request | is required
          shipping                                 | -          | invalid_request | is required, or shipping_method instead of it
          shipping                                 | "fast"     | invalid_request | must be an object, was "fast"
          shipping.order_by                        | "weight"   | invalid_request | must be "price" or "speed", was "weight"
          shipping.max_days                        | -5         | invalid_request | must be a whole number of at least 0, was -5
          shipping.max_days                        | 5000       | invalid_request | must be at most 365, was 5000
          shipping.max_price                       | "ten"      | invalid_request | must be a whole number of at least 0, was "ten"
          payment_method                           | -          | invalid_request | is required; {"use_gift": true} pays from the account's gift balance
          payment_method                           | "card"     | invalid_request | must be an object
          payment_method                           | {"use_gift": false} | invalid_request | needs a card (name_on_card, number, security_code, expiration_month, expiration_year) or "use_gift": true
          payment_method.use_gift                  | "yes"      | invalid_request | must be true or false
          payment_method.name_on_card              | -          | invalid_request | is required
          payment_method.number                    | -          | invalid_request | is required
          payment_method.number                    | 5555555555554444 | invalid_request | must be text in double quotes
          payment_method.number                    | "5555555555554445" | invalid_card_number | must be the 12 to 19 digits of a card number with a valid check digit
          payment_method.number                    | "55555"    | invalid_card_number | must be the 12 to 19 digits of a card number with a valid check digit
          payment_method.number                    | "five"     | invalid_card_number | must be the 12 to 19 digits of a card number with a valid check digit
          payment_method.security_code             | "12"       | invalid_security_code | must be three or four digits
          payment_method.security_code             | 123        | invalid_request | must be text in double quotes
          payment_method.expiration_month          | 13         | invalid_expiration_date | must be from 1 to 12
          payment_method.expiration_month          | 0          | invalid_expiration_date | must be from 1 to 12
          payment_method.expiration_month          | 1.5        | invalid_request | must be a whole number of at least 1
          payment_method.expiration_month          | "Jan"      | invalid_request | must be a whole number of at least 1
          payment_method.expiration_month          | "13"       | invalid_expiration_date | must be from 1 to 12
          payment_method.expiration_year           | "20"       | invalid_expiration_date | must be a year of four digits
          payment_method.expiration_year           | 20         | invalid_expiration_date | must be a year of four digits
          payment_method.expiration_year           | -          | invalid_request | is required
          payment_method.is_virtual_card           | 2          | invalid_request | must be true or false
          payment_method.reuse                     | "no"       | invalid_request | must be true or false
          retailer_credentials                     | -          | invalid_request | is required
          retailer_credentials                     | "tim:pw"   | invalid_request | must be an object
          retailer_credentials.email               | -          | invalid_request | is required
          retailer_credentials.password            | ""         | invalid_request | must not be empty
          retailer_credentials.totp_2fa_key        | 5          | invalid_request | must be text in double quotes
          retailer_credentials.verification_code   | 123456     | invalid_request | must be text in double quotes
          is_gift                                  | ""         | invalid_request | must be true or false, was ""
          gift_message                             | ["hi"]     | invalid_request | must be text in double quotes, was a list
          gift_message                             | "1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n10" | invalid_request | must have at most 9 lines, had 10
          require_gift                             | 10         | invalid_request | must be true or false, was 10
          webhooks                                 | "http://a.test" | invalid_request | must be an object
          webhooks.order_placed                    | "ftp://a:pw@b.test" | invalid_request | The webhook URL must start with http.
          webhooks.order_placed                    | {"url": "http://a.test"} | invalid_request | must be text in double quotes
          client_notes                             | "note"     | invalid_request | must be an object, was "note"
          client_notes                             | ["note"]   | invalid_request | must be an object, was a list
          promo_codes                              | "SAVE5"    | invalid_request | must be a list, was "SAVE5"
          ignore_invalid_promo_code                | "yes"      | invalid_request | must be true or false, was "yes"
          po_number                                | {}         | invalid_request | must be a number or text, was an object
          po_number                                | true       | invalid_request | must be a number or text, was true
          bundled                                  | "on"       | invalid_request | must be true or false, was "on"
          idempotency_key                          | ""         | invalid_request | must not be empty
          idempotency_key                          | 5          | invalid_request | must be text in double quotes, was 5
          addax_queue_timeout                      | 0          | invalid_request | must be a whole number of at least 1, was 0
          addax                                    | "yes"      | invalid_request | must be true or false, was "yes"
          zma_prime_optout                         | []         | invalid_request | must be true or false, was a list
          fail_if_taxed                            | "yes"      | invalid_request | must be true or false, was "yes"
          max_delivery_days                        | -1         | invalid_request | must be a whole number of at least 0, was -1
          zma_discount                             | -60        | invalid_request | must be a whole number of at least -50, was -60
          take_buybox_offers                       | "yes"      | invalid_request | must be true or false, was "yes"
          """)
  void refusesWhatIsWrongAndSaysWhere(String path, String value, String code, String message) {
    refuses(seedOrderWith(path, value), code, path, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shipping_method                          | "cheapest" | invalid_request | must not be given together with shipping_method; send one of them | shipping
          is_gift                                  | -          | invalid_request | needs "is_gift": true | gift_message
          products[0]                              | {"url": 5, "quantity": 1} | invalid_request | must be text in double quotes, was 5 | products[0].url
          products[0]                              | {"url": "https://amazon.test/dp/1"} | invalid_request | is required | products[0].quantity
          webhooks.order_placed                    | ["http://a.test", "gopher:x"] | invalid_request | The webhook URL must start with http. | webhooks.order_placed[1]
          promo_codes                              | [5]        | invalid_request | must be text in double quotes, was 5 | promo_codes[0]
          promo_codes                              | [""]       | invalid_request | must not be empty | promo_codes[0]
          promo_codes                              | [{"optional": true}] | invalid_request | is required | promo_codes[0].code
          promo_codes                              | [{"code": "A", "discount_amount": 5}] | invalid_request | needs merchant_id | promo_codes[0].discount_amount
          promo_codes                              | [{"code": "A", "cost_overide": 5}] | invalid_request | is not known; did you mean "cost_override"? | promo_codes[0].cost_overide
          """)
  void saysWhereWhenItIsElsewhere(
      String path, String value, String code, String message, String field) {
    refuses(seedOrderWith(path, value), code, field, message);
  }

  /// What is text because digits would lose its zeros stays text, however a language writes it.
  @Test
  void identifiersAreTextWithTheirZeros() {
    ObjectNode order = seedOrder();
    ClassicRequests.set(order, "products[0].product_id", "923568964");
    ClassicRequests.set(order, "shipping_address.zip_code", "2139");
    ClassicRequests.set(order, "payment_method.security_code", "23");
    ClassicRequests.set(order, "retailer_credentials.verification_code", "12345");
    assertThat(errors(problem(order)).findValuesAsString("message"))
        .hasSize(4)
        .allMatch(message -> message.startsWith("must be text in double quotes"));
  }

  @ParameterizedTest
  @CsvSource({
    "max_price, maxPrice, 100",
    "max_price, max_prise, 100",
    "webhooks.order_placed, webhooks.order_place, \"http://a.test\""
  })
  void aMisspeltNameIsAProblemWhereTheRightOneIsMissing(String right, String wrong, String value) {
    ObjectNode order = seedOrderWith(right, "-");
    ClassicRequests.set(order, wrong, value);
    String meant = right.substring(right.lastIndexOf('.') + 1);
    refuses(order, "invalid_request", wrong, "is not known; did you mean \"" + meant + "\"?");
    // Beside the right one it is a field of the client's own.
    ObjectNode both = seedOrderWith(wrong, value);
    ClassicRequests.set(both, right, value);
    assertThat(read(both)).isInstanceOf(OrderReader.Reading.Valid.class);
  }

  private void refuses(ObjectNode order, String code, String field, String message) {
    V1Problem problem = problem(order);

    assertThat(problem.code().code()).isEqualTo(code);
    ArrayNode errors = errors(problem);
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).get("field").stringValue()).isEqualTo(field);
    assertThat(errors.get(0).get("message").stringValue()).isEqualTo(message);
    assertThat(problem).hasMessage(field + ": " + message + ".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          addon                                | 2          | must be true or false, was 2
          buy_box                              | "no"       | must be true or false, was "no"
          condition_in                         | "New"      | must be a list, was "New"
          condition_not_in                     | {"a": 1}   | must be text in double quotes, was an object
          first_party_seller                   | -1         | must be true or false, was -1
          handling_days_max                    | -1         | must be a whole number of at least 0, was -1
          handling_days_max                    | "six"      | must be a whole number of at least 0, was "six"
          international                        | "yes"      | must be true or false, was "yes"
          max_item_price                       | 9.79       | must be a whole number of at least 0, was 9.79
          merchant_id_in                       | "A"        | must be a list, was "A"
          merchant_id_not_in                   | 5          | must be a list, was 5
          min_seller_num_ratings               | -1         | must be a whole number of at least 0, was -1
          min_seller_percent_positive_feedback | 101        | must be at most 100, was 101
          prime                                | "yes"      | must be true or false, was "yes"
          allow_oos                            | 1.5        | must be true or false, was 1.5
          handling_day_max                     | 6          | is not known; did you mean "handling_days_max"?
          """)
  void refusesWrongCriteria(String name, String value, String message) {
    String path = "products[0].seller_selection_criteria";
    V1Problem problem = problem(seedOrderWith(path, "{\"" + name + "\": " + value + "}"));

    String at = value.startsWith("{") ? name + "[0]" : name;
    assertThat(problem).hasMessage(path + "." + at + ": " + message + ".");
  }

  private static ObjectNode byPages(String... urls) {
    ObjectNode order = JSON.createObjectNode();
    order.put("shipping_address", "Tim Beaver, 77 Main Street, Cambridge, MA 02139");
    ArrayNode products = order.putArray("products");
    for (String url : urls) {
      products.add(url);
    }
    return order;
  }

  @Test
  void pagesAreOfOneRetailer() {
    assertThat(read(byPages("https://shop.test/dp/1", "https://www.shop.test/dp/2")))
        .isInstanceOf(OrderReader.Reading.Valid.class);
    refuses(
        byPages("https://walmart.test/dp/1", "https://amazon.test/dp/2"),
        "mismatching_retailer",
        "products[1]",
        "is a page of amazon, and all products of this order must be of walmart, was"
            + " \"https://amazon.test/dp/2\"");
  }

  @Test
  void tellsEverythingThatIsWrongWithAnOrderByPages() {
    ObjectNode order =
        byPages(
            "https://unknown.test/dp/1", "https://amazon.test/help", "https://amazon.test/dp/2");
    order.put("shipping_address", "77 Main Street, Cambridge, MA 02139");

    V1Problem problem = problem(order);

    assertThat(problem.code()).isEqualTo(V1Code.INVALID_REQUEST);
    assertThat(errors(problem))
        .extracting(error -> error.get("field").stringValue())
        .containsExactly("products[0]", "products[1]", "shipping_address");
  }

  @Test
  void anAddressThatCannotBeReadHasItsOwnCode() {
    ObjectNode order = byPages("https://amazon.test/dp/2");
    order.put("shipping_address", "77 Main Street, Cambridge, MA 02139");
    refuses(
        order,
        "invalid_address",
        "shipping_address",
        "has no name before its street; an address as text is " + UsAddress.FORM);
  }

  @Test
  void whoSendsACardNamesTheAccountAsWell() {
    ObjectNode order = seedOrderWith("products[0]", "\"https://amazon.test/dp/B1\"");
    order.remove("retailer_credentials");
    refuses(order, "invalid_request", "retailer_credentials", "is required");
  }

  @Test
  void namesTheConditionsThatThereAre() {
    V1Problem problem =
        problem(
            seedOrderWith(
                "products[0].seller_selection_criteria", "{\"condition_in\": [\"Mint\"]}"));

    assertThat(problem)
        .hasMessage(
            "products[0].seller_selection_criteria.condition_in[0]: must be one of \"New\","
                + " \"Refurbished\", \"Used - Like New\", \"Used - Very Good\", \"Used - Good\","
                + " \"Used - Acceptable\", \"Unacceptable\", was \"Mint\".");
  }

  @Test
  void refusesAnUnknownShippingMethodByItsOwnCode() {
    ObjectNode order = seedOrderWith("shipping", "-");
    order.put("shipping_method", "drone");

    V1Problem problem = problem(order);

    assertThat(problem.code()).isEqualTo(V1Code.INVALID_SHIPPING_METHOD);
    assertThat(problem).hasMessageContaining("shipping_method: must be \"cheapest\"");
  }

  @ParameterizedTest
  @CsvSource({"costco,false", "amazon,true", "amazon_ca,true", "walmart,true", "shop,true"})
  void knowsWhereThereAreGiftBalances(String retailer, boolean may) {
    ObjectNode order = seedOrderWith("payment_method", "{\"use_gift\": true}");
    order.put("retailer", retailer);

    if (may) {
      assertThat(read(order)).isInstanceOf(OrderReader.Reading.Valid.class);
    } else {
      refuses(
          order,
          "invalid_payment_method",
          "payment_method.use_gift",
          "gift balances exist at amazon, amazon_uk, amazon_ca and walmart only");
    }
  }

  @ParameterizedTest
  @CsvSource({"amazon,true", "amazon_uk,true", "amazon_ca,false", "walmart,false", "shop,true"})
  void bundlesAtAmazonAndAtShopsOfTheOperator(String retailer, boolean works) {
    ObjectNode order = seedOrderWith("bundled", "true");
    order.put("retailer", retailer);

    if (works) {
      assertThat(read(order)).isInstanceOf(OrderReader.Reading.Valid.class);
    } else {
      assertThat(problem(order)).hasMessage("bundled: works at amazon and amazon_uk only.");
    }
  }

  @Test
  void anOrderFromTheBalanceHasNoAccountOfItsOwnAndACap() {
    ObjectNode order = seedOrderWith("addax", "true");
    order.remove("max_price");
    assertThat(problem(order).data())
        .contains(
            "\"retailer_credentials\"",
            "\"payment_method\"",
            "\"billing_address\"",
            "must be left out with \\\"addax\\\": true",
            "\"max_price\"",
            "is required with")
        .doesNotContain("credentials.", "myRetailerPassword", "5555555555554444");
    refuses(
        ClassicRequests.addaxOrder().put("max_price", 0),
        "invalid_request",
        "max_price",
        "must be at least 1 with \"addax\": true, which holds it");
    refuses(
        ClassicRequests.addaxOrder().put("retailer", "walmart"),
        "invalid_request",
        "addax",
        "works at amazon and at stores of this server's own, not here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          is_gift                          | null
          max_price                        | -
          max_price                        | null
          max_price                        | 0
          max_price                        | 2300.0
          products[0].quantity             | 1e1
          products[0].variants             | null
          products[0].my_own_sku           | "x"
          webhooks                         | -
          webhooks                         | null
          client_notes                     | null
          promo_codes                      | []
          billing_address.phone_number     | -
          shipping_address.last_name       | ""
          shipping_address.country         | "us"
          payment_method.expiration_year   | 2011
          payment_method.number            | "378282246310005"
          affiliate_id                     | "a1"
          shipping_address.instructions    | "at the back door"
          strict_expired_product_id        | true
          force_offers_postal_code         | "02139"
          addax                            | false
          addax_queue_timeout              | 600
          zma_discount                     | -5
          fail_if_taxed                    | false
          """)
  void acceptsWhatIsOptionalOrTheClientsOwn(String path, String value) {
    if (path.equals("is_gift")) {
      ObjectNode order = seedOrderWith(path, value);
      order.remove("gift_message");
      assertThat(read(order)).isInstanceOf(OrderReader.Reading.Valid.class);
    } else {
      assertThat(read(seedOrderWith(path, value))).isInstanceOf(OrderReader.Reading.Valid.class);
    }
  }

  @Test
  void acceptsAnAddressWithoutStateWhereThereAreNone() {
    ObjectNode order = seedOrderWith("shipping_address.country", "\"GB\"");
    ((ObjectNode) order.get("shipping_address")).remove("state");

    assertThat(read(order)).isInstanceOf(OrderReader.Reading.Valid.class);
  }

  @Test
  void countsTheCharactersOfAGiftMessageAsPeopleDo() {
    assertThat(read(giftMessage("🎁".repeat(240)))).isInstanceOf(OrderReader.Reading.Valid.class);
    assertThat(read(giftMessage("1\r\n2\n3\n4\n5\n6\n7\n8\n9\n")))
        .isInstanceOf(OrderReader.Reading.Valid.class);
    assertThat(problem(giftMessage("a".repeat(241))))
        .hasMessage("gift_message: must have at most 240 characters, had 241.");
  }

  private static ObjectNode giftMessage(String message) {
    return seedOrder().put("gift_message", message);
  }

  @Test
  void limitsEveryLengthAndCount() {
    assertThat(problem(seedOrder().put("retailer", "a".repeat(1001))))
        .hasMessage("retailer: must be at most 1000 characters long, was 1001.");
    assertThat(problem(seedOrder().put("idempotency_key", "k".repeat(256))))
        .hasMessage("idempotency_key: must be at most 255 characters long, was 256.");
    ObjectNode manyProducts = seedOrder();
    ArrayNode products = (ArrayNode) manyProducts.get("products");
    for (int i = 0; i < 100; i++) {
      products.add(products.get(0).deepCopy());
    }
    assertThat(problem(manyProducts))
        .hasMessage("products: must have at most 100 entries, had 101.");
    ObjectNode manyFields = seedOrder();
    ObjectNode address = (ObjectNode) manyFields.get("shipping_address");
    for (int i = 0; i < 200; i++) {
      address.put("my_field_" + i, i);
    }
    assertThat(problem(manyFields))
        .hasMessage("shipping_address: must have at most 200 fields, had 209.");
    ObjectNode longNotes = seedOrder();
    ((ObjectNode) longNotes.get("client_notes")).put("x", "a".repeat(64 * 1024));
    assertThat(problem(longNotes))
        .hasMessageStartingWith("client_notes: must be at most 65536 characters of JSON");
  }

  @Test
  void reportsEverythingAtOnceUpToALimit() {
    V1Problem empty = problem(JSON.createObjectNode());
    assertThat(empty.code()).isEqualTo(V1Code.INVALID_REQUEST);
    assertThat(errors(empty))
        .extracting(error -> error.get("field").stringValue())
        .containsExactlyInAnyOrder(
            "retailer",
            "products",
            "shipping_address",
            "shipping",
            "payment_method",
            "retailer_credentials");
    assertThat(empty).hasMessageEndingWith("and 3 more.");

    ObjectNode order = seedOrder();
    ArrayNode products = order.putArray("products");
    for (int i = 0; i < 100; i++) {
      products.addObject();
    }
    assertThat(errors(problem(order))).hasSize(50);
    assertThat(problem(order)).hasMessageEndingWith("and 197 more.");
  }

  @Test
  void hasACodeOfItsOwnOnlyWhenAllProblemsShareIt() {
    ObjectNode order = seedOrderWith("payment_method.number", "\"1\"");
    assertThat(problem(order).code()).isEqualTo(V1Code.INVALID_CARD_NUMBER);

    order.remove("retailer");
    assertThat(problem(order).code()).isEqualTo(V1Code.INVALID_REQUEST);
  }

  @Test
  void neverRepeatsSecrets() {
    ObjectNode order = seedOrder();
    ObjectNode payment = (ObjectNode) order.get("payment_method");
    payment.put("number", "4111-secret").put("security_code", "98765").put("name_on_card", 77001);
    ((ObjectNode) order.get("retailer_credentials")).putArray("password").add("hunter2");
    ((ObjectNode) order.get("webhooks")).put("order_placed", "ftp://u:hunter2@a.test");

    V1Problem problem = problem(order);

    assertThat(problem.getMessage() + problem.data())
        .doesNotContain("4111", "98765", "77001", "hunter2");
    assertThat(errors(problem)).hasSize(5);
  }
}
