package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.Item.Kind;
import dev.brass.connector.sandbox.Wording.Thing;
import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import dev.brass.spi.Product.Measure;
import dev.brass.spi.Product.Parcel;
import dev.brass.spi.Product.ProductVariant;
import dev.brass.spi.Product.Reviews;
import dev.brass.spi.Variant;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the page of a product says. Pure.
final class ProductSheet {

  private static final Pattern WORD = Pattern.compile("\\b[a-z]");
  static final String IMAGES = "https://images.sandbox.brass.test/";

  private ProductSheet() {}

  static Product of(Item item) {
    if (item.kind() == Kind.DOCUMENTED) {
      return DocumentedProduct.product(item);
    }
    Seed seed = item.seed();
    Thing thing = seed.oneOf("thing", Wording.THINGS);
    String brand = seed.oneOf("brand", Wording.BRANDS);
    List<URI> images = images(item);
    boolean book = thing.category().equals("Books");
    return new Product(
        item.productId(),
        title(item, brand, thing),
        brand,
        description(item, thing),
        details(item, brand),
        bullets(seed),
        List.of(thing.category(), thing.name()),
        book ? List.of(seed.oneOf("author", Wording.AUTHORS)) : List.of(),
        images.getFirst(),
        images,
        item.selected(),
        variants(item),
        identifiers(seed, book),
        OfferSheet.buyBox(item).map(Offer::price).orElse(null),
        item.showsOffers() && item.number(ProductTrait.STOCK).orElse(1) > 0,
        item.retailer().page(item.productId()),
        new Reviews(seed.between("reviews", 3, 4000), seed.between("stars", 28, 50) / 10.0),
        parcel(seed),
        attributes(item));
  }

  private static String title(Item item, String brand, Thing thing) {
    if (item.kind() == Kind.TEST) {
      return "Test product: "
          + TestProduct.ofProductId(item.family()).map(TestProduct::displayName).orElseThrow();
    }
    String name = item.seed().oneOf("quality", Wording.QUALITIES) + " " + thing.name();
    Matcher searched = Catalogue.SEARCHED.matcher(item.family());
    String subject = searched.matches() ? capitalised(searched.group(1)) + ", " : "";
    return "%s%s %s (%s)".formatted(subject, brand, name, item.family());
  }

  /// `USB-HUB` as `Usb Hub`.
  private static String capitalised(String slug) {
    return WORD.matcher(slug.toLowerCase(Locale.ROOT).replace('-', ' '))
        .replaceAll(word -> word.group().toUpperCase(Locale.ROOT));
  }

  private static String description(Item item, Thing thing) {
    return item.trait() == null
        ? "A %s that exists in the sandbox only.".formatted(thing.name().toLowerCase(Locale.ROOT))
        : item.trait().trait().magic().sentence();
  }

  private static List<String> details(Item item, String brand) {
    Seed seed = item.seed();
    List<String> details = new ArrayList<>();
    details.add("Manufacturer: " + brand);
    details.add(
        "Product Dimensions: %s x %s x %s inches"
            .formatted(width(seed), tenths(seed, "depth", 1, 15, "d"), height(seed)));
    details.add("Shipping Weight: %s ounces".formatted(weight(seed)));
    item.number(ProductTrait.STOCK)
        .ifPresent(left -> details.add("Delivered to the shop: " + left));
    item.number(ProductTrait.MAXIMUM).ifPresent(most -> details.add("Limit per order: " + most));
    item.number(ProductTrait.PACK).ifPresent(pack -> details.add("Sold in packs of: " + pack));
    return details;
  }

  /// The page's own measures.
  private static Parcel parcel(Seed seed) {
    return new Parcel(
        new Measure(weight(seed), "ounces"),
        new Measure(width(seed), "inches"),
        new Measure(tenths(seed, "depth", 1, 15, "d"), "inches"),
        new Measure(height(seed), "inches"));
  }

