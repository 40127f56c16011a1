package dev.brass.server.api.v2;

import dev.brass.server.product.Reading;
import dev.brass.server.product.StoreSearch.Hit;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The results of a search in the current API (Zinc API docs, Products).
final class SearchRendering {

  private static final List<String> ATTRIBUTES =
      List.of("fresh", "prime", "pantry", "addon", "buyapi_hint");

  private SearchRendering() {}

  static Map<String, Object> page(List<Product> products, @Nullable Integer next) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", "completed");
    body.put("results", products.stream().map(SearchRendering::result).toList());
    body.put("next_page", next);
    return body;
  }

  static Map<String, Object> failed(Reading<SearchPage> reading) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", ProductRendering.status(reading));
    switch (reading) {
      case Reading.Refused<SearchPage>(var error, _) -> ProductRendering.error(body, error);
      case Reading.Failed<SearchPage>(var why) ->
          ProductRendering.error(body, new OrderError(ErrorCode.INTERNAL_ERROR, why));
      case Reading.Known<SearchPage> _, Reading.Processing<SearchPage> _ -> {}
    }
    body.put("results", List.of());
    body.put("next_page", null);
    return body;
  }

  private static Map<String, Object> result(Product product) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("product_id", product.productId());
    body.put("title", product.title());
    common(body, product);
    if (!product.details().isEmpty()) {
      body.put("product_details", product.details());
    }
    ProductRendering.put(body, "ship_price", ProductRendering.shipPrice(product));
    ProductRendering.put(body, "upc", product.identifiers().get("UPC"));
    ProductRendering.put(body, "mpn", product.identifiers().get("MPN"));
    ATTRIBUTES.forEach(name -> ProductRendering.put(body, name, product.attributes().get(name)));
    ProductRendering.put(body, "url", product.url());
    if (product.price() != null) {
      body.put("currency_code", product.price().currency().getCurrencyCode());
    }
    return body;
  }

  private static void common(Map<String, Object> body, Product product) {
    ProductRendering.put(body, "image", product.mainImage());
    ProductRendering.put(body, "brand", product.brand());
    if (product.price() != null) {
      body.put("price", product.price().minor());
    }
    if (product.reviews() != null) {
      body.put("stars", product.reviews().stars());
      body.put("num_reviews", product.reviews().count());
    }
    body.put("available", product.available());
  }

  /// A hit of the search of all stores, which has a page.
  static Map<String, Object> listing(Hit hit) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("url", Objects.requireNonNull(hit.product().url()));
    body.put("retailer", hit.store().code());
    body.put("title", hit.product().title());
    common(body, hit.product());
    return body;
  }
}
