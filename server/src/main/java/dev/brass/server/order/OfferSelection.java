package dev.brass.server.order;

import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.ShippingOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which offer is bought (seed 002, seller selection criteria): of those that are available and
/// pass every filter, the one whose price with its cheapest shipping is lowest. Equal ones are told
/// apart by the item's price, then the earlier delivery, then the offer's id, so that the same
/// offers always give the same choice.
///
/// A filter on something that a store does not tell (a rating at a store without ratings) filters
/// nothing there: those filters exist for Amazon.
final class OfferSelection {

  private static final Comparator<Offer> CHEAPEST =
      Comparator.comparing(OfferSelection::landed)
          .thenComparing(Offer::price)
          .thenComparing(o -> o.delivery().max())
          .thenComparing(Offer::offerId);

  private static final Comparator<Offer> BUY_BOX_FIRST =
      Comparator.comparing((Offer o) -> !o.buyBox()).thenComparing(CHEAPEST);

  private OfferSelection() {}

  static Optional<Offer> cheapest(List<Offer> offers, SellerCriteria criteria, int quantity) {
    return offers.stream()
        .filter(Offer::available)
        .filter(o -> fits(o, criteria))
        .filter(o -> o.minimumQuantity() == null || o.minimumQuantity() <= quantity)
        .min(criteria.preferBuyBox() ? BUY_BOX_FIRST : CHEAPEST);
  }

  static boolean fits(Offer o, SellerCriteria c) {
    return (c.addon() == null || c.addon() == o.addon())
        && (c.buyBox() == null || c.buyBox() == o.buyBox())
        && (c.conditionIn().isEmpty() || c.conditionIn().contains(o.condition()))
        && !c.conditionNotIn().contains(o.condition())
        && (c.firstPartySeller() == null || c.firstPartySeller() == o.seller().firstParty())
        && (c.handlingDaysMax() == null || o.delivery().max() <= c.handlingDaysMax())
        && (c.international() == null || c.international() == o.international())
        && (c.maxItemPrice() == null || o.price().minor() <= c.maxItemPrice())
        && (c.merchantIdIn().isEmpty() || c.merchantIdIn().contains(o.seller().id()))
        && !c.merchantIdNotIn().contains(o.seller().id())
        && (c.minSellerNumRatings() == null
            || o.seller().numRatings() == null
            || o.seller().numRatings() >= c.minSellerNumRatings())
        && (c.minSellerPercentPositive() == null
            || o.seller().percentPositive() == null
            || o.seller().percentPositive() >= c.minSellerPercentPositive())
        && (c.prime() == null || o.prime() == null || c.prime().equals(o.prime()));
  }

  private static Money landed(Offer o) {
    return o.shipping().stream()
        .map(ShippingOption::price)
        .min(Comparator.naturalOrder())
        .map(o.price()::plus)
        .orElse(o.price());
  }
}
