package dev.brass.server.api.v2;

import dev.brass.server.api.v2.DataQuery.Wanted;
import dev.brass.server.product.Reading;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.Product;
import dev.brass.spi.Variant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A product in the current API (Zinc API docs, Products). The original has some fields under
/// several names, depending on the retailer; here each retailer has all of them. Fields that the
/// store does not report are left out.
final class ProductRendering {

  /// Fields that only some kinds of stores have, by their names on the wire.
  private static final List<String> ATTRIBUTES =
      List.of(
          "asin",
          "original_retail_price",
          "question_count",
          "fresh",
          "pantry",
          "handmade",
          "digital",
          "buyapi_hint",
          "prime",
          "addon",
          "item_location",
          "item_number");

  private ProductRendering() {}

  static Map<String, Object> details(Wanted<Product> wanted, Reading<Product> reading) {
    Map<String, Object> body = envelope(wanted, reading);
    if (reading instanceof Reading.Known<Product>(var product, _)) {
      texts(body, product);
      figures(body, product);
      lists(body, product);
      variants(body, product);
      identifiers(body, product);
      parcel(body, product.parcel());
      ATTRIBUTES.forEach(name -> put(body, name, product.attributes().get(name)));
    }
    return body;
  }

  /// The common beginning of all answers about a product.
  static Map<String, Object> envelope(Wanted<?> wanted, Reading<?> reading) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", status(reading));
    switch (reading) {
      case Reading.Refused<?>(var error, _) -> error(body, error);
      case Reading.Failed<?>(var why) -> error(body, new OrderError(ErrorCode.INTERNAL_ERROR, why));
      case Reading.Known<?> _, Reading.Processing<?> _ -> {}
    }
    body.put("retailer", wanted.inquiry().store().code());
    put(body, "domain", wanted.domain());
    body.put("product_id", wanted.inquiry().question().subject());
    Instant at =
        switch (reading) {
          case Reading.Known<?>(_, var time) -> time;
          case Reading.Refused<?>(_, var time) -> time;
          case Reading.Failed<?> _, Reading.Processing<?> _ -> null;
        };
    put(body, "timestamp", at == null ? null : at.getEpochSecond());
    return body;
  }

  static String status(Reading<?> reading) {
    return switch (reading) {
      case Reading.Known<?> _ -> "completed";
      case Reading.Refused<?> _, Reading.Failed<?> _ -> "failed";
      case Reading.Processing<?> _ -> "processing";
    };
  }

  static void error(Map<String, Object> body, OrderError error) {
    body.put("code", error.code().v2ErrorType());
    body.put("message", error.message());
  }

  private static void texts(Map<String, Object> body, Product product) {
    body.put("title", product.title());
    put(body, "brand", product.brand());
    put(body, "product_description", product.description());
    put(body, "description", product.description());
    put(body, "main_image", product.mainImage());
    put(body, "url", product.url());
  }

  private static void figures(Map<String, Object> body, Product product) {
    if (product.price() != null) {
      body.put("price", product.price().minor());
      body.put("currency_code", product.price().currency().getCurrencyCode());
    }
    put(body, "ship_price", shipPrice(product));
    body.put("available", product.available());
    if (product.reviews() != null) {
      body.put("stars", product.reviews().stars());
      body.put("review_count", product.reviews().count());
      body.put("num_reviews", product.reviews().count());
    }
  }

  private static void lists(Map<String, Object> body, Product product) {
    putAll(body, "images", product.images());
    putAll(body, "feature_bullets", product.featureBullets());
    putAll(body, "product_details", product.details());
    putAll(body, "categories", product.categories());
    putAll(body, "authors", product.authors());
  }

  private static void variants(Map<String, Object> body, Product product) {
    if (!product.variantSpecifics().isEmpty()) {
      body.put("variant_specifics", specifics(product.variantSpecifics()));
    }
    if (!product.variants().isEmpty()) {
      body.put(
          "all_variants",
          product.variants().stream()
              .map(
                  variant ->
                      Map.of(
                          "product_id",
                          variant.productId(),
                          "variant_specifics",
                          specifics(variant.specifics())))
              .toList());
    }
  }

  private static List<Map<String, String>> specifics(List<Variant> variants) {
    return variants.stream()
        .map(it -> Map.of("dimension", it.dimension(), "value", it.value()))
        .toList();
  }

  /// Sorted by type, so that the same product always has the same bytes.
  private static void identifiers(Map<String, Object> body, Product product) {
    if (!product.identifiers().isEmpty()) {
      Map<String, String> sorted = new TreeMap<>(product.identifiers());
      List<Map<String, String>> list = new ArrayList<>();
      sorted.forEach((type, value) -> list.add(Map.of("type", type, "value", value)));
      body.put("epids", list);
      body.put("epids_map", sorted);
    }
  }

  private static void parcel(Map<String, Object> body, Product.@Nullable Parcel parcel) {
    if (parcel != null) {
      Map<String, Object> size = new LinkedHashMap<>();
      put(size, "width", measure(parcel.width()));
      put(size, "depth", measure(parcel.depth()));
      put(size, "length", measure(parcel.length()));
      Map<String, Object> dimensions = new LinkedHashMap<>();
      put(dimensions, "weight", measure(parcel.weight()));
      dimensions.put("size", size);
      body.put("package_dimensions", dimensions);
    }
  }

  private static @Nullable Object measure(Product.@Nullable Measure measure) {
    return measure == null ? null : Map.of("amount", measure.amount(), "unit", measure.unit());
  }

  /// The shipping price of a product, if its page has one; in minor units.
  static @Nullable Long shipPrice(Product product) {
    return product.attributes().get("ship_price") instanceof Number price
        ? price.longValue()
        : null;
  }

  static void put(Map<String, Object> body, String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  private static void putAll(Map<String, Object> body, String name, Collection<?> values) {
    if (!values.isEmpty()) {
      body.put(name, values);
    }
  }
}
