package dev.brass.spi;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A store's information about a product. Lists are empty where the store reports nothing.
///
/// @param details short facts, one per line of the store's page
/// @param variantSpecifics the options of the product as the store names them
/// @param variants every combination that can be bought, each with its own product id
/// @param identifiers external ids by type: `EAN`, `ISBN`, `UPC`
/// @param price the price shown on the product's page; null when there is none
/// @param reviews null where the store has none
/// @param parcel its size and weight when it is packed; null where the store does not report them
/// @param attributes values that only this kind of store has, by their names in the documents
///     (`asin`, `pantry`)
public record Product(
    String productId,
    String title,
    @Nullable String brand,
    @Nullable String description,
    List<String> details,
    List<String> featureBullets,
    List<String> categories,
    List<String> authors,
    @Nullable URI mainImage,
    List<URI> images,
    List<Variant> variantSpecifics,
    List<ProductVariant> variants,
    Map<String, String> identifiers,
    @Nullable Money price,
    boolean available,
    @Nullable URI url,
    @Nullable Reviews reviews,
    @Nullable Parcel parcel,
    Map<String, Object> attributes) {

  public Product {
    details = List.copyOf(details);
    featureBullets = List.copyOf(featureBullets);
    categories = List.copyOf(categories);
    authors = List.copyOf(authors);
    images = List.copyOf(images);
    variantSpecifics = List.copyOf(variantSpecifics);
    variants = List.copyOf(variants);
    identifiers = Map.copyOf(identifiers);
    attributes = Map.copyOf(attributes);
  }

  /// One buyable combination of options.
  public record ProductVariant(String productId, List<Variant> specifics) {
    public ProductVariant {
      specifics = List.copyOf(specifics);
    }
  }

  /// A packed product. Each measure is null where the store does not report it.
  public record Parcel(
      @Nullable Measure weight,
      @Nullable Measure width,
      @Nullable Measure depth,
      @Nullable Measure length) {}

  /// An amount in the unit that the store names: 8.3 `inches`.
  public record Measure(BigDecimal amount, String unit) {}

  /// The rating by buyers.
  ///
  /// @param stars 0 to 5
  public record Reviews(int count, double stars) {}
}
