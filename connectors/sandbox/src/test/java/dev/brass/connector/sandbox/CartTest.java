package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Answer;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Gift;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Quote.PricedShipping;
import dev.brass.spi.ShippingOption;
import dev.brass.spi.Variant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CartTest {

  private static final Wish WISH = Wish.of("B07XYZ1234");

  @Test
  void aDearerVariantCostsMore() {
    PriceComponents gray = cheapest(Wish.of("0923568964"));
    PriceComponents red = cheapest(Wish.of("0923568964").variant("COLOR", " red "));
    assertThat(gray.total()).isEqualTo(Money.of(979, "USD"));
    assertThat(red.total()).isEqualTo(Money.of(1999, "USD"));
    assertThat(cheapest(Wish.of("0923568964").variant("Size", "small/medium")).total())
        .isEqualTo(gray.total());
  }

  @Test
  void aVariantCostsTheSameByIdAndByChoice() {
    Item family = Catalogue.item(SandboxRetailer.AMAZON, "B07XYZ1234");
    List<List<Variant>> combinations = family.combinations();
    for (int i = 1; i < combinations.size(); i++) {
      Wish chosen = WISH;
      for (Variant variant : combinations.get(i)) {
        chosen = chosen.variant(variant.dimension(), variant.value());
      }
      assertThat(cheapest(Wish.of("B07XYZ1234.v" + i))).isEqualTo(cheapest(chosen));
    }
  }

  @Test
  void refusesOptionsThatDoNotExist() {
    OrderError dimension = refused(WISH.variant("Flavour", "Red"));
    assertThat(dimension.code()).isEqualTo(ErrorCode.INVALID_VARIANT);
    assertThat(dimension.data()).containsEntry("dimension", "Flavour");
    assertThat(dimension.message()).contains("Color of");
    assertThat(refused(WISH.variant("Color", "Plaid")).code()).isEqualTo(ErrorCode.INVALID_VARIANT);
    assertThat(
            refused(Wish.of("0923568964").variant("Color", "Gray").variant("color", "Red")).code())
        .isEqualTo(ErrorCode.INVALID_VARIANT);
  }

  @Test
  void asksForTheOptionsThatAreMissing() {
    OrderError error = refused(Wish.of("NEEDS-VARIANTS").variant("Color", "Red"));
    assertThat(error.code()).isEqualTo(ErrorCode.INSUFFICIENT_VARIANTS);
    assertThat(error.data()).containsEntry("dimensions", List.of("Size"));
  }

  @Test
  void buysTheOfferThatIsNamed() {
    Item item = Catalogue.item(SandboxRetailer.AMAZON, "B07XYZ1234");
    for (Offer offer : OfferSheet.of(item, item.selected())) {
      Wish wish = WISH.offer(offer.offerId()).quantity(offer.minimumQuantity() == null ? 1 : 4);
      if (!offer.available()) {
        assertThat(refused(wish).code()).isEqualTo(ErrorCode.NO_MATCHING_OFFER);
      } else if (offer.addon()) {
        assertThat(refused(wish).code()).isEqualTo(ErrorCode.ADD_ON_ITEM);
      } else {
        int quantity = wish.lines().getFirst().quantity();
        assertThat(cheapest(wish).subtotal()).isEqualTo(offer.price().times(quantity));
        assertThat(options(wish))
            .extracting(PricedShipping::option)
            .filteredOn(way -> !way.id().equals("amazon-day"))
            .isEqualTo(offer.shipping());
      }
    }
    OrderError gone = refused(WISH.offer("gone"));
    assertThat(gone.code()).isEqualTo(ErrorCode.NO_MATCHING_OFFER);
    assertThat(gone.data()).containsEntry("product_id", "B07XYZ1234");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"GOOGLE_SHOPPING", "OVERSTOCK"},
      mode = EnumSource.Mode.EXCLUDE)
  void anAmazonDayCostsWhatStandardDoesAndIsNeverSooner(SandboxRetailer retailer) {
    boolean amazon = retailer.code().startsWith("amazon");
    for (int i = 0; i < 50; i++) {
      Wish wish = Wish.of("B0DAY" + i).and("B0NIGHT" + i);
      List<PricedShipping> days =
          options(retailer, wish).stream()
              .filter(way -> way.option().name().equals("Amazon Day Delivery"))
              .toList();
      assertThat(days).hasSize(amazon ? 1 : 0);
      if (amazon) {
        PricedShipping standard = options(retailer, wish).getFirst();
        assertThat(standard.option().id()).isEqualTo("standard");
        assertThat(days.getFirst().price()).isEqualTo(standard.price());
        assertThat(days.getFirst().option().delivery().max())
            .isGreaterThan(standard.option().delivery().max());
      }
    }
  }

  @Test
  void everyWayToShipAddsUp() {
    Wish wish = WISH.quantity(3).and("B000000002").and("B000000003").promo("save10", false);
    assertThat(options(wish)).hasSizeGreaterThan(1);
    for (PricedShipping way : options(wish)) {
      PriceComponents price = way.price();
      assertThat(price.shipping()).isEqualTo(way.option().price());
      assertThat(price.total())
          .isEqualTo(
              price
                  .subtotal()
                  .plus(price.shipping())
                  .plus(price.tax())
                  .plus(price.fees())
                  .minus(price.discount()));
      assertThat(price.discount().minor()).isEqualTo(price.subtotal().minor() / 10);
      assertThat(price.giftCertificate()).isNull();
    }
  }

  @Test
  void severalSellersSendSeveralParcels() {
    ShippingOption one = option(Wish.of("0923568964"), "expedited");
    ShippingOption other = option(WISH, "expedited");
    ShippingOption both = option(Wish.of("0923568964").and("B07XYZ1234"), "expedited");
    assertThat(both.price()).isEqualTo(one.price().plus(other.price()));
    assertThat(both.delivery().max())
        .isEqualTo(Math.max(one.delivery().max(), other.delivery().max()));
    assertThat(option(WISH.quantity(5), "expedited")).isEqualTo(other);
  }

  @ParameterizedTest
  @CsvSource({
    "AMAZON, Cambridge, MA, 02139, US, 625",
    "AMAZON, Portland, OR, 97201, US, 0",
    "AMAZON, San Francisco, ca, 94103, US, 725",
    "AMAZON, Berlin, , 10115, DE, 1900",
    "AMAZON_UK, London, , SW1A 1AA, GB, 0",
    "AMAZON_UK, Dublin, , D01, IE, 2300",
    "AMAZON_CA, Toronto, ON, M5H 2N2, CA, 1300",
    "AMAZON_CA, Calgary, AB, T2P, CA, 500",
    "AMAZON, Nowhere, ZZ, 99999, US, 0"
  })
  void taxesByTheDestination(
      SandboxRetailer retailer,
      String city,
      @Nullable String state,
      String postalCode,
      String country,
      long basisPoints) {
    PriceComponents price =
        options(retailer, WISH.to("1 Main Street", city, state, postalCode, country))
            .getFirst()
            .price();
    long exact = price.subtotal().minor() * basisPoints;
    assertThat(price.tax().minor()).isEqualTo((exact + 5_000) / 10_000);
  }

  @Test
  void promotionCodesTakeOff() {
    PriceComponents plain = cheapest(WISH);
    assertThat(cheapest(WISH.promo("SAVE5", false)).discount())
        .isEqualTo(Money.of(Math.min(500, plain.subtotal().minor()), "USD"));
    Wish shipped = Wish.of("NO-FREE-SHIPPING");
    PriceComponents free = cheapest(shipped.promo("FREESHIP", false));
    assertThat(free.discount()).isEqualTo(free.shipping());
    assertThat(free.shipping().minor()).isPositive();
    assertThat(cheapest(WISH.promo("SAVE10", false).promo("SAVE10", true)).discount())
        .as("a code counts once")
        .isEqualTo(cheapest(WISH.promo("SAVE10", false)).discount());
    assertThat(refused(WISH.promo("HUH", false)).data()).containsEntry("promo_code", "HUH");
  }

  @Test
  void addressesMustBeReadable() {
    assertThat(refused(WISH.to("", "Cambridge", "MA", "02139", "US")).data())
        .containsEntry("field", "address_line1");
    assertThat(refused(WISH.to("1 Main Street", "Cambridge", "MA", "ABC", "US")).data())
        .containsEntry("field", "zip_code");
    cheapest(WISH.to("1 Main Street", "Cambridge", "MA", "02139-4307", "US"));
  }

  @Test
  void giftsHaveTheirLimits() {
    assertThat(refused(WISH.gift(new Gift("x".repeat(241), false))).code())
        .isEqualTo(ErrorCode.INVALID_GIFT_OPTIONS);
    assertThat(refused(WISH.gift(new Gift("\n".repeat(10), false))).code())
        .isEqualTo(ErrorCode.INVALID_GIFT_OPTIONS);
    cheapest(WISH.gift(new Gift("x".repeat(240), true)));
    assertThat(Cart.fill(SandboxRetailer.COSTCO, WISH.gift(new Gift(null, true)).request()))
        .isInstanceOf(Answer.Refused.class);
    Answer<Basket> lenient =
        Cart.fill(SandboxRetailer.COSTCO, WISH.gift(new Gift(null, false)).request());
    assertThat(((Answer.Given<Basket>) lenient).value().quote().giftable()).isFalse();
  }

  @Test
  void ordersHaveLinesButNotTooMany() {
    Wish many = WISH;
    for (int i = 0; i < 100; i++) {
      many = many.and("B" + i);
    }
    assertThat(refused(many).code()).isEqualTo(ErrorCode.INVALID_QUANTITY);
    assertThat(refused(WISH.quantity(0)).code()).isEqualTo(ErrorCode.INVALID_QUANTITY);
    assertThat(refused(WISH.quantity(-3)).code()).isEqualTo(ErrorCode.INVALID_QUANTITY);
    assertThat(refused(WISH.quantity(Integer.MAX_VALUE)).code())
        .isEqualTo(ErrorCode.MAX_QUANTITY_EXCEEDED);
  }

  private static List<PricedShipping> options(SandboxRetailer retailer, Wish wish) {
    return switch (Cart.fill(retailer, wish.request())) {
      case Answer.Given<Basket>(var basket) -> basket.shipping();
      case Answer.Refused<Basket>(var error) -> throw new AssertionError(error.toString());
    };
  }

  private static List<PricedShipping> options(Wish wish) {
    return options(SandboxRetailer.AMAZON, wish);
  }

  private static ShippingOption option(Wish wish, String id) {
    return options(wish).stream()
        .map(PricedShipping::option)
        .filter(it -> it.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static PriceComponents cheapest(Wish wish) {
    return options(wish).getFirst().price();
  }

  private static OrderError refused(Wish wish) {
    return switch (Cart.fill(SandboxRetailer.AMAZON, wish.request())) {
      case Answer.Given<Basket>(var basket) -> throw new AssertionError(basket.toString());
      case Answer.Refused<Basket>(var error) -> error;
    };
  }
}
