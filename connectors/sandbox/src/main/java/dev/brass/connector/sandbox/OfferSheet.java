package dev.brass.connector.sandbox;

import static dev.brass.connector.sandbox.RetailerFeature.ADD_ON_ITEMS;
import static dev.brass.connector.sandbox.RetailerFeature.PRIME;

import dev.brass.spi.Condition;
import dev.brass.spi.DayRange;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.Offer.Seller;
import dev.brass.spi.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who sells a product and on what terms. Pure.
///
/// The first offer is the buy box: new, prime where there is such a thing, here within six days,
/// available and without a catch, so that the default criteria of the classic API always find one.
/// An offer with a catch (an add-on, a smallest quantity) is never the cheapest that is available.
final class OfferSheet {

  private static final int MOST_AT_ONCE = 90;
  private static final List<Condition> CONDITIONS = List.of(Condition.values());

  private OfferSheet() {}

  /// The offers at the prices of a combination of options; 2 to 7 for an ordinary product.
  static List<Offer> of(Item item, List<Variant> chosen) {
    return switch (item.kind()) {
      case DOCUMENTED -> DocumentedProduct.offers(item, chosen);
      case TEST -> List.of(testOffer(item));
      case ORDINARY -> ordinary(item, chosen);
    };
  }

  /// The offer that the product's page shows; empty when nobody sells the product.
  static Optional<Offer> buyBox(Item item) {
    return of(item, item.selected()).stream()
        .filter(Offer::available)
        .filter(Offer::buyBox)
        .findFirst();
  }

  private static List<Offer> ordinary(Item item, List<Variant> chosen) {
    List<Offer> offers = new ArrayList<>();
    Money base = item.price(basePrice(item), chosen);
    offers.add(buyBox(item, base));
    int others = item.seed().between("sellers", 1, 6);
    for (int i = 1; i <= others; i++) {
      offers.add(other(item, base, i));
    }
    return offers;
  }

  /// 5 to 55 units of the currency, in a peso store twenty times as many.
  private static Money basePrice(Item item) {
    long steps = item.seed().between("price", 10, 110);
    return new Money(
        steps * 50 * ShippingRates.scale(item.retailer()) - 1, item.retailer().currency());
  }

  private static Offer buyBox(Item item, Money price) {
    SandboxRetailer retailer = item.retailer();
    Seed seed = item.seed().part("buy-box");
    Seller seller =
        retailer
            .firstParty()
            .map(it -> new Seller(it.id(), it.name(), 1_000_000, 97, true))
            .orElseGet(() -> seller(item, 0));
    DayRange delivery =
        item.has(ProductTrait.SLOW_BOAT)
            ? new DayRange(30, 45)
            : item.has(ProductTrait.NO_TWO_DAY)
                ? new DayRange(4, 6)
                : new DayRange(seed.between("soonest", 1, 3), seed.between("latest", 3, 6));
    boolean addOn = item.has(ProductTrait.ADD_ON) && retailer.has(ADD_ON_ITEMS);
    return new Offer(
        offerId(item, seller),
        item.productId(),
        seller,
        Condition.NEW,
        price,
        item.showsOffers(),
        delivery,
        ShippingRates.of(item, delivery, retailer.has(PRIME), seed),
        false,
        addOn,
        true,
        retailer.has(PRIME) ? true : null,
        false,
        item.number(ProductTrait.PACK).orElse(null),
        item.number(ProductTrait.MAXIMUM).orElse(MOST_AT_ONCE));
  }

  private static Offer other(Item item, Money base, int number) {
    SandboxRetailer retailer = item.retailer();
    Seed seed = item.seed().part("seller-" + number);
    Seller seller = seller(item, number);
    Condition condition = condition(seed);
    boolean plain = item.trait() == null;
    boolean international = plain && seed.chance("international", 20);
    DayRange delivery = delivery(item, seed, international);
    boolean prime = retailer.has(PRIME) && !international && seed.chance("prime", 40);
    boolean catchInIt = plain && seed.chance("catch", 15);
    boolean addOn = item.has(ProductTrait.ADD_ON) || (catchInIt && seed.chance("add-on", 50));
    addOn &= retailer.has(ADD_ON_ITEMS);
    Integer minimum =
        item.number(ProductTrait.PACK)
            .orElse(catchInIt && !addOn ? seed.between("minimum", 2, 4) : null);
    long percent = catchInIt ? seed.between("percent", 105, 140) : percent(condition, seed);
    Money price = new Money(Math.max(1, base.minor() * percent / 100), base.currency());
    return new Offer(
        offerId(item, seller),
        item.productId(),
        seller,
        condition,
        price,
        item.showsOffers() && !seed.chance("sold-out", 12),
        delivery,
        ShippingRates.of(item, delivery, prime, seed),
        international,
        addOn,
        false,
        retailer.has(PRIME) ? prime : null,
        prime && seed.chance("prime-only", 25),
        minimum,
        item.number(ProductTrait.MAXIMUM)
            .orElse(
                plain && seed.chance("limited", 30)
                    ? seed.between("limit", 10, 60)
                    : MOST_AT_ONCE));
  }

  private static Condition condition(Seed seed) {
    return seed.chance("new", 45) ? Condition.NEW : seed.oneOf("condition", CONDITIONS);
  }

  private static long percent(Condition condition, Seed seed) {
    return switch (condition) {
      case NEW -> seed.between("percent", 88, 130);
      case REFURBISHED -> seed.between("percent", 70, 90);
      case USED_LIKE_NEW -> seed.between("percent", 65, 95);
      case USED_VERY_GOOD -> seed.between("percent", 55, 85);
      case USED_GOOD -> seed.between("percent", 45, 75);
      case USED_ACCEPTABLE -> seed.between("percent", 30, 60);
      case UNACCEPTABLE -> seed.between("percent", 10, 25);
    };
  }

  private static DayRange delivery(Item item, Seed seed, boolean international) {
    if (item.has(ProductTrait.SLOW_BOAT)) {
      return new DayRange(32, 45);
    }
    if (international) {
      int soonest = seed.between("soonest", 9, 18);
      return new DayRange(soonest, soonest + seed.between("more", 3, 20));
    }
    int soonest = seed.between("soonest", item.has(ProductTrait.NO_TWO_DAY) ? 4 : 1, 6);
    return new DayRange(soonest, soonest + seed.between("more", 1, 5));
  }

  private static Seller seller(Item item, int number) {
    Seed seed = item.seed();
    int index = (seed.pick("seller", Wording.SELLERS.size()) + number) % Wording.SELLERS.size();
    String name = Wording.SELLERS.get(index);
    Seed own = Seed.of(item.retailer().code(), "seller", name);
    return new Seller(
        "A" + own.characters("id", 13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
        name,
        own.between("ratings", 5, 20_000),
        own.between("positive", 70, 100),
        false);
  }

  private static String offerId(Item item, Seller seller) {
    Seed seed = Seed.of(item.retailer().code(), item.productId(), "offer", seller.id());
    return seed.characters(
        "id", 24, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
  }

  private static Offer testOffer(Item item) {
    SandboxRetailer retailer = item.retailer();
    DayRange delivery = new DayRange(2, 4);
    return new Offer(
        item.productId(),
        item.productId(),
        retailer
            .firstParty()
            .map(it -> new Seller(it.id(), it.name(), null, null, true))
            .orElseThrow(),
        Condition.NEW,
        new Money(TestProduct.PRICE, retailer.currency()),
        true,
        delivery,
        ShippingRates.ofTestProduct(retailer, delivery),
        false,
        false,
        true,
        null,
        false,
        null,
        MOST_AT_ONCE);
  }
}
