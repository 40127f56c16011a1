package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ProductAnswer.putPrice;
import static dev.brass.server.api.v1.ProductAnswer.putText;
import static dev.brass.server.api.v1.ProductAnswer.putTexts;

import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import dev.brass.spi.Variant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Product data with few tokens, for language models (classic Zinc docs, AI routes): the fields
/// needed to choose and to order, each once. The documents leave the format open and call it
/// unstable. Prices are in the minor unit of `currency`.
final class AiAnswer {

  private AiAnswer() {}

  static void search(ObjectNode body, SearchPage page) {
    ArrayNode results = body.putArray("results");
    page.products().forEach(product -> brief(results.addObject(), product));
  }

  private static void brief(ObjectNode json, Product product) {
    json.put("product_id", product.productId());
    summary(json, product);
  }

  private static void summary(ObjectNode json, Product product) {
    json.put("title", product.title());
    putText(json, "brand", product.brand());
    putPrice(json, product.price());
    if (product.reviews() != null) {
      json.put("stars", product.reviews().stars()).put("num_reviews", product.reviews().count());
    }
  }

  static void details(ObjectNode body, Product product) {
    summary(body, product);
    body.put("available", product.available());
    putText(body, "description", product.description());
    putTexts(body, "feature_bullets", product.featureBullets());
    putTexts(body, "product_details", product.details());
    putSpecifics(body, product.variantSpecifics());
    body.put("variants", product.variants().size());
    putText(body, "url", product.url());
  }

  static void variants(ObjectNode body, Product product) {
    putSpecifics(body, product.variantSpecifics());
    ArrayNode variants = body.putArray("variants");
    product
        .variants()
        .forEach(
            variant -> {
              ObjectNode json = variants.addObject().put("product_id", variant.productId());
              putSpecifics(json, variant.specifics());
            });
  }

  private static void putSpecifics(ObjectNode json, List<Variant> variants) {
    if (!variants.isEmpty()) {
      ObjectNode specifics = json.putObject("variant");
      variants.forEach(variant -> specifics.put(variant.dimension(), variant.value()));
    }
  }

  static void offers(ObjectNode body, List<Offer> offers) {
    ArrayNode array = body.putArray("offers");
    offers.forEach(offer -> offer(array.addObject(), offer));
  }

  private static void offer(ObjectNode json, Offer offer) {
    json.put("offer_id", offer.offerId()).put("seller", offer.seller().name());
    putPrice(json, offer.price());
    OffersAnswer.cheapest(offer.shipping()).ifPresent(it -> json.put("ship_price", it.minor()));
    json.put("condition", offer.condition().label())
        .put("available", offer.available())
        .put("delivery_days", offer.delivery().min() + "-" + offer.delivery().max());
    if (offer.prime() != null) {
      json.put("prime", offer.prime());
    }
    if (offer.minimumQuantity() != null) {
      json.put("minimum_quantity", offer.minimumQuantity());
    }
  }
}
