package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.V1Wire.currency;
import static dev.brass.server.api.v1.V1Wire.minor;

import dev.brass.server.api.v1.V1ProductWire.Brief;
import dev.brass.server.api.v1.V1ProductWire.BriefDetails;
import dev.brass.server.api.v1.V1ProductWire.BriefOffer;
import dev.brass.server.api.v1.V1ProductWire.BriefVariant;
import dev.brass.server.api.v1.V1ProductWire.BriefVariants;
import dev.brass.server.api.v1.V1ProductWire.Hits;
import dev.brass.server.api.v1.V1ProductWire.Offers;
import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import dev.brass.spi.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Product data with few tokens, for language models (classic Zinc docs, AI routes): the fields
/// needed to choose and to order, each once. The documents leave the format open and call it
/// unstable. Prices are in the minor unit of `currency`.
final class AiAnswer {

  private AiAnswer() {}

  static Hits search(SearchPage page) {
    return Hits.of(
        page.products().stream().map(product -> brief(product.productId(), product)).toList());
  }

  private static Brief brief(@Nullable String id, Product product) {
    Product.Reviews reviews = product.reviews();
    return new Brief(
        id,
        product.title(),
        product.brand(),
        minor(product.price()),
        currency(product.price()),
        reviews == null ? null : reviews.stars(),
        reviews == null ? null : reviews.count());
  }

  static BriefDetails details(Product product) {
    return new BriefDetails(
        brief(null, product),
        product.available(),
        product.description(),
        product.featureBullets(),
        product.details(),
        options(product.variantSpecifics()),
        product.variants().size(),
        product.url());
  }

  static BriefVariants variants(Product product) {
    return new BriefVariants(
        options(product.variantSpecifics()),
        product.variants().stream()
            .map(variant -> new BriefVariant(variant.productId(), options(variant.specifics())))
            .toList());
  }

  private static Map<String, String> options(List<Variant> variants) {
    Map<String, String> options = new LinkedHashMap<>();
    variants.forEach(variant -> options.put(variant.dimension(), variant.value()));
    return options;
  }

  static Offers offers(List<Offer> offers) {
    return new Offers(offers.stream().map(AiAnswer::offer).toList());
  }

  private static BriefOffer offer(Offer offer) {
    return new BriefOffer(
        offer.offerId(),
        offer.seller().name(),
        offer.price().minor(),
        offer.price().currency().getCurrencyCode(),
        minor(OffersAnswer.cheapest(offer.shipping()).orElse(null)),
        offer.condition().label(),
        offer.available(),
        offer.delivery().min() + "-" + offer.delivery().max(),
        offer.prime(),
        offer.minimumQuantity());
  }
}