  private static BigDecimal weight(Seed seed) {
    return tenths(seed, "weight", 1, 60, "oz");
  }

  private static BigDecimal width(Seed seed) {
    return tenths(seed, "width", 1, 20, "w");
  }

  private static BigDecimal height(Seed seed) {
    return tenths(seed, "height", 0, 9, "h");
  }

  private static BigDecimal tenths(Seed seed, String whole, int low, int high, String tenth) {
    return BigDecimal.valueOf(seed.between(whole, low, high) * 10L + seed.pick(tenth, 10), 1);
  }

  private static List<String> bullets(Seed seed) {
    int start = seed.pick("bullets", Wording.BULLETS.size());
    return List.of(
        Wording.BULLETS.get(start),
        Wording.BULLETS.get((start + 1) % Wording.BULLETS.size()),
        Wording.BULLETS.get((start + 2) % Wording.BULLETS.size()));
  }

  private static List<URI> images(Item item) {
    String page =
        item.retailer().page(item.family()).getRawPath().replaceAll("[^A-Za-z0-9.%-]", "-");
    List<URI> images = new ArrayList<>();
    for (int i = 1; i <= item.seed().between("images", 1, 4); i++) {
      images.add(URI.create(IMAGES + item.retailer().code() + "/" + page + "/" + i + ".jpg"));
    }
    return images;
  }

  /// Every combination with its id; none where there is nothing to choose from.
  private static List<ProductVariant> variants(Item item) {
    List<List<Variant>> combinations = item.combinations();
    if (combinations.size() < 2) {
      return List.of();
    }
    List<ProductVariant> variants = new ArrayList<>();
    for (int i = 0; i < combinations.size(); i++) {
      String id = i == 0 ? item.family() : item.family() + ".v" + i;
      variants.add(new ProductVariant(id, combinations.get(i)));
    }
    return variants;
  }

  private static Map<String, String> identifiers(Seed seed, boolean book) {
    Map<String, String> identifiers = new LinkedHashMap<>();
    String body = (book ? "978" : "400") + seed.digits("ean", 9);
    identifiers.put("EAN", body + checkDigit(body));
    if (!book) {
      String upc = "0" + seed.digits("upc", 10);
      identifiers.put("UPC", upc + checkDigit("0" + upc));
    }
    return identifiers;
  }

  /// The thirteenth digit of an EAN.
  static int checkDigit(String twelve) {
    int sum = 0;
    for (int i = 0; i < twelve.length(); i++) {
      sum += (twelve.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return (10 - sum % 10) % 10;
  }

  private static Map<String, Object> attributes(Item item) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    switch (item.retailer()) {
      case AMAZON,
          AMAZON_UK,
          AMAZON_CA,
          AMAZON_MX,
          AMAZON_DE,
          AMAZON_FR,
          AMAZON_IT,
          AMAZON_ES,
          AMAZON_JP -> {
        attributes.put("asin", item.productId());
        attributes.put("question_count", item.seed().pick("questions", 300));
        attributes.put("fresh", false);
        attributes.put("pantry", false);
        attributes.put("handmade", false);
        attributes.put("digital", false);
        attributes.put("buyapi_hint", item.trait() == null);
      }
      case ALIEXPRESS -> attributes.put("item_location", "China");
      case COSTCO, COSTCO_CA -> attributes.put("item_number", item.seed().digits("item", 7));
      default -> {}
    }
    OfferSheet.buyBox(item).ifPresent(offer -> terms(item, offer, attributes));
    return attributes;
  }

  /// What the page says about the offer that it shows first.
  private static void terms(Item item, Offer offer, Map<String, Object> attributes) {
    if (offer.prime() != null) {
      attributes.put("prime", offer.prime());
      attributes.put("addon", offer.addon());
    }
    attributes.put("ship_price", offer.shipping().getFirst().price().minor());
    if (item.seed().chance("reduced", 30)) {
      attributes.put("original_retail_price", offer.price().minor() * 5 / 4);
    }
  }
}
