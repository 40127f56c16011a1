package dev.brass.server.api.v2;

import dev.brass.server.api.v2.DataQuery.Wanted;
import dev.brass.server.product.Reading;
import dev.brass.spi.DayRange;
import dev.brass.spi.Offer;
import dev.brass.spi.ShippingOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Offers in the current API (Zinc API docs, Products). Conditions are spelled as in the classic
/// API.
final class OfferRendering {

  private OfferRendering() {}

  static Map<String, Object> offers(Wanted<List<Offer>> wanted, Reading<List<Offer>> reading) {
    Map<String, Object> body = ProductRendering.envelope(wanted, reading);
    if (wanted.inquiry().store().code().startsWith("amazon")) {
      body.put("asin", wanted.inquiry().question().subject());
    }
    if (reading instanceof Reading.Known<List<Offer>>(var offers, _)) {
      offers.stream()
          .findFirst()
          .ifPresent(
              offer -> body.put("currency_code", offer.price().currency().getCurrencyCode()));
      body.put("offers", offers.stream().map(OfferRendering::offer).toList());
    }
    return body;
  }

  private static Map<String, Object> offer(Offer offer) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("offer_id", offer.offerId());
    body.put("price", offer.price().minor());
    body.put("condition", offer.condition().label());
    body.put("available", offer.available());
    body.put("seller", seller(offer.seller()));
    ProductRendering.put(body, "marketplace_fulfilled", offer.prime());
    body.put("prime_only", offer.primeOnly());
    body.put("international", offer.international());
    body.put("addon", offer.addon());
    ProductRendering.put(body, "minimum_quantity", offer.minimumQuantity());
    body.put("handling_days", days(offer.delivery()));
    body.put("shipping_options", offer.shipping().stream().map(OfferRendering::option).toList());
    return body;
  }

  private static Map<String, Object> seller(Offer.Seller seller) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", seller.id());
    body.put("name", seller.name());
    ProductRendering.put(body, "num_ratings", seller.numRatings());
    ProductRendering.put(body, "percent_positive", seller.percentPositive());
    body.put("first_party", seller.firstParty());
    return body;
  }

  private static Map<String, Object> option(ShippingOption option) {
    return Map.of(
        "name", option.name(),
        "price", option.price().minor(),
        "delivery_days", days(option.delivery()));
  }

  private static Map<String, Integer> days(DayRange days) {
    return Map.of("min", days.min(), "max", days.max());
  }
}
