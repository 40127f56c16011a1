package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ProductAnswer.putPrice;
import static dev.brass.server.api.v1.ProductAnswer.putText;

import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A page of hits in the classic API (classic Zinc docs, Search).
final class SearchAnswer {

  private SearchAnswer() {}

  static void render(ObjectNode body, SearchPage page) {
    ArrayNode results = body.putArray("results");
    page.products().forEach(product -> render(results.addObject(), product));
  }

  private static void render(ObjectNode json, Product product) {
    json.put("product_id", product.productId()).put("title", product.title());
    putText(json, "image", product.mainImage());
    if (product.reviews() != null) {
      json.put("num_reviews", product.reviews().count())
          .put("stars", product.reviews().stars() + " out of 5 stars");
    }
    DetailsAnswer.putAttribute(json, "fresh", product);
    putPrice(json, product.price());
  }
}
