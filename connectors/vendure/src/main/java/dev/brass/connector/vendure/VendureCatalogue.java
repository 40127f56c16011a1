package dev.brass.connector.vendure;

import dev.brass.spi.Answer;
import dev.brass.spi.Condition;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.Product;
import dev.brass.spi.Variant;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a Vendure shop sells, in our words: pure functions.
///
/// Prices are Vendure's `priceWithTax`, what one unit costs a buyer in the channel's default tax
/// zone; the quote tells the tax of the real address.
final class VendureCatalogue {

  private static final int MOST_OFFERS = 500;
  private static final Pattern PAGE = Pattern.compile("^.*/products?/([^/]+)/?");
  private static final Pattern VARIANT_PARAMETER = Pattern.compile("(?:^|&)variant=([^&]+)");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

  private final VendureConfig config;

  VendureCatalogue(VendureConfig config) {
    this.config = config;
  }

  /// The product of a page `…/products/SLUG` or `…/product/SLUG` of the storefront; a parameter
  /// `variant` in its address names the variant by id.
  static Optional<String> productId(URI storefront, URI page) {
    if (page.getHost() == null
        || !page.getHost().equalsIgnoreCase(storefront.getHost())
        || port(page) != port(storefront)
        || page.getPath() == null) {
      return Optional.empty();
    }
    Matcher path = PAGE.matcher(page.getPath());
    if (!path.matches()) {
      return Optional.empty();
    }
    Matcher variant = VARIANT_PARAMETER.matcher(Objects.requireNonNullElse(page.getQuery(), ""));
    return Optional.of(
        new VendureProductId(path.group(1), variant.find() ? variant.group(1) : null).toString());
  }

  private static int port(URI uri) {
    return uri.getPort() != -1
        ? uri.getPort()
        : "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
  }

  static OrderError unknownProduct(String productId) {
    return ErrorCode.EXPIRED_PRODUCT_ID.error("product_id", productId);
  }

  /// The one variant that an id and the chosen options mean. Options are named as Vendure shows
  /// them or by their code, in any case.
  static Answer<VendureWire.ProductVariant> choose(
      VendureWire.Product product, VendureProductId id, List<Variant> options) {
    List<VendureWire.ProductVariant> left = new ArrayList<>();
    for (VendureWire.ProductVariant variant : product.variants()) {
      if (id.variantId() == null || id.variantId().equals(variant.id())) {
        left.add(variant);
      }
    }
    if (left.isEmpty()) {
      return Answer.refused(unknownProduct(id.toString()));
    }
    for (Variant option : options) {
      left.removeIf(variant -> variant.options().stream().noneMatch(o -> is(o, option)));
    }
    if (left.isEmpty()) {
      return Answer.refused(
          new OrderError(
              ErrorCode.INVALID_VARIANT,
              "The product has no variant with these options; it has " + choices(product) + ".",
              Map.of("product_id", id.toString())));
    }
    if (left.size() > 1) {
      return Answer.refused(
          new OrderError(
              ErrorCode.INSUFFICIENT_VARIANTS,
              "Choose a variant of the product by its options: " + choices(product) + ".",
              Map.of("product_id", id.toString())));
    }
    return Answer.of(left.getFirst());
  }

  private static boolean is(VendureWire.Option option, Variant wanted) {
    return (same(option.group().name(), wanted.dimension())
            || same(option.group().code(), wanted.dimension()))
        && (same(option.name(), wanted.value()) || same(option.code(), wanted.value()));
  }

  private static boolean same(String theirs, String ours) {
    return theirs.strip().equalsIgnoreCase(ours.strip());
  }

  private static String choices(VendureWire.Product product) {
    List<String> choices =
        specifics(product.variants().stream()).stream()
            .map(option -> option.dimension() + "=" + option.value())
            .limit(50)
            .toList();
    return choices.isEmpty() ? "no options" : String.join(", ", choices);
  }

  /// The product of an id, or one variant of it when the id names one.
  Answer<Product> product(VendureWire.Product product, VendureProductId id) {
    List<VendureWire.ProductVariant> variants =
        product.variants().stream()
            .filter(variant -> id.variantId() == null || id.variantId().equals(variant.id()))
            .toList();
    return variants.isEmpty()
        ? Answer.refused(unknownProduct(id.toString()))
        : Answer.of(product(product, id, variants));
  }

  /// The products in the order of their slugs, those without a variant to buy left out.
  List<Product> inOrder(List<String> slugs, List<VendureWire.Product> products) {
    Map<String, VendureWire.Product> bySlug = new HashMap<>();
    products.forEach(product -> bySlug.put(product.slug(), product));
    return slugs.stream()
        .map(bySlug::get)
        .filter(Objects::nonNull)
        .filter(product -> !product.variants().isEmpty())
        .map(
            product ->
                product(product, new VendureProductId(product.slug(), null), product.variants()))
        .toList();
  }

