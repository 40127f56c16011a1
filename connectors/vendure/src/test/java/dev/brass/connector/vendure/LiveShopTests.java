package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.connector.vendure.VendureProgram.Options;
import dev.brass.spi.Address;
import dev.brass.spi.DayRange;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Product;
import dev.brass.spi.PromoCode;
import dev.brass.spi.SearchPage;
import dev.brass.spi.Shipment;
import dev.brass.spi.TrackResult;
import dev.brass.testkit.TestOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What must hold at every Vendure shop, whatever its operator did for us.
abstract class LiveShopTests extends LiveDoubtTests {

  LiveShopTests(VendureInstallation installation, Options options) {
    super(installation, options);
  }

  @Test
  void readsProductsOffersAndSearches() {
    TestBuyer buyer = buyer();
    String id =
        buyer
            .connector
            .productId(buyer.store.settings(), shop.url().resolve("/products/laptop"))
            .orElseThrow();

    Product laptop = given(buyer.connector.product(buyer.store, id));
    List<Offer> offers = given(buyer.connector.offers(buyer.store, id));
    SearchPage first = given(buyer.connector.search(buyer.store, "camera", 1));
    SearchPage second = given(buyer.connector.search(buyer.store, "", 2));

    assertThat(laptop.title()).isEqualTo("Laptop");
    assertThat(laptop.brand()).isEqualTo("Apple");
    assertThat(laptop.price()).isEqualTo(Money.of(155880, "USD"));
    assertThat(laptop.available()).isTrue();
    assertThat(laptop.mainImage()).isNotNull();
    assertThat(laptop.variants())
        .extracting(Product.ProductVariant::productId)
        .containsExactly("laptop:1", "laptop:2", "laptop:3", "laptop:4");
    assertThat(offers)
        .extracting(Offer::price)
        .contains(Money.of(155880, "USD"), Money.of(275880, "USD"));
    assertThat(first.products())
        .extracting(Product::productId)
        .contains("camera-lens", "instant-camera");
    assertThat(first.hasNext()).isFalse();
    assertThat(second.products()).hasSize(20);
    assertThat(second.hasNext()).isTrue();
    assertThat(refused(buyer.connector.product(buyer.store, "no-such-product")))
        .isEqualTo(ErrorCode.EXPIRED_PRODUCT_ID);
  }

  @Test
  void placesAnOrderThatCarriesOurReference() {
    TestBuyer buyer = buyer("delivery-days", "3-6,express-shipping:1-2");
    TestOrder order =
        TestOrder.of("laptop")
            .variant("RAM", "16GB")
            .variant("screen size", "13 inch")
            .quantity(2)
            .and("cordless-mouse")
            .paidBy(new Payment.StoreDefault());

    TestBuyer.Quoted quoted = buyer.quote(order);
    assertThat(staff.ordersWith(quoted.reference())).isEmpty();
    PlaceResult result = buyer.place(quoted, quoted.total());
    FindResult found = buyer.find(quoted);

    assertThat(quoted.quote().shipping())
        .extracting(shipping -> shipping.option().delivery())
        .containsExactly(new DayRange(3, 6), new DayRange(1, 2));
    assertThat(result).isInstanceOf(PlaceResult.Accepted.class);
    Placement placement = ((PlaceResult.Accepted) result).placement();
    MerchantOrder placed = placement.merchantOrders().getFirst();
    assertThat(placed.id()).isEqualTo(quoted.code());
    assertThat(placed.productIds()).containsExactly("laptop", "cordless-mouse");
    assertThat(found).isEqualTo(new FindResult.Found(placement));
    assertThat(staff.ordersWith(quoted.reference())).containsExactly(quoted.code());
    JsonNode theirs =
        staff.order(
            quoted.code(),
            "totalWithTax customer { emailAddress } shippingAddress { postalCode }"
                + " lines { quantity productVariant { id } }"
                + (options.hasReference() ? " customFields { clientReference }" : ""));
    assertThat(theirs.path("totalWithTax").longValue())
        .isEqualTo(placement.price().total().minor());
    assertThat(theirs.path("customer").path("emailAddress").asString())
        .isEqualTo("buyer@example.com");
    assertThat(theirs.path("shippingAddress").path("postalCode").asString()).isEqualTo("62701");
    assertThat(theirs.path("lines").get(0).path("productVariant").path("id").asString())
        .isEqualTo("3");
    assertThat(theirs.path("lines").get(0).path("quantity").intValue()).isEqualTo(2);
    if (options.hasReference()) {
      assertThat(theirs.path("customFields").path("clientReference").asString())
          .isEqualTo(quoted.reference());
    }
    assertThat(buyer.track(placed)).isEqualTo(new TrackResult.Shipments(List.of(), false));
  }

