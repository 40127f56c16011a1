package dev.brass.connector.vendure;

import dev.brass.spi.AttemptId;
import dev.brass.spi.Connector;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.Payment;
import dev.brass.spi.PromoCode;
import dev.brass.testkit.Refusal;
import dev.brass.testkit.Situation;
import dev.brass.testkit.Subject;
import dev.brass.testkit.TestOrder;
import dev.brass.testkit.TestStore;
import dev.brass.testkit.World;
import dev.brass.testkit.fixture.FixturePlayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The Vendure connector at the shop that was recorded in the fixtures, with the replies changed
/// that make a situation.
final class VendureSubject implements Subject {

  private static final TestOrder TWO_MICE =
      TestOrder.of("cordless-mouse").quantity(2).paidBy(new Payment.StoreDefault());

  /// The steps at which a placing request counts as an order of the shop.
  private static final Set<String> BUYING = Set.of("pay", "pay more", "pay in yen");

  private final VendureConnector connector = new VendureConnector();

  @Override
  public Connector connector() {
    return connector;
  }

  @Override
  public World open(Situation situation) {
    return switch (situation) {
      case ACCEPTS -> world(TWO_MICE);
      case REFUSES -> world(TWO_MICE, "refuses");
      case SOLD_OUT -> world(TWO_MICE, "sold-out");
      case PRICE_JUMPS -> world(TWO_MICE, "price-jump");
      case OTHER_CURRENCY ->
          world(TWO_MICE, "yen").unitPrice(Money.of(3299, "JPY")).total(Money.of(6998, "JPY"));
      case UNKNOWN_ERROR -> world(TWO_MICE, "unknown-error");
      case SHOWS_ANOTHERS_ORDER -> world(TWO_MICE, "anothers-order");
      case SHIPS -> world(TWO_MICE, "ships");
      case RETAILER_CANCELS -> world(TWO_MICE, "called-off");
      case NOT_SENT,
          TIMES_OUT_AFTER_SEND,
          DROPS_AFTER_SEND,
          SERVER_ERROR,
          GARBLED_REPLY,
          SLOW,
          UNKNOWN_FIELDS ->
          world(TWO_MICE).breaking(situation);
      case NEEDS_ACTION, TOO_LATE_TO_CANCEL -> throw new AssertionError("named in cannot()");
    };
  }

  @Override
  public Map<Situation, String> cannot() {
    return Map.of(
        Situation.NEEDS_ACTION, "a guest's checkout asks for nobody",
        Situation.TOO_LATE_TO_CANCEL, "a guest cannot cancel");
  }

  @Override
  public List<Refusal> refusals() {
    TestOrder withCoupon = TWO_MICE.promoCode(new PromoCode("TENOFF", false));
    return List.of(
        error("addItemToOrder", "INSUFFICIENT_STOCK_ERROR", ErrorCode.PRODUCT_UNAVAILABLE),
        error("addItemToOrder", "ORDER_LIMIT_ERROR", ErrorCode.MAX_QUANTITY_EXCEEDED),
        error("addItemToOrder", "NEGATIVE_QUANTITY_ERROR", ErrorCode.INVALID_QUANTITY),
        error("addItemToOrder", "ORDER_INTERCEPTOR_ERROR", ErrorCode.INVALID_QUANTITY),
        graphqlError("addItemToOrder", "ENTITY_NOT_FOUND", ErrorCode.EXPIRED_PRODUCT_ID),
        error(
            "setCustomerForOrder",
            "EMAIL_ADDRESS_CONFLICT_ERROR",
            ErrorCode.INCOMPLETE_ACCOUNT_SETUP),
        error("setCustomerForOrder", "GUEST_CHECKOUT_ERROR", ErrorCode.INCOMPLETE_ACCOUNT_SETUP),
        error("setCustomerForOrder", "ALREADY_LOGGED_IN_ERROR", ErrorCode.INTERNAL_ERROR),
        graphqlError(
            "setOrderShippingAddress", "USER_INPUT_ERROR", ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE),
        graphqlError(
            "setOrderBillingAddress", "USER_INPUT_ERROR", ErrorCode.BILLING_ADDRESS_REFUSED),
        refusal(
            "COUPON_CODE_INVALID_ERROR",
            ErrorCode.INVALID_PROMO_CODE,
            withCoupon,
            result("applyCouponCode", "COUPON_CODE_INVALID_ERROR")),
        refusal(
            "COUPON_CODE_EXPIRED_ERROR",
            ErrorCode.INVALID_PROMO_CODE,
            withCoupon,
            result("applyCouponCode", "COUPON_CODE_EXPIRED_ERROR")),
        refusal(
            "COUPON_CODE_LIMIT_ERROR",
            ErrorCode.INVALID_PROMO_CODE,
            withCoupon,
            result("applyCouponCode", "COUPON_CODE_LIMIT_ERROR")),
        error(
            "setOrderShippingMethod",
            "INELIGIBLE_SHIPPING_METHOD_ERROR",
            ErrorCode.SHIPPING_METHOD_UNAVAILABLE),
        error("setOrderShippingMethod", "ORDER_MODIFICATION_ERROR", ErrorCode.INTERNAL_ERROR),
        error("setOrderShippingMethod", "NO_ACTIVE_ORDER_ERROR", ErrorCode.INTERNAL_ERROR),
        error("transitionOrderToState", "ORDER_STATE_TRANSITION_ERROR", ErrorCode.INTERNAL_ERROR),
        error("addPaymentToOrder", "PAYMENT_DECLINED_ERROR", ErrorCode.CREDIT_CARD_DECLINED),
        error("addPaymentToOrder", "PAYMENT_FAILED_ERROR", ErrorCode.PAYMENT_INFO_PROBLEM),
        error(
            "addPaymentToOrder",
            "INELIGIBLE_PAYMENT_METHOD_ERROR",
            ErrorCode.INVALID_PAYMENT_METHOD),
        error(
            "addPaymentToOrder",
            "COUPON_REMOVED_DURING_CHECKOUT_ERROR",
            ErrorCode.INVALID_PROMO_CODE),
        refusal(
            "HTTP 429",
            ErrorCode.RETAILER_RATE_LIMITED,
            TWO_MICE,
            step("addItemToOrder", "429", "{\"error\": \"slow down\"}")),
        refusal(
            "no way to ship",
            ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE,
            TWO_MICE,
            step(
                "eligibleShippingMethods", "200", "{\"data\": {\"eligibleShippingMethods\": []}}")),
        refusal(
            "another way to pay",
            ErrorCode.INVALID_PAYMENT_METHOD,
            TWO_MICE,
            step(
                "eligiblePaymentMethods",
                "200",
                "{\"data\": {\"eligiblePaymentMethods\": [{\"code\": \"invoice\"}]}}")));
  }

