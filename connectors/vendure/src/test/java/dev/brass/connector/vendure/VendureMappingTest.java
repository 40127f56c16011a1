package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.spi.Address;
import dev.brass.spi.Answer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Credential;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Gift;
import dev.brass.spi.Line;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Secret;
import dev.brass.spi.StoreSettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

class VendureMappingTest {

  private static final Address SPRINGFIELD =
      new Address(
          "Jane", "Doe", "123 Main St", null, "Springfield", "IL", "62701", "US", null, null);

  private static final AttemptId ATTEMPT =
      new AttemptId(UUID.fromString("01980000-0000-7000-8000-000000000001"));

  private final VendureMapping mapping = new VendureMapping(config(Map.of()));

  @Test
  void addsAPriceUpWithTaxShippingAndDiscount() {
    VendureWire.Order order =
        order(
            """
            "total": 21500, "totalWithTax": 25700,
            "lines": [
              {"id": "1", "quantity": 2, "linePrice": 20000, "productVariant": {"id": "7"}},
              {"id": "2", "quantity": 1, "linePrice": 3000, "productVariant": {"id": "8"}}],
            "shippingLines": [{"price": 500}],
            "surcharges": [{"price": 200}, {"price": -100}]
            """);

    PriceComponents price = mapping.price(order);

    assertThat(price.subtotal()).isEqualTo(usd(23000));
    assertThat(price.shipping()).isEqualTo(usd(500));
    assertThat(price.fees()).isEqualTo(usd(200));
    assertThat(price.discount()).isEqualTo(usd(2200));
    assertThat(price.tax()).isEqualTo(usd(4200));
    assertThat(price.total()).isEqualTo(usd(25700));
    assertThat(sum(price)).isEqualTo(price.total());
  }

  @Test
  void tellsAMissingCentAsAFee() {
    PriceComponents price =
        mapping.price(
            order(
                """
                "total": 1001, "totalWithTax": 1201, "surcharges": [], "shippingLines": [],
                "lines": [
                  {"id": "1", "quantity": 3, "linePrice": 1000, "productVariant": {"id": "7"}}]
                """));

    assertThat(price.fees()).isEqualTo(usd(1));
    assertThat(sum(price)).isEqualTo(price.total());
  }

  @Test
  void readsTheCurrencyAndItsDecimals() {
    assertThat(VendureMoney.of(199900, "JPY", 2)).isEqualTo(Money.of(1999, "JPY"));
    assertThat(VendureMoney.of(1999, "JPY", 0)).isEqualTo(Money.of(1999, "JPY"));
    assertThat(VendureMoney.of(1234, "KWD", 2)).isEqualTo(Money.of(12340, "KWD"));
    assertThat(VendureMoney.of(1234500, "EUR", 4)).isEqualTo(Money.of(12345, "EUR"));
  }

  @Test
  void refusesAmountsThatAreNotExact() {
    for (Runnable inexact :
        List.<Runnable>of(
            () -> VendureMoney.of(199950, "JPY", 2),
            () -> VendureMoney.of(1999, "EUR", 3),
            () -> VendureMoney.of(1, "NOPE", 2))) {
      assertThatThrownBy(inexact::run)
          .isInstanceOf(VendureRefusal.class)
          .hasMessageContaining("money-precision");
    }
  }

  @Test
  void buysWithTheEmailOfTheCredential() {
    Credential credential =
        new Credential("jane@example.com", Secret.of("canary-password"), null, null);

    assertThat(mapping.customer(request(line("laptop", 1)), credential))
        .isEqualTo(
            Map.of("emailAddress", "jane@example.com", "firstName", "Jane", "lastName", "Doe"));
    assertThat(mapping.customer(request(line("laptop", 1)), null))
        .containsEntry("emailAddress", "orders@buyer.example");
  }

  @Test
  void putsTheAttemptIntoTheEmailWhenAsked() {
    VendureMapping plus = new VendureMapping(config(Map.of("reference-in-email", "true")));

    assertThat(plus.customer(request(line("laptop", 1)), null))
        .containsEntry("emailAddress", "orders+01980000000070008000000000000001@buyer.example");
  }

  @Test
  void tellsThePaymentOurReference() {
    VendureMapping declining =
        new VendureMapping(config(Map.of("payment-metadata", "{\"shouldDecline\":true}")));

    assertThat(declining.paymentMetadata(request(line("laptop", 1))))
        .isEqualTo(Map.of("shouldDecline", true, "clientReference", ATTEMPT.toString()));
  }