  /// The recording of this order is what the fixtures of the contract test are made of.
  @Test
  void buysWithOneCallPerStep() throws IOException {
    TestBuyer buyer = buyerWithAdmin();
    buyer.connector.search(buyer.store, "mouse", 1);
    int searching = buyer.store.http().exchanges().size();
    TestBuyer.Quoted quoted = buyer.quote(MOUSE.quantity(2));
    int quoting = buyer.store.http().exchanges().size() - searching;
    buyer.find(quoted);
    int before = buyer.store.http().exchanges().size();
    buyer.place(quoted, quoted.total());
    int placing = buyer.store.http().exchanges().size() - before;
    buyer.find(quoted);
    Files.writeString(
        Path.of("target", getClass().getSimpleName() + ".http"), buyer.store.http().fixture());

    int waysToShip = 2;
    assertThat(quoting).isEqualTo(7 + waysToShip);
    assertThat(placing).isEqualTo(options.hasReference() ? 4 : 3);
  }

  @Test
  void followsAnOrderToItsDelivery() {
    TestBuyer buyer = buyer();
    MerchantOrder order = buyer.buy(MOUSE.quantity(2));

    String first = staff.pack(order.id(), 1, "UPS", "1Z999");
    TrackResult.Shipments packed = shipments(buyer.track(order));
    staff.moveParcel(first, "Shipped");
    String second = staff.pack(order.id(), 1, "FedEx", "7777");
    staff.moveParcel(second, "Shipped");
    TrackResult.Shipments shipped = shipments(buyer.track(order));
    staff.moveParcel(first, "Delivered");
    staff.moveParcel(second, "Delivered");
    TrackResult.Shipments delivered = shipments(buyer.track(order));

    assertThat(packed.complete()).isFalse();
    assertThat(packed.shipments())
        .singleElement()
        .satisfies(
            parcel -> {
              assertThat(parcel.status()).isEqualTo(Shipment.Status.PENDING);
              assertThat(parcel.carrier()).isEqualTo("UPS");
              assertThat(parcel.trackingNumber()).isEqualTo("1Z999");
              assertThat(parcel.productIds()).containsExactly("cordless-mouse");
            });
    assertThat(shipped.complete()).isTrue();
    assertThat(shipped.shipments())
        .extracting(Shipment::status)
        .containsOnly(Shipment.Status.IN_TRANSIT);
    assertThat(shipped.shipments())
        .extracting(Shipment::trackingNumber)
        .containsExactlyInAnyOrder("1Z999", "7777");
    assertThat(delivered.shipments())
        .extracting(Shipment::status)
        .containsOnly(Shipment.Status.DELIVERED);
  }

  @Test
  void tellsThatTheShopCancelled() {
    TestBuyer buyer = buyer();
    MerchantOrder order = buyer.buy(MOUSE);
    staff.cancel(order.id());

    assertThat(buyer.track(order)).isInstanceOf(TrackResult.CancelledByRetailer.class);
  }

  @Test
  void leavesNoOrderWhenThePriceCapIsExceeded() {
    TestBuyer buyer = buyer();
    TestBuyer.Quoted quoted = buyer.quote(MOUSE);

    PlaceResult result = buyer.place(quoted, new Money(quoted.total().minor() - 1, usd()));

    assertThat(refused(result)).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
    assertThat(buyer.store.http().irrevocable()).isEmpty();
    assertThat(buyer.find(quoted)).isEqualTo(new FindResult.Absent());
    assertThat(staff.ordersWith(quoted.reference())).isEmpty();
  }

  @Test
  void paysThePriceThatWasQuoted() {
    TestBuyer buyer = buyer();
    TestOrder tripod = TestOrder.of("tripod").paidBy(new Payment.StoreDefault());
    TestBuyer.Quoted quoted = buyer.quote(tripod);
    staff.price(onlyVariant(quoted), 99_900);

    PlaceResult result = buyer.place(quoted, quoted.total());

    // Vendure keeps the price with which an item was added to the cart.
    assertThat(result).isInstanceOf(PlaceResult.Accepted.class);
    assertThat(((PlaceResult.Accepted) result).placement().price().total())
        .isEqualTo(quoted.total());
    assertThat(buyer.quote(tripod).total()).isGreaterThan(quoted.total());
  }

  @Test
  void noticesATotalThatRoseAfterTheQuote() {
    String promotion = staff.coupon("ENDSSOON", 10);
    TestBuyer buyer = buyer();
    TestBuyer.Quoted quoted = buyer.quote(MOUSE.promoCode(new PromoCode("ENDSSOON", false)));
    staff.end(promotion);

    PlaceResult result = buyer.place(quoted, quoted.total());

    assertThat(refused(result)).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
    assertThat(buyer.store.http().irrevocable()).isEmpty();
    assertThat(staff.ordersWith(quoted.reference())).isEmpty();
  }