  private static Refusal error(String operation, String theirs, ErrorCode ours) {
    return refusal(theirs + " of " + operation, ours, TWO_MICE, result(operation, theirs));
  }

  private static Refusal graphqlError(String operation, String theirs, ErrorCode ours) {
    String reply =
        """
        {"errors": [{"message": "no", "locations": [{"line": 1, "column": 10}],
          "path": ["%s"], "extensions": {"code": "%s"}}], "data": null}
        """
            .formatted(operation, theirs);
    return refusal(theirs + " of " + operation, ours, TWO_MICE, step(operation, "200", reply));
  }

  private static Refusal refusal(String name, ErrorCode ours, TestOrder order, String change) {
    return new Refusal(name, ours, () -> played(order, change));
  }

  private static String result(String operation, String theirs) {
    return step(
        operation,
        "200",
        "{\"data\": {\"%s\": {\"errorCode\": \"%s\", \"message\": \"no\"}}}"
            .formatted(operation, theirs));
  }

  private static String step(String operation, String status, String reply) {
    return """
    ### the shop says no
    POST /shop-api
    ? body contains %s

    <--- %s
    content-type: application/json

    %s
    """
        .formatted(operation, status, reply);
  }

  /// The recorded shop, with what the named files change of it.
  private static World world(TestOrder order, String... changes) {
    List<String> texts = new ArrayList<>();
    for (String change : changes) {
      texts.add(fixture(change));
    }
    return played(order, texts.toArray(String[]::new));
  }

  private static World played(TestOrder order, String... changes) {
    List<String> texts = new ArrayList<>(List.of(changes));
    texts.add(fixture("shop"));
    FixturePlayer player = FixturePlayer.playText(texts.toArray(String[]::new));
    String url = player.uri().toString();
    TestStore.Builder store =
        TestStore.named("my-shop")
            .setting("url", url)
            .setting("payment-method", "standard-payment")
            .setting("customer-email", "orders@buyer.example")
            .setting("reference-field", "clientReference")
            .setting("channel-token", "canary-channel-token-08d");
    if (String.join("", texts).contains("/admin-api")) {
      store
          .setting("admin-username", "reader")
          .setting("admin-password", "canary-admin-password-51c");
    }
    return World.of(store.build())
        .buys(order)
        .unitPrice(Money.of(2279, "USD"))
        .total(Money.of(5058, "USD"))
        .countsOrders(attempt -> orders(player, texts, attempt))
        .query("mouse")
        .page(URI.create(url + "/products/cordless-mouse"))
        .closes(player);
  }

  private static int orders(FixturePlayer player, List<String> texts, AttemptId attempt) {
    return Math.toIntExact(
        BUYING.stream()
            .filter(step -> String.join("\n", texts).contains("### " + step + "\n"))
            .flatMap(step -> player.requests(step).stream())
            .filter(request -> request.body().contains(attempt.toString()))
            .count());
  }

  static String fixture(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/fixtures", name + ".http"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
