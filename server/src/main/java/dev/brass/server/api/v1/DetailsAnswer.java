package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ProductAnswer.putPrice;
import static dev.brass.server.api.v1.ProductAnswer.putText;
import static dev.brass.server.api.v1.ProductAnswer.putTexts;
import static dev.brass.server.api.v1.ProductAnswer.putVariants;

import dev.brass.spi.Product;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A product in the classic API: the attributes of the classic Zinc docs ("Get product details")
/// and those added later.
final class DetailsAnswer {

  /// Attributes that only some kinds of retailers have.
  static final List<String> ATTRIBUTES =
      List.of(
          "original_retail_price",
          "ship_price",
          "question_count",
          "asin",
          "fresh",
          "pantry",
          "handmade",
          "digital",
          "buyapi_hint",
          "item_location",
          "item_number");

  private DetailsAnswer() {}

  static void render(ObjectNode body, Product product) {
    body.put("title", product.title());
    putTexts(body, "product_details", product.details());
    putText(body, "main_image", product.mainImage());
    putTexts(body, "images", product.images());
    putVariants(body, product.variantSpecifics());
    putTexts(body, "categories", product.categories());
    putTexts(body, "authors", product.authors());
    putText(body, "product_description", product.description());
    putIdentifiers(body, product.identifiers());
    putTexts(body, "feature_bullets", product.featureBullets());
    putText(body, "brand", product.brand());
    putAllVariants(body, product.variants());
    putParcel(body, product.parcel());
    putPrice(body, product.price());
    if (product.reviews() != null) {
      body.put("review_count", product.reviews().count()).put("stars", product.reviews().stars());
    }
    ATTRIBUTES.forEach(name -> putAttribute(body, name, product));
  }

  /// Sorted by type, so that the same product always has the same bytes.
  private static void putIdentifiers(ObjectNode body, Map<String, String> identifiers) {
    if (identifiers.isEmpty()) {
      return;
    }
    ArrayNode epids = body.putArray("epids");
    ObjectNode map = body.putObject("epids_map");
    new TreeMap<>(identifiers)
        .forEach(
            (type, value) -> {
              epids.addObject().put("type", type).put("value", value);
              map.put(type, value);
            });
  }

  private static void putAllVariants(ObjectNode body, List<Product.ProductVariant> variants) {
    if (!variants.isEmpty()) {
      ArrayNode all = body.putArray("all_variants");
      variants.forEach(
          it -> putVariants(all.addObject().put("product_id", it.productId()), it.specifics()));
    }
  }

  private static void putParcel(ObjectNode body, Product.@Nullable Parcel parcel) {
    if (parcel != null) {
      ObjectNode dimensions = body.putObject("package_dimensions");
      putMeasure(dimensions, "weight", parcel.weight());
      ObjectNode size = dimensions.putObject("size");
      putMeasure(size, "width", parcel.width());
      putMeasure(size, "depth", parcel.depth());
      putMeasure(size, "length", parcel.length());
    }
  }

  private static void putMeasure(ObjectNode json, String name, Product.@Nullable Measure measure) {
    if (measure != null) {
      json.putObject(name).put("amount", measure.amount()).put("unit", measure.unit());
    }
  }

  static void putAttribute(ObjectNode json, String name, Product product) {
    Object value = product.attributes().get(name);
    if (value != null) {
      json.putPOJO(name, value);
    }
  }
}
