package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Condition;
import dev.brass.spi.DayRange;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.ShippingOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OfferSelectionTest {

  @Test
  void theCheapestWithItsShippingWins() {
    Offer dear = offer("dear", 1000).shipping(0).build();
    Offer cheapItemDearShipping = offer("cheap-item", 900).shipping(200).build();
    assertThat(chosen(SellerCriteria.ANY, cheapItemDearShipping, dear)).contains("dear");
  }

  @Test
  void equalOffersAreToldApartTheSameWayEveryTime() {
    List<Offer> offers = new ArrayList<>();
    for (String id : List.of("c", "a", "d", "b")) {
      offers.add(offer(id, 500).build());
    }
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(offers, new Random(seed));
      assertThat(
              OfferSelection.cheapest(offers, SellerCriteria.ANY, 1, List.of()).map(Offer::offerId))
          .contains("a");
    }
  }

  @Test
  void whatIsNotAvailableIsNeverChosen() {
    assertThat(chosen(SellerCriteria.ANY, offer("gone", 1).available(false).build())).isEmpty();
  }

  @Test
  void whatLooksUnavailableIsTriedWhenNothingElsePasses() {
    SellerCriteria criteria = new Filter().allowOos().price(500).build();
    Offer gone = offer("gone", 100).available(false).build();
    Offer dearer = offer("dearer", 200).available(false).build();
    Offer tooDear = offer("too-dear", 501).build();
    Offer there = offer("there", 500).build();
    assertThat(chosen(criteria, dearer, gone, there)).contains("there");
    assertThat(chosen(criteria, dearer, gone, tooDear)).contains("gone");
    assertThat(chosen(new Filter().allowOos().price(99).build(), gone)).isEmpty();
  }

  @Test
  void theDefaultOfV1WantsPrimeNewAndSixDays() {
    Offer used = offer("used", 1).condition(Condition.USED_GOOD).build();
    Offer slow = offer("slow", 2).days(7).build();
    Offer notPrime = offer("not-prime", 3).prime(false).build();
    Offer right = offer("right", 900).days(6).build();
    assertThat(chosen(SellerCriteria.V1_DEFAULT, used, slow, notPrime, right)).contains("right");
  }

  @Test
  void aFilterOnWhatAStoreDoesNotTellFiltersNothing() {
    Offer unrated = offer("unrated", 100).prime(null).ratings(null, null).build();
    SellerCriteria criteria =
        new SellerCriteria(
            SellerCriteria.Item.ANY,
            new SellerCriteria.Seller(null, Set.of(), Set.of(), 100, 95),
            new SellerCriteria.Shipping(null, null, true),
            SellerCriteria.Choice.CHEAPEST);
    assertThat(chosen(criteria, unrated)).contains("unrated");
  }

  @Test
  void eachFilterHolds() {
    Offer plain = offer("o", 1000).build();
    assertThat(fits(plain, new Filter().addon(true))).isFalse();
    assertThat(fits(plain, new Filter().addon(false))).isTrue();
    assertThat(fits(plain, new Filter().buyBox(true))).isFalse();
    assertThat(fits(plain, new Filter().conditionIn(Condition.USED_GOOD))).isFalse();
    assertThat(fits(plain, new Filter().conditionNotIn(Condition.NEW))).isFalse();
    assertThat(fits(plain, new Filter().firstParty(true))).isFalse();
    assertThat(fits(plain, new Filter().days(4))).isFalse();
    assertThat(fits(plain, new Filter().days(5))).isTrue();
    assertThat(fits(plain, new Filter().international(true))).isFalse();
    assertThat(fits(plain, new Filter().price(999))).isFalse();
    assertThat(fits(plain, new Filter().price(1000))).isTrue();
    assertThat(fits(plain, new Filter().merchants("other"))).isFalse();
    assertThat(fits(plain, new Filter().merchants("seller"))).isTrue();
    assertThat(fits(plain, new Filter().notMerchants("seller"))).isFalse();
    assertThat(fits(plain, new Filter().ratings(101))).isFalse();
    assertThat(fits(plain, new Filter().positive(91))).isFalse();
    assertThat(fits(plain, new Filter().positive(90))).isTrue();
    assertThat(fits(plain, new Filter().prime(false))).isFalse();
  }

  @Test
  void anOfferForMoreUnitsThanAskedForIsLeftOut() {
    Offer ten = offer("ten", 1).minimum(10).build();
    assertThat(OfferSelection.cheapest(List.of(ten), SellerCriteria.ANY, 9, List.of())).isEmpty();
    assertThat(OfferSelection.cheapest(List.of(ten), SellerCriteria.ANY, 10, List.of()))
        .isPresent();
  }

  @Test
  void theBuyBoxGoesFirstWherePreferred() {
    Offer cheaper = offer("cheaper", 100).build();
    Offer buyBox = offer("buy-box", 200).buyBox().build();
    SellerCriteria criteria = new Filter().preferBuyBox().build();
    assertThat(chosen(criteria, cheaper, buyBox)).contains("buy-box");
    assertThat(chosen(criteria, cheaper)).contains("cheaper");
  }

  private static Optional<String> chosen(SellerCriteria criteria, Offer... offers) {
    return OfferSelection.cheapest(List.of(offers), criteria, 1, List.of()).map(Offer::offerId);
  }

  private static boolean fits(Offer offer, Filter filter) {
    return OfferSelection.fits(offer, filter.build());
  }

  private static Draft offer(String id, long price) {
    return new Draft(id, price);
  }

  /// An offer in the making: new, prime, five days, not the buy box, of a third party.
  private static final class Draft {
    private final String id;
    private final long price;
    private long shipping;
    private boolean available = true;
    private Condition condition = Condition.NEW;
    private int days = 5;
    private @Nullable Boolean prime = true;
    private @Nullable Integer numRatings = 100;
    private @Nullable Integer percentPositive = 90;
    private boolean buyBox;
    private @Nullable Integer minimum;

    private Draft(String id, long price) {
      this.id = id;
      this.price = price;
    }

    private Draft shipping(long cents) {
      shipping = cents;
      return this;
    }

    private Draft available(boolean yes) {
      available = yes;
      return this;
    }

    private Draft condition(Condition other) {
      condition = other;
      return this;
    }

    private Draft days(int max) {
      days = max;
      return this;
    }

    private Draft prime(@Nullable Boolean yes) {
      prime = yes;
      return this;
    }

    private Draft ratings(@Nullable Integer number, @Nullable Integer positive) {
      numRatings = number;
      percentPositive = positive;
      return this;
    }

    private Draft buyBox() {
      buyBox = true;
      return this;
    }

    private Draft minimum(int quantity) {
      minimum = quantity;
      return this;
    }

    private Offer build() {
      return new Offer(
          id,
          "product",
          new Offer.Seller("seller", "Seller", numRatings, percentPositive, false),
          condition,
          Money.of(price, "USD"),
          available,
          new DayRange(1, days),
          List.of(
              new ShippingOption(
                  "s", "Standard", Money.of(shipping, "USD"), new DayRange(1, days))),
          false,
          false,
          buyBox,
          prime,
          false,
          minimum,
          null);
    }
  }

  /// Criteria in the making.
  private static final class Filter {
    private @Nullable Boolean addon;
    private @Nullable Boolean buyBox;
    private Set<Condition> conditionIn = Set.of();
    private Set<Condition> conditionNotIn = Set.of();
    private @Nullable Boolean firstParty;
    private @Nullable Integer days;
    private @Nullable Boolean international;
    private @Nullable Long price;
    private Set<String> merchants = Set.of();
    private Set<String> notMerchants = Set.of();
    private @Nullable Integer ratings;
    private @Nullable Integer positive;
    private @Nullable Boolean prime;
    private boolean preferBuyBox;
    private boolean allowOos;

    private Filter addon(boolean yes) {
      addon = yes;
      return this;
    }

    private Filter buyBox(boolean yes) {
      buyBox = yes;
      return this;
    }

    private Filter conditionIn(Condition only) {
      conditionIn = Set.of(only);
      return this;
    }

    private Filter conditionNotIn(Condition not) {
      conditionNotIn = Set.of(not);
      return this;
    }

    private Filter firstParty(boolean yes) {
      firstParty = yes;
      return this;
    }

    private Filter days(int max) {
      days = max;
      return this;
    }

    private Filter international(boolean yes) {
      international = yes;
      return this;
    }

    private Filter price(long max) {
      price = max;
      return this;
    }

    private Filter merchants(String only) {
      merchants = Set.of(only);
      return this;
    }

    private Filter notMerchants(String not) {
      notMerchants = Set.of(not);
      return this;
    }

    private Filter ratings(int min) {
      ratings = min;
      return this;
    }

    private Filter positive(int min) {
      positive = min;
      return this;
    }

    private Filter prime(boolean yes) {
      prime = yes;
      return this;
    }

    private Filter allowOos() {
      allowOos = true;
      return this;
    }

    private Filter preferBuyBox() {
      preferBuyBox = true;
      return this;
    }

    private SellerCriteria build() {
      return new SellerCriteria(
          new SellerCriteria.Item(conditionIn, conditionNotIn, price, addon),
          new SellerCriteria.Seller(firstParty, merchants, notMerchants, ratings, positive),
          new SellerCriteria.Shipping(days, international, prime),
          new SellerCriteria.Choice(buyBox, preferBuyBox, allowOos));
    }
  }
}
