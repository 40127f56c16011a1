package dev.brass.server.api.v1;

import dev.brass.server.api.v1.V1ProductWire.DeliveryDays;
import dev.brass.server.api.v1.V1ProductWire.HandlingDays;
import dev.brass.server.api.v1.V1ProductWire.Offers;
import dev.brass.server.api.v1.V1ProductWire.Seller;
import dev.brass.server.api.v1.V1ProductWire.Shipping;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.ShippingOption;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Offers in the classic API.
final class OffersAnswer {

  private final boolean cents;

  /// Creates the rendering.
  ///
  /// @param cents whether the flat `price` and `ship_price` are in the minor unit of the currency,
  /// as in later documents, and not in the major one as in the first examples (compatibility A3)
  OffersAnswer(boolean cents) {
    this.cents = cents;
  }

  Offers render(List<Offer> offers) {
    return new Offers(offers.stream().map(this::render).toList());
  }

  private V1ProductWire.Offer render(Offer offer) {
    Offer.Seller seller = offer.seller();
    return new V1ProductWire.Offer(
        offer.addon(),
        offer.condition().label(),
        offer.delivery().max(),
        offer.delivery().min(),
        offer.international(),
        seller.id(),
        offer.offerId(),
        flat(offer.price()),
        cheapest(offer.shipping()).map(this::flat).orElse(null),
        offer.prime(),
        offer.prime() == null ? null : offer.primeOnly(),
        seller.name(),
        seller.numRatings(),
        seller.percentPositive(),
        offer.offerId(),
        offer.available(),
        offer.price().currency().getCurrencyCode(),
        offer.minimumQuantity(),
        offer.prime(),
        new HandlingDays(offer.delivery().max(), offer.delivery().min()),
        new Seller(
            seller.id(),
            seller.name(),
            seller.numRatings(),
            seller.percentPositive(),
            seller.firstParty()),
        offer.shipping().stream().map(OffersAnswer::shipping).toList());
  }

  private static Shipping shipping(ShippingOption option) {
    return new Shipping(
        option.name(),
        option.price().minor(),
        new DeliveryDays(option.delivery().min(), option.delivery().max()));
  }

  /// The minimum shipping price; empty when only a cart shows it.
  static Optional<Money> cheapest(List<ShippingOption> shipping) {
    return shipping.stream().map(ShippingOption::price).min(Money::compareTo);
  }

  private Number flat(Money price) {
    return cents ? (Number) price.minor() : major(price);
  }

  /// In the major unit without trailing zeros, as in the examples: 9.79, 0.
  private static BigDecimal major(Money price) {
    int digits = Math.max(0, price.currency().getDefaultFractionDigits());
    BigDecimal major = BigDecimal.valueOf(price.minor(), digits).stripTrailingZeros();
    return major.scale() < 0 ? major.setScale(0) : major;
  }
}
