package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Condition;
import dev.brass.spi.DayRange;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.ShippingOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/// The choice of an offer against a second, naive one: the sentences of the documents (seed 002,
/// seller selection criteria) written down one after the other. Values are few, so that offers are
/// often equal in something.
class OfferSelectionPropertyTest {

  @Property(tries = 3_000)
  void agreesWithTheDocumentsSentenceBySentence(@ForAll long seed) {
    Random random = new Random(seed);
    List<Offer> offers = new ArrayList<>();
    for (int i = random.nextInt(9); i > 0; i--) {
      offers.add(offer(random, "offer-" + i));
    }
    Collections.shuffle(offers, random);
    SellerCriteria criteria = criteria(random);
    int quantity = 1 + random.nextInt(3);
    List<OfferDiscount> discounts = discounts(random);

    assertThat(OfferSelection.cheapest(offers, criteria, quantity, discounts).orElse(null))
        .isEqualTo(naive(offers, criteria, quantity, discounts));
  }

  private static @Nullable Offer naive(
      List<Offer> offers, SellerCriteria c, int quantity, List<OfferDiscount> discounts) {
    List<Offer> available = new ArrayList<>(offers);
    available.removeIf(o -> !o.available());
    Offer best = bestOf(available, c, quantity, discounts);
    if (best == null && c.choice().allowOos()) {
      List<Offer> soldOut = new ArrayList<>(offers);
      soldOut.removeIf(Offer::available);
      return bestOf(soldOut, c, quantity, discounts);
    }
    return best;
  }

  private static @Nullable Offer bestOf(
      List<Offer> left, SellerCriteria c, int quantity, List<OfferDiscount> discounts) {
    left.removeIf(o -> isBelow(quantity, o.minimumQuantity()));
    if (c.item().addon() != null) {
      left.removeIf(o -> o.addon() != c.item().addon());
    }
    if (c.choice().buyBox() != null) {
      left.removeIf(o -> o.buyBox() != c.choice().buyBox());
    }
    if (!c.item().conditionIn().isEmpty()) {
      left.removeIf(o -> !c.item().conditionIn().contains(o.condition()));
    }
    left.removeIf(o -> c.item().conditionNotIn().contains(o.condition()));
    if (c.seller().firstParty() != null) {
      left.removeIf(o -> o.seller().firstParty() != c.seller().firstParty());
    }
    if (c.shipping().handlingDaysMax() != null) {
      left.removeIf(o -> o.delivery().max() > c.shipping().handlingDaysMax());
    }
    if (c.shipping().international() != null) {
      left.removeIf(o -> o.international() != c.shipping().international());
    }
    if (c.item().maxPrice() != null) {
      left.removeIf(o -> o.price().minor() > c.item().maxPrice());
    }
    if (!c.seller().idIn().isEmpty()) {
      left.removeIf(o -> !c.seller().idIn().contains(o.seller().id()));
    }
    left.removeIf(o -> c.seller().idNotIn().contains(o.seller().id()));
    if (c.seller().minNumRatings() != null) {
      left.removeIf(o -> isBelow(o.seller().numRatings(), c.seller().minNumRatings()));
    }
    if (c.seller().minPercentPositive() != null) {
      left.removeIf(o -> isBelow(o.seller().percentPositive(), c.seller().minPercentPositive()));
    }
    if (c.shipping().prime() != null) {
      left.removeIf(o -> o.prime() != null && !o.prime().equals(c.shipping().prime()));
    }
    if (c.choice().preferBuyBox() && left.stream().anyMatch(Offer::buyBox)) {
      left.removeIf(o -> !o.buyBox());
    }
    Offer best = null;
    for (Offer o : left) {
      if (best == null || isBetter(o, best, discounts)) {
        best = o;
      }
    }
    return best;
  }

  private static boolean isBelow(@Nullable Integer told, @Nullable Integer least) {
    return told != null && least != null && told < least;
  }