  @Test
  void leavesOutWhatAnAddressDoesNotHave() {
    assertThat(VendureMapping.address(SPRINGFIELD))
        .isEqualTo(
            Map.of(
                "fullName", "Jane Doe",
                "streetLine1", "123 Main St",
                "city", "Springfield",
                "province", "IL",
                "postalCode", "62701",
                "countryCode", "US"));
  }

  @Test
  void takesTheStoresOwnPaymentOnly() {
    Payment card =
        new Payment.Card("Jane", Secret.of("4111111111111111"), Secret.of("123"), 1, 2030);

    assertThat(VendureMapping.unsupported(request(line("laptop", 1)))).isEmpty();
    for (Payment payment : List.of(card, new Payment.GiftBalance())) {
      assertThat(VendureMapping.unsupported(request(payment, null)))
          .get()
          .extracting(OrderError::code)
          .isEqualTo(ErrorCode.INVALID_PAYMENT_METHOD);
    }
  }

  @Test
  void refusesAGiftThatMustBeOne() {
    Payment payment = new Payment.StoreDefault();

    assertThat(VendureMapping.unsupported(request(payment, new Gift("Hi", false)))).isEmpty();
    assertThat(VendureMapping.unsupported(request(payment, new Gift("Hi", true))))
        .get()
        .extracting(OrderError::code)
        .isEqualTo(ErrorCode.NO_GIFT_SHIPPING);
  }

  @Test
  void comparesACartWithWhatWasAskedFor() {
    VendureWire.Order cart =
        order(
            """
            "total": 0, "totalWithTax": 0, "shippingLines": [], "surcharges": [],
            "lines": [
              {"id": "1", "quantity": 3, "linePrice": 0, "productVariant": {"id": "7"}},
              {"id": "2", "quantity": 1, "linePrice": 0, "productVariant": {"id": "8"}},
              {"id": "3", "quantity": 0, "linePrice": 0, "productVariant": {"id": "9"}}]
            """);
    List<Line> lines = List.of(line("a", 1), line("b", 1), line("a", 2));

    assertThat(VendureMapping.holds(cart, List.of("7", "8", "7"), lines)).isTrue();
    assertThat(VendureMapping.holds(cart, List.of("7", "8", "8"), lines)).isFalse();
    assertThat(VendureMapping.holds(cart, List.of("7", "8"), lines)).isFalse();
    assertThat(VendureMapping.holds(cart, List.of("7", "8"), lines.subList(0, 2))).isFalse();
  }

