package dev.brass.server.order;

import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.ShippingOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The choice of the offer to buy (classic Zinc docs, Seller selection criteria): of the available
/// offers that pass every filter, the one whose price with its cheapest shipping is lowest. Ties
/// are broken by the item's price, then the earlier delivery, then the offer's id, so that the same
/// offers always lead to the same choice. When none is left, criteria with `allow_oos` take the
/// first unavailable one in the same order: a store's page may be outdated, and its cart decides.
///
/// A filter on data that a store does not provide (a rating at a store without ratings) has no
/// effect there: those filters exist for Amazon.
final class OfferSelection {

  private OfferSelection() {}

  /// The offer that is bought; empty when none may be.
  ///
  /// @param discounts the discounts expected here
  static Optional<Offer> cheapest(
      List<Offer> offers, SellerCriteria criteria, int quantity, List<OfferDiscount> discounts) {
    Comparator<Offer> cheapest =
        Comparator.comparing((Offer o) -> landed(o, discounts))
            .thenComparing(Offer::price)
            .thenComparing(o -> o.delivery().max())
            .thenComparing(Offer::offerId);
    Comparator<Offer> order =
        criteria.choice().preferBuyBox()
            ? Comparator.comparing((Offer o) -> !o.buyBox()).thenComparing(cheapest)
            : cheapest;
    return offers.stream()
        .filter(o -> o.available() || criteria.choice().allowOos())
        .filter(o -> fits(o, criteria))
        .filter(o -> o.minimumQuantity() == null || o.minimumQuantity() <= quantity)
        .min(Comparator.comparing((Offer o) -> !o.available()).thenComparing(order));
  }

  static boolean fits(Offer o, SellerCriteria c) {
    return (c.item().addon() == null || c.item().addon() == o.addon())
        && (c.choice().buyBox() == null || c.choice().buyBox() == o.buyBox())
        && (c.item().conditionIn().isEmpty() || c.item().conditionIn().contains(o.condition()))
        && !c.item().conditionNotIn().contains(o.condition())
        && (c.seller().firstParty() == null || c.seller().firstParty() == o.seller().firstParty())
        && (c.shipping().handlingDaysMax() == null
            || o.delivery().max() <= c.shipping().handlingDaysMax())
        && (c.shipping().international() == null
            || c.shipping().international() == o.international())
        && (c.item().maxPrice() == null || o.price().minor() <= c.item().maxPrice())
        && (c.seller().idIn().isEmpty() || c.seller().idIn().contains(o.seller().id()))
        && !c.seller().idNotIn().contains(o.seller().id())
        && (c.seller().minNumRatings() == null
            || o.seller().numRatings() == null
            || o.seller().numRatings() >= c.seller().minNumRatings())
        && (c.seller().minPercentPositive() == null
            || o.seller().percentPositive() == null
            || o.seller().percentPositive() >= c.seller().minPercentPositive())
        && (c.shipping().prime() == null
            || o.prime() == null
            || c.shipping().prime().equals(o.prime()));
  }

  private static Money landed(Offer o, List<OfferDiscount> discounts) {
    Money price = o.price();
    for (OfferDiscount discount : discounts) {
      if (discount.merchantId().equals(o.seller().id())) {
        price = discount.assumed(price);
      }
    }
    return o.shipping().stream()
        .map(ShippingOption::price)
        .min(Comparator.naturalOrder())
        .map(price::plus)
        .orElse(price);
  }
}
