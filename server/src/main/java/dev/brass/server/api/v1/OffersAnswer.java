package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ProductAnswer.putText;

import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.ShippingOption;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Offers in the classic API: the flat attributes of the classic Zinc docs ("Product offer object")
/// and, in the same object, the nested ones that replaced them later (compatibility A4).
final class OffersAnswer {

  private final boolean cents;

  /// Creates the rendering.
  ///
  /// @param cents whether the flat `price` and `ship_price` are in the minor unit of the currency,
  /// as in later documents, and not in the major one as in the first examples (compatibility A3).
  /// Nested prices are always in the minor unit
  OffersAnswer(boolean cents) {
    this.cents = cents;
  }

  void render(ObjectNode body, List<Offer> offers) {
    ArrayNode array = body.putArray("offers");
    offers.forEach(offer -> render(array.addObject(), offer));
  }

  private void render(ObjectNode json, Offer offer) {
    flat(json, offer);
    nested(json, offer);
  }

  private void flat(ObjectNode json, Offer offer) {
    Offer.Seller seller = offer.seller();
    json.put("addon", offer.addon())
        .put("condition", offer.condition().label())
        .put("handling_days_max", offer.delivery().max())
        .put("handling_days_min", offer.delivery().min())
        .put("international", offer.international())
        .put("merchant_id", seller.id())
        .put("offerlisting_id", offer.offerId());
    putPrice(json, "price", offer.price());
    cheapest(offer.shipping()).ifPresent(price -> putPrice(json, "ship_price", price));
    if (offer.prime() != null) {
      json.put("prime", offer.prime()).put("prime_only", offer.primeOnly());
    }
    putText(json, "seller_name", seller.name());
    putNumber(json, "seller_num_ratings", seller.numRatings());
    putNumber(json, "seller_percent_positive", seller.percentPositive());
  }

  private static void nested(ObjectNode json, Offer offer) {
    Offer.Seller seller = offer.seller();
    json.put("offer_id", offer.offerId())
        .put("available", offer.available())
        .put("currency", offer.price().currency().getCurrencyCode())
        .put("minimum_quantity", offer.minimumQuantity());
    if (offer.prime() != null) {
      json.put("marketplace_fulfilled", offer.prime());
    }
    json.putObject("handling_days")
        .put("max", offer.delivery().max())
        .put("min", offer.delivery().min());
    ObjectNode about = json.putObject("seller").put("id", seller.id()).put("name", seller.name());
    putNumber(about, "num_ratings", seller.numRatings());
    putNumber(about, "percent_positive", seller.percentPositive());
    about.put("first_party", seller.firstParty());
    ArrayNode options = json.putArray("shipping_options");
    for (ShippingOption option : offer.shipping()) {
      options
          .addObject()
          .put("name", option.name())
          .put("price", option.price().minor())
          .putObject("delivery_days")
          .put("min", option.delivery().min())
          .put("max", option.delivery().max());
    }
  }

  /// The minimum shipping price; empty when only a cart shows it.
  static Optional<Money> cheapest(List<ShippingOption> shipping) {
    return shipping.stream().map(ShippingOption::price).min(Money::compareTo);
  }

  private void putPrice(ObjectNode json, String name, Money price) {
    if (cents) {
      json.put(name, price.minor());
    } else {
      json.put(name, major(price));
    }
  }

  /// In the major unit without trailing zeros, as in the examples: 9.79, 0.
  private static BigDecimal major(Money price) {
    int digits = Math.max(0, price.currency().getDefaultFractionDigits());
    BigDecimal major = BigDecimal.valueOf(price.minor(), digits).stripTrailingZeros();
    return major.scale() < 0 ? major.setScale(0) : major;
  }

  private static void putNumber(ObjectNode json, String name, @Nullable Integer value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
