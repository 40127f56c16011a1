package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.V1Wire.currency;
import static dev.brass.server.api.v1.V1Wire.minor;

import dev.brass.server.api.v1.V1ProductWire.Details;
import dev.brass.server.api.v1.V1ProductWire.Identifier;
import dev.brass.server.api.v1.V1ProductWire.Measure;
import dev.brass.server.api.v1.V1ProductWire.Packaging;
import dev.brass.server.api.v1.V1ProductWire.ProductVariant;
import dev.brass.server.api.v1.V1ProductWire.Size;
import dev.brass.server.api.v1.V1ProductWire.Specific;
import dev.brass.spi.Product;
import dev.brass.spi.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

  static Details render(Product product) {
    Product.Reviews reviews = product.reviews();
    // Sorted by type, so that the same product always has the same bytes.
    Map<String, String> identifiers = new TreeMap<>(product.identifiers());
    return new Details(
        product.title(),
        product.details(),
        product.mainImage(),
        product.images(),
        specifics(product.variantSpecifics()),
        product.categories(),
        product.authors(),
        product.description(),
        identifiers.entrySet().stream()
            .map(identifier -> new Identifier(identifier.getKey(), identifier.getValue()))
            .toList(),
        identifiers,
        product.featureBullets(),
        product.brand(),
        product.variants().stream()
            .map(it -> new ProductVariant(it.productId(), specifics(it.specifics())))
            .toList(),
        parcel(product.parcel()),
        minor(product.price()),
        currency(product.price()),
        reviews == null ? null : reviews.count(),
        reviews == null ? null : reviews.stars(),
        attributes(product));
  }

  private static Map<String, Object> attributes(Product product) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (String name : ATTRIBUTES) {
      Object value = product.attributes().get(name);
      if (value != null) {
        attributes.put(name, value);
      }
    }
    return attributes;
  }

  private static List<Specific> specifics(List<Variant> variants) {
    return variants.stream().map(it -> new Specific(it.dimension(), it.value())).toList();
  }

  private static @Nullable Packaging parcel(Product.@Nullable Parcel parcel) {
    return parcel == null
        ? null
        : new Packaging(
            measure(parcel.weight()),
            new Size(measure(parcel.width()), measure(parcel.depth()), measure(parcel.length())));
  }

  private static @Nullable Measure measure(Product.@Nullable Measure measure) {
    return measure == null ? null : new Measure(measure.amount(), measure.unit());
  }
}