  @Test
  void leavesNoOrderWhenThePaymentIsDeclined() {
    TestBuyer declined = buyer("payment-metadata", "{\"shouldDecline\": true}");
    TestBuyer failing = buyer("payment-metadata", "{\"shouldError\": true}");
    TestBuyer.Quoted first = declined.quote(MOUSE);
    TestBuyer.Quoted second = failing.quote(MOUSE);

    assertThat(refused(declined.place(first, null))).isEqualTo(ErrorCode.CREDIT_CARD_DECLINED);
    assertThat(refused(failing.place(second, null))).isEqualTo(ErrorCode.PAYMENT_INFO_PROBLEM);
    assertThat(declined.find(first)).isEqualTo(new FindResult.Absent());
    assertThat(failing.find(second)).isEqualTo(new FindResult.Absent());
    assertThat(staff.ordersWith(first.reference())).isEmpty();
  }

  @Test
  void tellsWhatIsSoldOut() {
    TestBuyer buyer = buyer();
    TestOrder keyboard = TestOrder.of("clacky-keyboard").paidBy(new Payment.StoreDefault());
    TestBuyer.Quoted early = buyer.quote(keyboard.quantity(3));
    String variantId = onlyVariant(early);
    staff.stock(variantId, 2);
    OrderError few = buyer.refusedQuote(keyboard.quantity(3));
    PlaceResult late = buyer.place(early, null);
    staff.stock(variantId, 0);
    OrderError none = buyer.refusedQuote(keyboard);

    assertThat(few.code()).isEqualTo(ErrorCode.INVALID_QUANTITY);
    assertThat(few.data()).containsEntry("quantity_available", 2);
    assertThat(refused(late)).isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
    assertThat(none.code()).isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
    assertThat(given(buyer.connector.product(buyer.store, "clacky-keyboard")).available())
        .isFalse();
  }

  @Test
  void takesCouponsOff() {
    staff.coupon("TENOFF", 10);
    TestBuyer buyer = buyer();
    TestBuyer.Quoted whole = buyer.quote(MOUSE.promoCode(new PromoCode("NOPE", true)));
    TestBuyer.Quoted less = buyer.quote(MOUSE.promoCode(new PromoCode("TENOFF", false)));
    OrderError wrong = buyer.refusedQuote(MOUSE.promoCode(new PromoCode("NOPE", false)));

    PriceComponents price = less.quote().shipping().getFirst().price();
    assertThat(price.discount().minor()).isPositive();
    assertThat(price.total()).isLessThan(whole.total());
    assertThat(
            price
                .subtotal()
                .plus(price.shipping())
                .plus(price.tax())
                .plus(price.fees())
                .minus(price.discount()))
        .isEqualTo(price.total());
    assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID_PROMO_CODE);
  }

  @Test
  void refusesWhatTheShopDoesNotKnow() {
    TestBuyer buyer = buyer();

    assertThat(buyer.refusedQuote(TestOrder.of("gone").paidBy(new Payment.StoreDefault())).code())
        .isEqualTo(ErrorCode.EXPIRED_PRODUCT_ID);
    assertThat(buyer.refusedQuote(TestOrder.of("laptop").paidBy(new Payment.StoreDefault())).code())
        .isEqualTo(ErrorCode.INSUFFICIENT_VARIANTS);
    assertThat(buyer.refusedQuote(MOUSE.variant("colour", "red")).code())
        .isEqualTo(ErrorCode.INVALID_VARIANT);
    assertThat(buyer.refusedQuote(MOUSE.quantity(5_000)).code())
        .isEqualTo(ErrorCode.MAX_QUANTITY_EXCEEDED);
    assertThat(buyer.refusedQuote(MOUSE.to(elsewhere("XX"))).code())
        .isEqualTo(ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE);
    assertThat(buyer("payment-method", "cash").refusedQuote(MOUSE).code())
        .isEqualTo(ErrorCode.INVALID_PAYMENT_METHOD);
  }

  private static Address elsewhere(String country) {
    Address home = TestOrder.ADDRESS;
    return new Address(
        home.firstName(),
        home.lastName(),
        home.line1(),
        null,
        home.city(),
        null,
        home.postalCode(),
        country,
        null,
        null);
  }

  private static String onlyVariant(TestBuyer.Quoted quoted) {
    return VendureHandle.parse(quoted.quote().handle()).orElseThrow().variantIds().getFirst();
  }

  private static Currency usd() {
    return Currency.getInstance("USD");
  }
}