  @Test
  void comparesTheTotalWithThePriceCap() {
    assertThat(paying(1200, null)).isEmpty();
    assertThat(paying(1200, usd(1200))).isEmpty();
    assertThat(paying(1200, usd(1199)))
        .get()
        .satisfies(
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
              assertThat(error.message()).contains("12.00 USD").contains("11.99 USD");
              assertThat(error.data()).containsEntry("max_price", 1199L);
            });
    assertThat(paying(1200, Money.of(1200, "EUR")))
        .get()
        .extracting(OrderError::code)
        .isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
  }

  @Test
  void refusesToPayForAnotherCart() {
    VendureWire.Order cart =
        order(
            """
            "total": 1, "totalWithTax": 1, "shippingLines": [], "surcharges": [],
            "lines": [{"id": "1", "quantity": 2, "linePrice": 1, "productVariant": {"id": "7"}}]
            """);

    assertThat(mapping.mayNotBePaid(cart, handle("CODE"), place(null)))
        .get()
        .extracting(OrderError::code)
        .isEqualTo(ErrorCode.INTERNAL_ERROR);
  }

  @Test
  void takesAnOrderForPlacedWhenItSaysSo() {
    String rest =
        """
        "total": 1, "totalWithTax": 1, "shippingLines": [], "surcharges": [], "lines": []
        """;
    VendureWire.Order cart = order(rest);
    VendureWire.Order placed =
        order(
            rest
                + """
                , "active": false, "orderPlacedAt": "2026-11-21T18:52:25.515Z",
                "state": "SomeStateOfThisShop"
                """);

    assertThat(VendureMapping.isPlaced(cart)).isFalse();
    assertThat(VendureMapping.isPlaced(placed)).isTrue();
    Placement placement = mapping.placement(placed, "my-shop", request(line("laptop:3", 1)));
    assertThat(placement.merchantOrders())
        .singleElement()
        .satisfies(
            order -> {
              assertThat(order.id()).isEqualTo("CODE");
              assertThat(order.merchant()).isEqualTo("my-shop");
              assertThat(order.account()).isNull();
              assertThat(order.placedAt()).isEqualTo(Instant.parse("2026-11-21T18:52:25.515Z"));
              assertThat(order.productIds()).containsExactly("laptop:3");
            });
  }

  @Test
  void doubtsACartWithAnOpenPayment() {
    assertThat(VendureMapping.hasOpenPayment(paid("Declined", "Error", "Cancelled"))).isFalse();
    assertThat(VendureMapping.hasOpenPayment(paid("Declined", "Created"))).isTrue();
    assertThat(VendureMapping.hasOpenPayment(paid("Authorized"))).isTrue();
    assertThat(VendureMapping.hasOpenPayment(paid("NewStateOfThisShop"))).isTrue();
  }

  @Test
  void writesHandlesThatItCanRead() {
    VendureHandle handle = handle("CODE");

    assertThat(VendureHandle.parse(handle.text())).contains(handle);
    assertThat(handle.toString()).doesNotContain("canary");
    for (String text : List.of("", "null", "{}", "[]", "x", "{\"code\":\"C\"}")) {
      assertThat(VendureHandle.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void refusesAQuoteWithTooManyDifferentProducts() {
    List<String> many = IntStream.range(0, 900).mapToObj("v%d"::formatted).toList();
    VendureSession session = new VendureSession("Authorization", Secret.of("Bearer x"));

    assertThat(mapping.quote(new VendureHandle("CODE", session, many), List.of()))
        .isInstanceOf(Answer.Refused.class);
  }

  private Optional<OrderError> paying(long total, @Nullable Money cap) {
    VendureWire.Order cart =
        order(
            """
            "total": %d, "totalWithTax": %d, "shippingLines": [], "surcharges": [],
            "lines": [{"id": "1", "quantity": 1, "linePrice": 1, "productVariant": {"id": "7"}}]
            """
                .formatted(total, total));
    return mapping.mayNotBePaid(cart, handle("CODE"), place(cap));
  }

  private static VendureHandle handle(String code) {
    return new VendureHandle(
        code, new VendureSession("Authorization", Secret.of("Bearer canary")), List.of("7"));
  }

  private static PlaceOrder place(@Nullable Money cap) {
    return new PlaceOrder(
        request(line("laptop", 1)), "", "1", usd(1000), cap, Instant.parse("2026-11-21T12:00:00Z"));
  }

  private static VendureWire.Order paid(String... states) {
    StringBuilder payments = new StringBuilder();
    for (String state : states) {
      payments.append(payments.isEmpty() ? "" : ",").append("{\"state\":\"" + state + "\"}");
    }
    return order(
        "\"total\":1,\"totalWithTax\":1,\"lines\":[],\"shippingLines\":[],\"surcharges\":[],"
            + "\"payments\":["
            + payments
            + "]");
  }

  /// An active cart with the code `CODE` in US dollars; later members win over these.
  private static VendureWire.Order order(String members) {
    Map<String, Object> order =
        new HashMap<>(
            Map.of("code", "CODE", "state", "AddingItems", "active", true, "currencyCode", "USD"));
    order.putAll(
        VendureJson.MAPPER.readValue(
            "{" + members + "}", new TypeReference<Map<String, Object>>() {}));
    return VendureJson.MAPPER.convertValue(order, VendureWire.Order.class);
  }

  private static Money sum(PriceComponents price) {
    return price
        .subtotal()
        .plus(price.shipping())
        .plus(price.tax())
        .plus(price.fees())
        .minus(price.discount());
  }

  private static Money usd(long minor) {
    return Money.of(minor, "USD");
  }

  private static Line line(String productId, int quantity) {
    return new Line(productId, null, quantity, List.of());
  }

  private static QuoteRequest request(Line line) {
    return request(List.of(line), new Payment.StoreDefault(), null);
  }

  private static QuoteRequest request(Payment payment, @Nullable Gift gift) {
    return request(List.of(line("laptop", 1)), payment, gift);
  }

  private static QuoteRequest request(List<Line> lines, Payment payment, @Nullable Gift gift) {
    return new QuoteRequest(
        UUID.fromString("01980000-0000-7000-8000-000000000000"),
        ATTEMPT,
        lines,
        SPRINGFIELD,
        null,
        payment,
        gift,
        List.of(),
        null,
        Map.of());
  }

  private static VendureConfig config(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("url", "https://shop.example");
    settings.put("payment-method", "invoice");
    settings.put("customer-email", "orders@buyer.example");
    return VendureConfig.of(new StoreSettings(settings));
  }
}
