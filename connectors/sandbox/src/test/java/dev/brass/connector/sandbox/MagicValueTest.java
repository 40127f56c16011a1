package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.connector.sandbox.MagicValue.Effect;
import dev.brass.connector.sandbox.MagicValue.Where;
import dev.brass.spi.Answer;
import dev.brass.spi.Credential;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindResult;
import dev.brass.spi.Gift;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Quote.PricedShipping;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.Secret;
import dev.brass.spi.Totp;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(WithMarketplace.class)
class MagicValueTest {

  private static final String ORDINARY = "B07XYZ1234";

  private final SandboxMarketplace marketplace;

  MagicValueTest(SandboxMarketplace marketplace) {
    this.marketplace = marketplace;
  }

  @Test
  void everyErrorCodeCanBeProvoked() {
    assertThat(MagicValue.all())
        .extracting(MagicValue::code)
        .containsAll(Arrays.asList(ErrorCode.values()));
    assertThat(MagicValue.all()).allMatch(it -> it.sentence().endsWith("."));
  }

  @ParameterizedTest
  @EnumSource
  void everyErrorCodeHasAProductId(ErrorCode code) {
    MagicValue magic = MagicValue.of(code);
    assertThat(magic.where()).isEqualTo(Where.PRODUCT_ID);
    assertThat(magic.code()).isEqualTo(code);
    assertThat(MagicValue.all()).contains(magic);
    String url = SandboxRetailer.AMAZON.page(magic.value()).toString();
    assertThat(url).endsWith(magic.value());
  }

  @ParameterizedTest
  @MethodSource("all")
  void provokesItsCode(MagicValue magic) {
    Shopper shopper = shopper(magic);
    QuoteRequest request = wish(magic).request();
    switch (magic.effect()) {
      case NOT_SOLD -> {
        assertCode(magic, error(Showroom.product(shopper.retailer(), magic.value())));
        assertCode(magic, error(Showroom.offers(shopper.retailer(), magic.value())));
        assertCode(magic, shopper.refusedQuote(request));
      }
      case REFUSES_QUOTE -> assertCode(magic, shopper.refusedQuote(request));
      case REFUSES_PLACING -> assertRefused(magic, shopper, request);
      case CONDITION -> {
        if (magic.where() == Where.CREDENTIAL_EMAIL) {
          assertRefused(magic, shopper, request);
        } else {
          assertCode(magic, shopper.refusedQuote(request));
        }
      }
      case WAITS_FOR_PERSON ->
          assertThat(shopper.place(request))
              .isInstanceOfSatisfying(
                  PlaceResult.ActionRequired.class,
                  it ->
                      assertThat(it.action().kind())
                          .isEqualTo(
                              magic.where() == Where.CARD_NUMBER
                                  ? RequiredAction.Kind.PAYMENT_CONFIRMATION
                                  : RequiredAction.Kind.MANUAL_REVIEW));
      case HIDES_ORDER -> {
        assertThat(shopper.place(request)).isInstanceOf(PlaceResult.InDoubt.class);
        assertThat(shopper.place(request)).isInstanceOf(PlaceResult.InDoubt.class);
        assertThat(shopper.find(request)).isInstanceOf(FindResult.Unknown.class);
      }
      case TERMS -> assertTerms(magic, shopper, request);
    }
    assertThat(marketplace.ordersOf(request.orderId()))
        .as("orders in the book")
        .hasSize(magic.effect() == Effect.HIDES_ORDER ? 1 : 0);
  }

