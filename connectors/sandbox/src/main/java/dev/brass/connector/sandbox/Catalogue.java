package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.Item.Kind;
import dev.brass.connector.sandbox.Item.Option;
import dev.brass.connector.sandbox.ProductTrait.Held;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The catalogue: every id is a product, the same on every machine and in every run, except those
/// that [MagicValue] says nobody sells.
final class Catalogue {

  /// Found by search: the words of the query, and the number of the hit.
  static final Pattern SEARCHED = Pattern.compile("^(.{1,100})\\.s([1-9][0-9]{0,2})");

  private static final int LONGEST_ID = 200;
  private static final Pattern HIT = Pattern.compile("\\.s[1-9][0-9]{0,2}+");
  private static final Pattern WORDS = Pattern.compile("[A-Z0-9-]{1,60}+");
  private static final Pattern VARIANT_ID = Pattern.compile("^(.+)\\.v([1-9][0-9]{0,2})");

  private Catalogue() {}

  /// Whether an id is one that a search makes.
  static boolean isHit(String productId) {
    int dot = productId.lastIndexOf(".s");
    return dot > 0
        && HIT.matcher(productId.substring(dot)).matches()
        && WORDS.matcher(productId.substring(0, dot)).matches();
  }

  /// Why there is no such product; empty when there is.
  static Optional<OrderError> refusal(String productId) {
    if (productId.isBlank() || productId.length() > LONGEST_ID) {
      return Optional.of(
          new OrderError(
              ErrorCode.EXPIRED_PRODUCT_ID,
              "A product id has 1 to " + LONGEST_ID + " characters.",
              Map.of("product_id", productId.substring(0, Math.min(50, productId.length())))));
    }
    return Provocation.ofProduct(productId);
  }

  static Item item(SandboxRetailer retailer, String productId) {
    Matcher numbered = VARIANT_ID.matcher(productId);
    if (numbered.matches()) {
      Item family = family(retailer, numbered.group(1));
      int number = Integer.parseInt(numbered.group(2));
      List<List<Variant>> combinations = family.combinations();
      if (number < combinations.size()) {
        return new Item(
            retailer,
            productId,
            family.family(),
            family.kind(),
            family.trait(),
            family.options(),
            combinations.get(number),
            family.seed());
      }
    }
    return family(retailer, productId);
  }

  private static Item family(SandboxRetailer retailer, String family) {
    Seed seed = Seed.of(retailer.code(), family);
    @Nullable Held trait = ProductTrait.of(family).orElse(null);
    Kind kind = kind(retailer, family);
    List<Option> options =
        switch (kind) {
          case DOCUMENTED -> DocumentedProduct.OPTIONS;
          case TEST -> List.of();
          case ORDINARY ->
              options(seed, trait != null && trait.trait() == ProductTrait.NEEDS_VARIANTS);
        };
    List<Variant> first =
        options.stream().map(it -> new Variant(it.dimension(), it.values().getFirst())).toList();
    return new Item(retailer, family, family, kind, trait, options, first, seed);
  }

  private static Kind kind(SandboxRetailer retailer, String family) {
    if (retailer == SandboxRetailer.AMAZON && family.equals(DocumentedProduct.ID)) {
      return Kind.DOCUMENTED;
    }
    return retailer == SandboxRetailer.ZINC && TestProduct.ofProductId(family).isPresent()
        ? Kind.TEST
        : Kind.ORDINARY;
  }

  /// Every ordinary product has a colour, and `Red` is one of them, so that the documents' order
  /// works with any product id in it.
  private static List<Option> options(Seed seed, boolean both) {
    List<String> colors = new ArrayList<>();
    int palette = Wording.COLORS.size();
    int start = seed.pick("colors", palette);
    int count = seed.between("color-count", 2, 4);
    for (int i = 0; i < count; i++) {
      colors.add(Wording.COLORS.get((start + i * 3) % palette));
    }
    if (!colors.contains("Red")) {
      colors.add("Red");
    }
    Option color = new Option("Color", colors);
    return both || seed.chance("sized", 50)
        ? List.of(color, new Option("Size", seed.oneOf("sizes", Wording.SIZES)))
        : List.of(color);
  }

  /// The product ids that a query finds, best first; always the same for the same query.
  ///
  /// @param page from 1
  static List<String> search(SandboxRetailer retailer, String query, int page, int pageSize) {
    String words = query.strip().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "-");
    words = words.substring(0, Math.min(60, words.length())).replaceAll("^-|-$", "");
    int found = hits(retailer, words);
    List<String> ids = new ArrayList<>();
    for (int i = (page - 1) * pageSize + 1; i <= Math.min(found, page * pageSize); i++) {
      ids.add(words + ".s" + i);
    }
    return ids;
  }

  private static int hits(SandboxRetailer retailer, String words) {
    return words.isEmpty() || words.equals(Wording.FINDS_NOTHING)
        ? 0
        : Seed.of(retailer.code(), "search", words).between("hits", 3, 60);
  }
}
