package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.ListsOffers;
import dev.brass.spi.Offer;
import dev.brass.spi.ShippingOption;
import java.util.List;

/// The rules for a connector that tells who sells a product and for how much. Rules are named after
/// their number and what they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class ListsOffersContract {
  private static final int MOST_OFFERS = 500;

  private final Trial trial;
  private final ListsOffers lists;

  ListsOffersContract(Trial trial) {
    this.trial = trial;
    this.lists = trial.as(ListsOffers.class);
  }

  @Rule
  void c3_unknownProductIsRefused(World world) {
    Questions.assertNoSuchProduct(lists.offers(world.store(), world.missingProduct()));
  }

  @Rule
  void c3_noAnswerIsNoFinalNo(World world) {
    offers(world);
    trial.withoutAnAnswer(
        world,
        fault ->
            Questions.assertNoFinalNo(fault, () -> lists.offers(world.store(), world.productId())));
  }

  @Rule
  void c5_priceIsWhatTheStoreShows(World world) {
    assertThat(chosen(world).price()).as("the price").isEqualTo(world.expectedUnitPrice());
  }

  @Rule(Situation.OTHER_CURRENCY)
  void c5_currencyIsRead(World world) {
    assertThat(chosen(world).price()).as("the price").isEqualTo(world.expectedUnitPrice());
  }

  @Rule
  void c5_offersAgreeWithEachOther(World world) {
    List<Offer> offers = offers(world);
    assertThat(offers).as("offers").isNotEmpty().hasSizeLessThanOrEqualTo(MOST_OFFERS);
    assertThat(offers).extracting(Offer::offerId).as("offer ids").doesNotHaveDuplicates();
    assertThat(offers.stream().filter(Offer::buyBox).count())
        .as("offers in the buy box")
        .isLessThanOrEqualTo(1);
    for (Offer offer : offers) {
      assertThat(offer.productId()).isEqualTo(world.productId());
      assertThat(offer.price().minor()).as("the price of " + offer).isNotNegative();
      assertThat(offer.price().currency()).isEqualTo(world.expectedUnitPrice().currency());
      for (ShippingOption option : offer.shipping()) {
        assertThat(option.price().currency())
            .as("the currency of the shipping of " + offer)
            .isEqualTo(offer.price().currency());
      }
      Integer most = offer.maximumQuantity();
      Integer least = offer.minimumQuantity();
      if (most != null && least != null) {
        assertThat(least).as("the smallest quantity of " + offer).isBetween(1, most);
      }
    }
  }

  @Rule
  void c9_listTwiceAnswersTheSame(World world) {
    List<Offer> first = offers(world);
    assertThat(offers(world)).containsExactlyInAnyOrderElementsOf(first);
  }

  @Rule
  void c10_interruptionIsHonoured(World world) {
    offers(world);
    trial.interrupted(world, () -> lists.offers(world.store(), world.productId()));
  }

  /// The offer that the world's order names, or the one in the buy box, or the only one.
  private Offer chosen(World world) {
    List<Offer> offers = offers(world);
    String wanted = world.firstLine().offerId();
    return offers.stream()
        .filter(offer -> wanted == null ? offer.buyBox() : offer.offerId().equals(wanted))
        .findFirst()
        .orElseGet(
            () -> {
              assertThat(offers)
                  .as("one offer; where there are more, the world's order names one")
                  .hasSize(1);
              return offers.getFirst();
            });
  }

  private List<Offer> offers(World world) {
    return Questions.given(lists.offers(world.store(), world.productId()));
  }
}