  /// The shop sells on terms that the wish in the sentence cannot accept.
  private static void assertTerms(MagicValue magic, Shopper shopper, QuoteRequest request) {
    if (magic.code() == ErrorCode.PRODUCT_UNAVAILABLE) {
      assertThat(offers(shopper.retailer(), magic.value()))
          .isNotEmpty()
          .noneMatch(Offer::available);
      assertCode(magic, shopper.refusedQuote(request));
      return;
    }
    if (magic.code() == ErrorCode.NO_MATCHING_OFFER) {
      assertCode(magic, shopper.refusedQuote(request));
      return;
    }
    List<PricedShipping> shipping = shopper.quote(request).shipping();
    switch (magic.code()) {
      case NO_FREE_SHIPPING -> assertThat(shipping).allMatch(it -> it.option().price().minor() > 0);
      case NO_TWO_DAY_SHIPPING ->
          assertThat(shipping).allMatch(it -> it.option().delivery().min() > 2);
      case MAX_DELIVERY_DAYS_EXCEEDED ->
          assertThat(shipping).allMatch(it -> it.option().delivery().min() > 28);
      case TAXED -> assertThat(shipping).allMatch(it -> it.price().tax().minor() > 0);
      default -> throw new AssertionError("no terms are known for " + magic);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void tellsNothingSecret(MagicValue magic) {
    if (magic.where().secret()) {
      OrderError error = shopper(magic).refusedOrNull(wish(magic).request());
      if (error != null) {
        assertThat(error.toString()).doesNotContain(magic.value());
      }
    }
  }

  @Test
  void aPhoneNumberAnswersTheSecurityQuestion() {
    String email = "security-question@sandbox.brass.test";
    Shopper shopper = shopper(email, null);
    assertThat(shopper.refused(Wish.of(ORDINARY).billTo(null).request()).code())
        .isEqualTo(ErrorCode.ADDITIONAL_INFORMATION_REQUIRED);
    shopper.buy(Wish.of(ORDINARY).request());
  }

  @Test
  void aVerificationCodeLetsTheOrderThrough() {
    String email = "Verification@sandbox.brass.test";
    assertThat(shopper(email, null).refused(Wish.of(ORDINARY).request()).code())
        .isEqualTo(ErrorCode.ACCOUNT_LOCKED_VERIFICATION_REQUIRED);
    shopper(email, "123456").buy(Wish.of(ORDINARY).request());
  }

  @Test
  void theSecondFactorWantsTheRightCode() {
    QuoteRequest wish = Wish.of(ORDINARY).request();
    assertThat(twoFactor(null, null).refused(wish).code())
        .isEqualTo(ErrorCode.ACCOUNT_LOCKED_VERIFICATION_REQUIRED);
    assertThat(twoFactor("jbsw y3dp ehpk 3pxq", null).refused(wish).code())
        .isEqualTo(ErrorCode.ACCOUNT_LOGIN_FAILED);
    twoFactor("jbsw y3dp ehpk 3pxp", null).buy(wish);
  }

  @Test
  void theSecondFactorTakesACodeThatItsOwnerTypedToo() {
    QuoteRequest wish = Wish.of(ORDINARY).request();
    Shopper somebody = twoFactor(null, null);
    Secret<String> code = Totp.of(Secret.of(MagicTable.TOTP_SEED)).at(somebody.clock().instant());
    String wrong = code.reveal().startsWith("1") ? "200000" : "100000";
    assertThat(twoFactor(null, wrong).refused(wish).code())
        .isEqualTo(ErrorCode.ACCOUNT_LOGIN_FAILED);
    twoFactor(null, code.reveal()).buy(wish);
  }

  private Shopper twoFactor(@Nullable String seed, @Nullable String code) {
    return Shopper.at(
        marketplace,
        SandboxRetailer.AMAZON,
        new Credential(
            MagicTable.TWO_FACTOR_EMAIL,
            Secret.of("secret"),
            seed == null ? null : Secret.of(seed),
            code == null ? null : Secret.of(code)));
  }

  @Test
  void anInvalidPromoCodeThatIsOptionalChangesNothing() {
    Shopper shopper = shopper(Shopper.ACCOUNT, null);
    QuoteRequest with = Wish.of(ORDINARY).promo("EXPIRED", true).promo("HUH", true).request();
    assertThat(shopper.quote(with).shipping())
        .isEqualTo(shopper.quote(Wish.of(ORDINARY).request()).shipping());
  }

  @Test
  void theErrorForTooDearTellsBothAmounts() {
    Shopper shopper = shopper(Shopper.ACCOUNT, null);
    QuoteRequest request = Wish.of("ERR-max_price_exceeded").request();
    PlaceOrder order = shopper.order(request, shopper.quote(request), Money.of(10_000_000, "USD"));
    assertThat(shopper.place(order))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            it ->
                assertThat(it.error().data())
                    .containsEntry("max_price", 10_000_000L)
                    .containsEntry("total", 10_000_001L));
  }

  @Test
  void theErrorOfTheDocumentsIsTheirs() {
    OrderError error = shopper(Shopper.ACCOUNT, null).refusedQuote(Wish.of("018293801").request());
    assertThat(error.code().v1Code()).isEqualTo("product_unavailable");
    assertThat(error.data()).containsExactly(Map.entry("product_id", "018293801"));
  }

  @Test
  void maximumQuantityTellsWhatIsAllowed() {
    OrderError error =
        shopper(Shopper.ACCOUNT, null).refusedQuote(Wish.of("MAX-7-lamp").quantity(8).request());
    assertThat(error.code()).isEqualTo(ErrorCode.MAX_QUANTITY_EXCEEDED);
    assertThat(error.data())
        .containsEntry("max_quantity", 7)
        .containsEntry("quantity", 8)
        .containsEntry("product_id", "MAX-7-lamp");
    shopper(Shopper.ACCOUNT, null).quote(Wish.of("MAX-7-lamp").quantity(7).request());
  }

  @Test
  void traitsLetOtherOrdersThrough() {
    Shopper shopper = shopper(Shopper.ACCOUNT, null);
    shopper.quote(Wish.of("NEEDS-VARIANTS").variant("color", "red").variant("size", "S").request());
    shopper.quote(Wish.of("ADD-ON").and(ORDINARY).request());
    shopper.quote(Wish.of("PACK-OF-6").quantity(12).request());
    shopper.quote(Wish.of("NO-GIFT").gift(new Gift("Hi", false)).request());
    shopper.quote(Wish.of("STOCK-1").request());
    assertThat(
            Shopper.at(marketplace, SandboxRetailer.WALMART)
                .quote(Wish.of("ADD-ON").request())
                .shipping())
        .as("a retailer without add-on items")
        .isNotEmpty();
  }

  @Test
  void whatOnlyLooksSoldOutCanBeBoughtByItsOffer() {
    Shopper shopper = shopper(Shopper.ACCOUNT, null);
    for (Offer offer : offers(shopper.retailer(), "LOOKS-SOLD-OUT-lamp")) {
      shopper.buy(Wish.of("LOOKS-SOLD-OUT-lamp").offer(offer.offerId()).request());
    }
    assertThat(
            shopper
                .refusedQuote(
                    Wish.of("NO-OFFERS")
                        .offer(offers(shopper.retailer(), "NO-OFFERS").getFirst().offerId())
                        .request())
                .code())
        .isEqualTo(ErrorCode.NO_MATCHING_OFFER);
  }

  private static List<Offer> offers(SandboxRetailer retailer, String productId) {
    return switch (Showroom.offers(retailer, productId)) {
      case Answer.Given<List<Offer>>(var offers) -> offers;
      case Answer.Refused<List<Offer>>(var error) -> throw new AssertionError(error.toString());
    };
  }

  static List<MagicValue> all() {
    return MagicValue.all();
  }

  private Shopper shopper(MagicValue magic) {
    return magic.where() == Where.CREDENTIAL_EMAIL
        ? shopper(magic.value(), null)
        : shopper(Shopper.ACCOUNT, null);
  }

  private Shopper shopper(String email, @Nullable String code) {
    return Shopper.at(marketplace, SandboxRetailer.AMAZON, Shopper.credential(email, code));
  }

  /// An order that holds the value and does what its sentence says.
  private static Wish wish(MagicValue magic) {
    String value = magic.value();
    Wish wish = Wish.of(ORDINARY);
    return switch (magic.where()) {
      case PRODUCT_ID -> product(magic);
      case VARIANT -> wish.variant("Color", value);
      case QUANTITY -> wish.quantity(Integer.parseInt(value));
      case SHIP_TO_LINE1 -> wish.to(value, "Cambridge", "MA", "02139", "US");
      case SHIP_TO_POSTAL_CODE -> wish.to("77 Main Street", "Cambridge", "MA", value, "US");
      case SHIP_TO_COUNTRY -> wish.to("1 Research Road", "McMurdo", null, "0", value);
      case BILL_TO_LINE1 -> wish.billTo(wish.to(value, "Cambridge", "MA", "02139", "US").shipTo());
      case CARD_NUMBER -> wish.paidBy(Wish.card(value));
      case SECURITY_CODE -> wish.paidBy(Wish.card("5555555555554444", value, 1, 2020));
      case EXPIRY -> wish.paidBy(Wish.card("5555555555554444", "123", 1, 1970));
      case CREDENTIAL_EMAIL ->
          magic.effect() == Effect.CONDITION
              ? wish.paidBy(new Payment.GiftBalance())
              : wish.billTo(null);
      case PROMO_CODE -> wish.promo(value, false);
      case GIFT_MESSAGE -> wish.gift(new Gift(value, false));
      case SHIPPING_METHOD -> wish;
    };
  }

  private static Wish product(MagicValue magic) {
    Wish wish = Wish.of(magic.value());
    if (magic.effect() != Effect.CONDITION) {
      return wish;
    }
    return switch (magic.code()) {
      case MAX_QUANTITY_EXCEEDED -> wish.quantity(3);
      case INVALID_QUANTITY -> wish.quantity(8);
      case NO_GIFT_SHIPPING -> wish.gift(new Gift(null, true));
      default -> wish;
    };
  }

  private static void assertRefused(MagicValue magic, Shopper shopper, QuoteRequest request) {
    PlaceOrder order = shopper.order(request);
    PlaceOrder asked =
        magic.where() == Where.SHIPPING_METHOD
            ? new PlaceOrder(
                request,
                order.handle(),
                magic.value(),
                order.expected(),
                order.priceCap(),
                order.notAfter())
            : order;
    PlaceResult result = shopper.place(asked);
    assertThat(result).isInstanceOf(PlaceResult.Refused.class);
    assertCode(magic, ((PlaceResult.Refused) result).error());
    assertThat(shopper.find(request)).isEqualTo(new FindResult.Absent());
  }

  private static void assertCode(MagicValue magic, OrderError error) {
    assertThat(error.code()).as(error.toString()).isEqualTo(magic.code());
  }

  private static OrderError error(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused<?>) answer).error();
  }
}
