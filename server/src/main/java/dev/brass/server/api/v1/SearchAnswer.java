package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.V1Wire.currency;
import static dev.brass.server.api.v1.V1Wire.minor;

import dev.brass.server.api.v1.V1ProductWire.Hit;
import dev.brass.server.api.v1.V1ProductWire.Hits;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;

/// A page of hits in the classic API (classic Zinc docs, Search).
final class SearchAnswer {

  private SearchAnswer() {}

  static Hits render(SearchPage page) {
    return Hits.of(page.products().stream().map(SearchAnswer::hit).toList());
  }

  private static Hit hit(Product product) {
    Product.Reviews reviews = product.reviews();
    return new Hit(
        product.productId(),
        product.title(),
        product.mainImage(),
        reviews == null ? null : reviews.count(),
        reviews == null ? null : reviews.stars() + " out of 5 stars",
        product.attributes().get("fresh"),
        minor(product.price()),
        currency(product.price()));
  }
}
