package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ClassicRequests.CALLER;
import static dev.brass.server.api.v1.ClassicRequests.JSON;
import static dev.brass.server.api.v1.ClassicRequests.seedOrder;
import static dev.brass.server.api.v1.ClassicRequests.seedOrderWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.order.OfferDiscount;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.OrderSpec.Pay;
import dev.brass.server.order.Payer;
import dev.brass.server.order.SellerCriteria;
import dev.brass.server.order.ShippingRule;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.Address;
import dev.brass.spi.Condition;
import dev.brass.spi.Credential;
import dev.brass.spi.Gift;
import dev.brass.spi.Payment;
import dev.brass.spi.PromoCode;
import dev.brass.spi.Secret;
import dev.brass.spi.Variant;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OrderReaderTest {

  private final OrderReader reader = ClassicRequests.reader();

  private OrderRequest read(JsonNode body) {
    return switch (reader.read(CALLER, JSON.writeValueAsString(body))) {
      case OrderReader.Reading.Valid(var order) -> order;
      case OrderReader.Reading.Invalid(var problem, _) -> throw problem;
    };
  }

  private OrderSpec readWith(String path, String value) {
    return read(seedOrderWith(path, value)).spec();
  }

  private SellerCriteria criteria(String json) {
    return readWith("products[0].seller_selection_criteria", json).lines().getFirst().criteria();
  }

  @Test
  void readsEveryAttributeOfTheSeedsOrder() {
    OrderRequest request = read(seedOrder());

    assertThat(request.tenant()).isEqualTo(CALLER.tenant());
    assertThat(request.mode()).isEqualTo(Mode.LIVE);
    assertThat(request.channel()).isEqualTo("v1");
    assertThat(request.idempotency()).isNull();
    OrderSpec spec = request.spec();
    assertThat(spec.store()).isEqualTo("amazon");
    assertThat(spec.lines()).hasSize(1);
    OrderLine line = spec.lines().getFirst();
    assertThat(line.itemId()).isNotNull();
    assertThat(line.productId()).isEqualTo("0923568964");
    assertThat(line.url()).isNull();
    assertThat(line.quantity()).isEqualTo(1);
    assertThat(line.variants()).containsExactly(new Variant("color", "Red"));
    assertThat(line.criteria()).isEqualTo(SellerCriteria.V1_DEFAULT);
    assertThat(spec.terms().maxPrice()).isEqualTo(2300);
    assertThat(spec.delivery().to())
        .isEqualTo(
            new Address(
                "Tim",
                "Beaver",
                "77 Massachusetts Avenue",
                null,
                "Cambridge",
                "MA",
                "02139",
                "US",
                "5551230101",
                null));
    assertThat(spec.payment().billTo())
        .isEqualTo(
            new Address(
                "William",
                "Rogers",
                "84 Massachusetts Ave",
                null,
                "Cambridge",
                "MA",
                "02139",
                "US",
                "5551234567",
                null));
    assertThat(spec.delivery().gift())
        .isEqualTo(new Gift("Here is your package, Tim! Enjoy!", false));
    assertThat(spec.delivery().shipping())
        .isEqualTo(new ShippingRule.Within(ShippingRule.Order.PRICE, 5, 1000L));
    assertThat(spec.payment().pay()).isEqualTo(Pay.CARD);
    assertThat(request.secrets().card())
        .isEqualTo(
            new Payment.Card(
                "Ben Bitdiddle", Secret.of("5555555555554444"), Secret.of("123"), 1, 2020));
    assertThat(request.secrets().credential())
        .isEqualTo(
            new Credential("timbeaver@gmail.com", Secret.of("myRetailerPassword"), null, null));
    assertThat(request.secrets().webhooks())
        .isEqualTo(
            Map.of(
                "order_placed", List.of("http://mywebsite.com/zinc/order_placed"),
                "order_failed", List.of("http://mywebsite.com/zinc/order_failed"),
                "tracking_obtained", List.of("http://mywebsite.com/zinc/tracking_obtained")));
    assertThat(spec.reference().notes())
        .isEqualTo(
            Map.of("our_internal_order_id", "abc123", "any_other_field", List.of("any value")));
    assertThat(spec.terms().promoCodes()).isEmpty();
    assertThat(spec.reference().poNumber()).isNull();
  }

  @Test
  void echoesTheRequestInItsOwnOrderWithItsSecretsMasked() {
    ObjectNode order = seedOrder();
    ((ObjectNode) order.get("retailer_credentials"))
        .put("totp_2fa_key", "JBSWY3DPEHPK3PXP")
        .put("verification_code", "998877");
    ((ObjectNode) order.get("webhooks"))
        .put("status_updated", "https://user:hunter2@mywebsite.com/zinc?token=s3cr3t");

    String echo = read(order).echo();

    assertThat(echo)
        .doesNotContain(
            "5555555555554444",
            "\"123\"",
            "myRetailerPassword",
            "JBSWY3DPEHPK3PXP",
            "998877",
            "hunter2",
            "s3cr3t")
        .contains("\"number\":\"************4444\"", "\"our_internal_order_id\":\"abc123\"");
    JsonNode masked = JSON.readTree(echo);
    assertThat(masked.propertyNames()).containsExactlyElementsOf(order.propertyNames());
    assertThat(masked.get("products")).isEqualTo(order.get("products"));
    assertThat(masked.get("client_notes")).isEqualTo(order.get("client_notes"));
    assertThat(masked.get("shipping_address")).isEqualTo(order.get("shipping_address"));
  }

  @Test
  void keepsTheNumbersOfTheEchoAsTheyWereWritten() {
    String body =
        JSON.writeValueAsString(seedOrder())
            .replace("\"max_price\":2300", "\"max_price\":2300.00")
            .replace("\"abc123\"", "[1e2, 0.10, 123456789012345678901234567890]");

    OrderRequest request =
        switch (reader.read(CALLER, body)) {
          case OrderReader.Reading.Valid(var order) -> order;
          case OrderReader.Reading.Invalid(var problem, _) -> throw problem;
        };

    assertThat(request.spec().terms().maxPrice()).isEqualTo(2300);
    assertThat(request.echo())
        .contains("\"max_price\":2300.00")
        .contains("[1E+2,0.10,123456789012345678901234567890]");
  }

  @Test
  void readsEverySellerSelectionCriterion() {
    SellerCriteria criteria =
        criteria(
            """
            {"addon": false, "allow_oos": true, "buy_box": true, "condition_in": ["New", "Used - Like New"],
             "condition_not_in": ["Unacceptable"], "first_party_seller": true,
             "handling_days_max": 4, "international": false, "max_item_price": 5350,
             "merchant_id_in": ["A", "B"], "merchant_id_not_in": ["C"],
             "min_seller_num_ratings": 100, "min_seller_percent_positive_feedback": 95,
             "prime": true}
            """);

    assertThat(criteria)
        .isEqualTo(
            new SellerCriteria(
                new SellerCriteria.Item(
                    Set.of(Condition.NEW, Condition.USED_LIKE_NEW),
                    Set.of(Condition.UNACCEPTABLE),
                    5350L,
                    false),
                new SellerCriteria.Seller(true, Set.of("A", "B"), Set.of("C"), 100, 95),
                new SellerCriteria.Shipping(4, false, true),
                new SellerCriteria.Choice(true, false, true)));
  }

  /// PHP forms, WordPress and Magento plugins: what comes out of a form or a table is text.
  @Test
  void readsNumbersAndTruthValuesThatAreWrittenAsText() {
    ObjectNode order = seedOrderWith("products[0].quantity", "\"3\"");
    ClassicRequests.set(order, "max_price", "\" 2300 \"");
    ClassicRequests.set(order, "shipping.max_days", "\"5\"");
    ClassicRequests.set(order, "shipping.max_price", "\"1000\"");
    ClassicRequests.set(order, "payment_method.expiration_month", "\"01\"");
    ClassicRequests.set(order, "payment_method.expiration_year", "\"2031\"");
    ClassicRequests.set(order, "payment_method.use_gift", "0");
    ClassicRequests.set(order, "is_gift", "\"true\"");
    ClassicRequests.set(order, "zma_discount", "\"-5\"");
    OrderRequest read = read(order);
    assertThat(read.spec().lines().getFirst().quantity()).isEqualTo(3);
    assertThat(read.spec().terms().maxPrice()).isEqualTo(2300);
    assertThat(read.spec().delivery().shipping())
        .isEqualTo(new ShippingRule.Within(ShippingRule.Order.PRICE, 5, 1000L));
    Payment.Card card = Objects.requireNonNull(read.secrets().card());
    assertThat(card.month()).isEqualTo(1);
    assertThat(card.year()).isEqualTo(2031);
    assertThat(read.spec().delivery().gift()).isNotNull();
    assertThat(JSON.readTree(read.echo()).at("/products/0/quantity").isString()).isTrue();
    assertThat(criteria("{\"prime\": \"False\", \"addon\": 1, \"handling_days_max\": \"6\"}"))
        .returns(false, c -> c.shipping().prime())
        .returns(true, c -> c.item().addon())
        .returns(6, c -> c.shipping().handlingDaysMax());
  }

  /// One product as an object is in public clients of two languages, criteria in a list in the
  /// first documents; PHP's array_filter leaves a list whose numbers have gaps, which is an object
  /// in JSON.
  @Test
  void readsOneThingAndManyInEachOthersShape() {
    String product = "{\"product_id\": \"0923568964\", \"quantity\": 1}";
    assertThat(readWith("products", product).lines()).hasSize(1);
    OrderSpec gaps = readWith("products", "{\"0\": " + product + ", \"2\": " + product + "}");
    assertThat(gaps.lines()).hasSize(2);
    assertThat(
            readWith("products[0].variants", "{\"dimension\": \"size\", \"value\": \"9\"}").lines())
        .first()
        .returns(List.of(new Variant("size", "9")), OrderLine::variants);
    assertThat(criteria("[{\"prime\": false, \"condition_in\": {\"1\": \"New\"}}]"))
        .returns(false, c -> c.shipping().prime())
        .returns(Set.of(Condition.NEW), c -> c.item().conditionIn());
    assertThat(readWith("promo_codes", "{\"1\": \"SAVE5\"}").terms().promoCodes())
        .containsExactly(new PromoCode("SAVE5", false));
  }

  @Test
  void blanksAroundAWordAreNothing() {
    assertThat(readWith("retailer", "\" amazon \"").store()).isEqualTo("amazon");
    ObjectNode order = seedOrderWith("shipping_method", "\"cheapest \"");
    order.remove("shipping");
    assertThat(read(order).spec().delivery().shipping()).isEqualTo(new ShippingRule.Cheapest());
  }

  @Test
  void replacesTheDefaultCriteriaAsAWhole() {
    assertThat(criteria("null")).isEqualTo(SellerCriteria.V1_DEFAULT);
    assertThat(criteria("{}")).isEqualTo(SellerCriteria.ANY);
    assertThat(criteria("{\"handling_days_max\": 9}").shipping().prime()).isNull();
    assertThat(criteria("{\"condition_in\": [], \"merchant_id_in\": []}"))
        .isEqualTo(SellerCriteria.ANY);
  }

  @Test
  void takesTheBuyBoxOfferWhateverTheCriteriaSay() {
    ObjectNode order =
        seedOrderWith("products[0].seller_selection_criteria", "{\"max_item_price\": 1}");
    order.put("take_buybox_offers", true);

    SellerCriteria criteria = read(order).spec().lines().getFirst().criteria();

    assertThat(criteria.choice().buyBox()).isTrue();
    assertThat(criteria.item().maxPrice()).isNull();
  }

  @Test
  void readsTheNamedShippingMethods() {
    assertThat(shippingMethod("cheapest")).isEqualTo(new ShippingRule.Cheapest());
    assertThat(shippingMethod("fastest")).isEqualTo(new ShippingRule.Fastest());
    assertThat(shippingMethod("free")).isEqualTo(new ShippingRule.Free());
  }

  @Test
  void readsAnAmazonDay() {
    ObjectNode order = seedOrderWith("shipping", "-");
    order.put("shipping_method", "amazon_day").put("amazon_day", "Amazon Day Delivery");
    assertThat(read(order).spec().delivery().shipping())
        .isEqualTo(new ShippingRule.Named("Amazon Day Delivery"));
  }

  @Test
  void readsProductsByTheirPages() {
    ObjectNode order = ClassicRequests.JSON.createObjectNode();
    order
        .putArray("products")
        .add("https://www.amazon.test/dp/B1?ref=x")
        .addObject()
        .put("url", "http://amazon.test/dp/B2")
        .put("quantity", 3);
    order
        .withArray("products")
        .addObject()
        .put("product_id", "B3")
        .put("quantity", 2)
        .putObject("seller_selection_criteria");
    order.put("shipping_address", "Tim Beaver, 77 Main Street, Cambridge, MA 02139");

    OrderRequest read = read(order);

    OrderSpec spec = read.spec();
    assertThat(spec.store()).isEqualTo("amazon");
    assertThat(spec.lines()).extracting(OrderLine::productId).containsExactly("B1", "B2", "B3");
    assertThat(spec.lines()).extracting(OrderLine::quantity).containsExactly(1, 3, 2);
    assertThat(spec.lines())
        .extracting(OrderLine::url)
        .containsExactly("https://www.amazon.test/dp/B1?ref=x", "http://amazon.test/dp/B2", null);
    assertThat(spec.lines())
        .extracting(OrderLine::criteria)
        .containsExactly(SellerCriteria.V1_DEFAULT, SellerCriteria.V1_DEFAULT, SellerCriteria.ANY);
    assertThat(spec.delivery().shipping()).isEqualTo(new ShippingRule.Cheapest());
    assertThat(spec.terms().maxPrice()).isEqualTo(100_000_000L);
    assertThat(spec.payment().pay()).isEqualTo(OrderSpec.Pay.STORE_DEFAULT);
    assertThat(spec.payment().billTo()).isNull();
    assertThat(read.secrets().credential()).isNull();
    assertThat(spec.delivery().to())
        .isEqualTo(
            new Address(
                "Tim",
                "Beaver",
                "77 Main Street",
                null,
                "Cambridge",
                "MA",
                "02139",
                "US",
                "555-555-5555",
                null));
  }

  @Test
  void whatAnOrderByPagesSaysItselfCounts() {
    ObjectNode order = seedOrderWith("products[0]", "\"https://amazon.test/dp/B1\"");
    OrderRequest read = read(order);
    assertThat(read.spec().terms().maxPrice()).isEqualTo(2300);
    assertThat(read.spec().delivery().shipping()).isInstanceOf(ShippingRule.Within.class);
    assertThat(read.spec().payment().pay()).isEqualTo(OrderSpec.Pay.CARD);
    assertThat(read.secrets().credential()).isNotNull();
    assertThat(read.spec().delivery().to().phone()).isEqualTo("5551230101");
  }

  @Test
  void aUrlBesideAProductIdIsTheClientsOwn() {
    ObjectNode order = seedOrderWith("products[0].url", "\"https://walmart.test/dp/B1\"");
    OrderLine line = read(order).spec().lines().getFirst();
    assertThat(line.productId()).isEqualTo("0923568964");
    assertThat(line.url()).isNull();
  }

  private ShippingRule shippingMethod(String name) {
    ObjectNode order = seedOrderWith("shipping", "-");
    order.put("shipping_method", name);
    return read(order).spec().delivery().shipping();
  }

  @Test
  void readsTheShippingObject() {
    assertThat(
            readWith("shipping", "{\"order_by\": \"speed\", \"max_price\": 0}")
                .delivery()
                .shipping())
        .isEqualTo(new ShippingRule.Within(ShippingRule.Order.SPEED, null, 0L));
    assertThat(readWith("shipping", "{\"max_days\": 5}").delivery().shipping())
        .isEqualTo(new ShippingRule.Within(ShippingRule.Order.PRICE, 5, null));
  }

  @Test
  void paysFromTheGiftBalanceWithoutACardOrItsAddress() {
    ObjectNode order = seedOrderWith("payment_method", "{\"use_gift\": true}");
    order.remove("billing_address");

    OrderRequest request = read(order);

    assertThat(request.spec().payment().pay()).isEqualTo(Pay.GIFT_BALANCE);
    assertThat(request.spec().payment().billTo()).isNull();
    assertThat(request.secrets().card()).isNull();
  }

  @Test
  void keepsNoCardThatIsNotUsed() {
    OrderRequest gift = read(seedOrderWith("payment_method.use_gift", "true"));
    OrderRequest account =
        read(seedOrderWith("payment_method.use_account_payment_defaults", "true"));

    assertThat(gift.spec().payment().pay()).isEqualTo(Pay.GIFT_BALANCE);
    assertThat(gift.secrets().card()).isNull();
    assertThat(account.spec().payment().pay()).isEqualTo(Pay.STORE_DEFAULT);
    assertThat(account.secrets().card()).isNull();
  }

  @Test
  void wantsNoAccountOfAShopThatTheOperatorSetUp() {
    ObjectNode order = seedOrderWith("retailer", "\"shop\"");
    order.remove("payment_method");
    order.remove("billing_address");
    order.remove("retailer_credentials");

    OrderRequest request = read(order);

    assertThat(request.spec().payment().pay()).isEqualTo(Pay.STORE_DEFAULT);
    assertThat(request.secrets().credential()).isNull();
  }

  @Test
  void anOrderFromTheBalanceHoldsItsCapAndIsBoughtByTheStoresOwnAccount() {
    ObjectNode order = ClassicRequests.addaxOrder();
    OrderRequest request = read(order);
    assertThat(request.payer()).isEqualTo(new Payer.ManagedAccount(Duration.ofHours(4)));
    assertThat(request.spec().payment().pay()).isEqualTo(OrderSpec.Pay.STORE_DEFAULT);
    assertThat(request.spec().payment().billTo()).isNull();
    assertThat(request.secrets().card()).isNull();
    assertThat(request.secrets().credential()).isNull();
    order.put("retailer", "shop").put("addax_queue_timeout", 60);
    assertThat(read(order).payer()).isEqualTo(new Payer.ManagedAccount(Duration.ofMinutes(1)));
    assertThat(read(seedOrderWith("addax_queue_timeout", "60")).payer()).isEqualTo(Payer.CLASSIC);
  }

  @Test
  void readsACardNumberAsPeopleTypeIt() {
    OrderRequest request = read(seedOrderWith("payment_method.number", "\"5555 5555-5555 4444\""));

    assertThat(request.secrets().card())
        .extracting(c -> c.number().reveal())
        .isEqualTo("5555555555554444");
  }

  @Test
  void readsGiftsPromotionCodesAndPurchaseOrders() {
    assertThat(
            read(seedOrderWith("gift_message", "-").put("is_gift", false)).spec().delivery().gift())
        .isNull();
    assertThat(readWith("gift_message", "-").delivery().gift()).isEqualTo(new Gift(null, false));
    assertThat(readWith("require_gift", "true").delivery().gift())
        .isEqualTo(new Gift("Here is your package, Tim! Enjoy!", true));
    assertThat(readWith("promo_codes", "[\"SAVE5\", {\"code\": \"X\", \"optional\": true}]"))
        .extracting(spec -> spec.terms().promoCodes())
        .isEqualTo(List.of(new PromoCode("SAVE5", false), new PromoCode("X", true)));
    assertThat(
            readWith(
                    "promo_codes",
                    "[\"SAVE5\", {\"code\": \"X\", \"merchant_id\": \"M\", \"discount_amount\": 100,"
                        + " \"discount_percentage\": 5, \"cost_override\": 900}]")
                .terms()
                .discounts())
        .containsExactly(new OfferDiscount("M", 100, 5, 900L));
    assertThat(readWith("max_delivery_days", "5").delivery().maxDays()).isEqualTo(5);
    assertThat(readWith("fail_if_taxed", "true").terms().failIfTaxed()).isTrue();
    ObjectNode order = seedOrderWith("promo_codes", "[\"SAVE5\"]");
    order.put("ignore_invalid_promo_code", true);
    assertThat(read(order).spec().terms().promoCodes())
        .containsExactly(new PromoCode("SAVE5", true));
    assertThat(readWith("po_number", "4711").reference().poNumber()).isEqualTo("4711");
    assertThat(readWith("po_number", "4.711e3").reference().poNumber()).isEqualTo("4711");
    assertThat(readWith("po_number", "\"PO-4711\"").reference().poNumber()).isEqualTo("PO-4711");
  }

  @Test
  void readsGiftMessageWithoutAGiftOnlyWhenItIsEmpty() {
    ObjectNode order = seedOrderWith("gift_message", "\"\"");
    order.remove("is_gift");

    assertThat(read(order).spec().delivery().gift()).isNull();
  }

  @Test
  void readsSeveralReceiversOfAnEventEachOnce() {
    OrderRequest request =
        read(
            seedOrderWith(
                "webhooks",
                """
                {"status_updated": ["http://a.test/", "http://b.test/", "http://a.test/"],
                 "request_succeeded": "", "request_failed": null, "tracking_updated": [],
                 "case_updated": "http://c.test/", "my_own_event": "http://d.test/"}
                """));

    assertThat(request.secrets().webhooks())
        .isEqualTo(
            Map.of(
                "status_updated", List.of("http://a.test/", "http://b.test/"),
                "case_updated", List.of("http://c.test/")));
  }

  @Test
  void passesNotesOnAsTheyAre() {
    Map<String, Object> notes =
        readWith(
                "client_notes",
                "{\"scenario\": {\"place\": \"refuse\"}, \"n\": null, \"x\": [1.50, true]}")
            .reference()
            .notes();

    assertThat(notes).containsEntry("scenario", Map.of("place", "refuse")).containsEntry("n", null);
    assertThat(notes.get("x")).isEqualTo(List.of(new BigDecimal("1.50"), true));
  }

  @Test
  void readsVerificationCodesOfTheAccount() {
    Credential credential =
        read(seedOrderWith(
                "retailer_credentials",
                """
                    {"email": "a@b.test", "password": "p", "totp_2fa_key": "SEED",
                     "verification_code": "123456"}
                    """))
            .secrets()
            .credential();

    assertThat(credential)
        .isEqualTo(
            new Credential("a@b.test", Secret.of("p"), Secret.of("SEED"), Secret.of("123456")));
  }

  @Test
  void remembersTheKeyAndTheBodyThatCameWithItWithoutSecrets() {
    OrderRequest request = read(seedOrderWith("idempotency_key", "\"k-1\""));

    assertThat(request.idempotency())
        .isEqualTo(new OrderRequest.Idempotency("v1", "k-1", request.echo()));
  }
}