  private static boolean isBetter(Offer a, Offer b, List<OfferDiscount> discounts) {
    if (landed(a, discounts) != landed(b, discounts)) {
      return landed(a, discounts) < landed(b, discounts);
    }
    if (a.price().minor() != b.price().minor()) {
      return a.price().minor() < b.price().minor();
    }
    if (a.delivery().max() != b.delivery().max()) {
      return a.delivery().max() < b.delivery().max();
    }
    return a.offerId().compareTo(b.offerId()) < 0;
  }

  private static List<OfferDiscount> discounts(Random random) {
    List<OfferDiscount> discounts = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      discounts.add(
          new OfferDiscount(
              seller(random),
              100L * random.nextInt(3),
              10 * random.nextInt(4),
              random.nextInt(4) == 0 ? (Long) 900L : null));
    }
    return discounts;
  }

  private static long landed(Offer o, List<OfferDiscount> discounts) {
    long price = o.price().minor();
    for (OfferDiscount d : discounts) {
      if (d.merchantId().equals(o.seller().id())) {
        long less = price - Math.round(price * d.percentage() / 100.0) - d.amount();
        price = d.costOverride() == null ? Math.max(0, less) : d.costOverride();
      }
    }
    long cheapest = o.shipping().isEmpty() ? 0 : Long.MAX_VALUE;
    for (ShippingOption way : o.shipping()) {
      cheapest = Math.min(cheapest, way.price().minor());
    }
    return price + cheapest;
  }

  private static Offer offer(Random random, String id) {
    List<ShippingOption> shipping = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      int days = 1 + random.nextInt(8);
      shipping.add(
          new ShippingOption(
              "way-" + i, "Way " + i, usd(100L * random.nextInt(4)), new DayRange(1, days)));
    }
    return new Offer(
        id,
        "product",
        new Offer.Seller(
            seller(random),
            "A seller",
            maybe(random, () -> random.nextInt(200)),
            maybe(random, () -> random.nextInt(101)),
            random.nextBoolean()),
        condition(random),
        usd(1_000 + 100L * random.nextInt(4)),
        random.nextInt(3) > 0,
        new DayRange(0, 1 + random.nextInt(10)),
        shipping,
        random.nextBoolean(),
        random.nextInt(4) == 0,
        random.nextInt(3) == 0,
        maybe(random, random::nextBoolean),
        random.nextBoolean(),
        maybe(random, () -> 1 + random.nextInt(4)),
        null);
  }

  /// Most filters are off, or else nothing would ever be left.
  private static SellerCriteria criteria(Random random) {
    return new SellerCriteria(
        new SellerCriteria.Item(
            random.nextInt(3) == 0 ? conditions(random) : Set.of(),
            random.nextInt(3) == 0 ? conditions(random) : Set.of(),
            seldom(random, () -> 1_000 + 100L * random.nextInt(4)),
            seldom(random, random::nextBoolean)),
        new SellerCriteria.Seller(
            seldom(random, random::nextBoolean),
            random.nextInt(4) == 0 ? Set.of(seller(random), seller(random) + "-other") : Set.of(),
            random.nextInt(4) == 0 ? Set.of(seller(random)) : Set.of(),
            seldom(random, () -> random.nextInt(200)),
            seldom(random, () -> random.nextInt(101))),
        new SellerCriteria.Shipping(
            seldom(random, () -> random.nextInt(11)),
            seldom(random, random::nextBoolean),
            seldom(random, random::nextBoolean)),
        new SellerCriteria.Choice(
            seldom(random, random::nextBoolean), random.nextInt(4) == 0, random.nextInt(3) == 0));
  }

  private static Set<Condition> conditions(Random random) {
    Set<Condition> some = new HashSet<>(EnumSet.allOf(Condition.class));
    some.removeIf(_ -> random.nextBoolean());
    return some;
  }

  private static Condition condition(Random random) {
    List<Condition> all = List.of(Condition.values());
    return all.get(random.nextInt(all.size()));
  }

  private static String seller(Random random) {
    return "seller-" + random.nextInt(3);
  }

  private static <T> @Nullable T maybe(Random random, Supplier<T> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }

  private static <T> @Nullable T seldom(Random random, Supplier<T> value) {
    return random.nextInt(4) == 0 ? value.get() : null;
  }

  private static Money usd(long cents) {
    return Money.of(cents, "USD");
  }
}