  /// @param shown the variants that the id means
  private Product product(
      VendureWire.Product product, VendureProductId id, List<VendureWire.ProductVariant> shown) {
    @Nullable URI mainImage =
        product.featuredAsset() == null ? null : image(product.featuredAsset());
    Optional<Money> price = shown.stream().map(this::price).min(Comparator.naturalOrder());
    return new Product(
        id.toString(),
        product.name(),
        facets(product, "brand").stream().findFirst().orElse(null),
        product.description(),
        List.of(),
        List.of(),
        product.collections().stream().map(VendureWire.Collection::name).distinct().toList(),
        List.of(),
        mainImage,
        product.assets().stream().map(VendureCatalogue::image).filter(Objects::nonNull).toList(),
        specifics(shown.stream()),
        product.variants().stream()
            .map(
                variant ->
                    new Product.ProductVariant(
                        productId(product, variant), specifics(Stream.of(variant))))
            .toList(),
        Map.of(),
        price.orElse(null),
        shown.stream().anyMatch(VendureCatalogue::available),
        page(product),
        null,
        null,
        shown.size() == 1 ? Map.of("sku", shown.getFirst().sku()) : Map.of());
  }

  /// One offer per variant that the id means: the shop sells each of them for one price. The first
  /// that is available is the one that the product's page shows.
  Answer<List<Offer>> offers(VendureWire.Product product, VendureProductId id, String storeCode) {
    List<VendureWire.ProductVariant> meant =
        product.variants().stream()
            .filter(variant -> id.variantId() == null || id.variantId().equals(variant.id()))
            .limit(MOST_OFFERS)
            .toList();
    if (meant.isEmpty()) {
      return Answer.refused(unknownProduct(id.toString()));
    }
    VendureWire.ProductVariant shownFirst =
        meant.stream().filter(VendureCatalogue::available).findFirst().orElse(meant.getFirst());
    return Answer.of(
        meant.stream()
            .map(variant -> offer(product, variant, variant.equals(shownFirst), storeCode))
            .toList());
  }

  private Offer offer(
      VendureWire.Product product,
      VendureWire.ProductVariant variant,
      boolean buyBox,
      String storeCode) {
    return new Offer(
        variant.id(),
        productId(product, variant),
        new Offer.Seller(storeCode, storeCode, null, null, true),
        Condition.NEW,
        price(variant),
        available(variant),
        config.deliveryDays().usual(),
        List.of(),
        false,
        false,
        buyBox,
        null,
        false,
        null,
        stock(variant).filter(units -> units > 0).orElse(null));
  }

  private static String productId(VendureWire.Product product, VendureWire.ProductVariant variant) {
    return new VendureProductId(
            product.slug(), product.variants().size() == 1 ? null : variant.id())
        .toString();
  }

  private Money price(VendureWire.ProductVariant variant) {
    return VendureMoney.of(variant.priceWithTax(), variant.currencyCode(), config.moneyPrecision());
  }

  private static boolean available(VendureWire.ProductVariant variant) {
    return stock(variant)
        .map(units -> units > 0)
        .orElseGet(() -> !variant.stockLevel().equals("OUT_OF_STOCK"));
  }

  /// How many units there are, where the shop shows a number.
  private static Optional<Integer> stock(VendureWire.ProductVariant variant) {
    return NUMBER.matcher(variant.stockLevel()).matches()
        ? Optional.of(Integer.valueOf(variant.stockLevel()))
        : Optional.empty();
  }

  private static List<Variant> specifics(Stream<VendureWire.ProductVariant> variants) {
    return variants
        .flatMap(variant -> variant.options().stream())
        .map(option -> new Variant(option.group().name(), option.name()))
        .distinct()
        .toList();
  }

  private static List<String> facets(VendureWire.Product product, String code) {
    return product.facetValues().stream()
        .filter(value -> value.facet().code().toLowerCase(Locale.ROOT).equals(code))
        .map(VendureWire.FacetValue::name)
        .toList();
  }

  private static @Nullable URI image(VendureWire.Asset asset) {
    try {
      return asset.source() == null ? null : URI.create(asset.source());
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  private @Nullable URI page(VendureWire.Product product) {
    URI storefront = config.storefront();
    try {
      return storefront.resolve(
          new URI(null, null, storefront.getPath() + "/products/" + product.slug(), null));
    } catch (URISyntaxException notAnAddress) {
      return null;
    }
  }
}
