package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Answer;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.Product;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.Variant;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendureCatalogueTest {

  private static final VendureWire.Product LAPTOP =
      product(
          """
          {
            "id": "1", "name": "Laptop", "slug": "laptop", "description": "<p>Snappy</p>",
            "featuredAsset": {"source": "https://shop.example/assets/laptop.jpg"},
            "assets": [
              {"source": "https://shop.example/assets/laptop.jpg"},
              {"source": "not an address"}, {"source": null}],
            "facetValues": [
              {"name": "Computers", "facet": {"code": "category"}},
              {"name": "Apple", "facet": {"code": "brand"}}],
            "collections": [{"name": "Electronics"}, {"name": "Computers"}],
            "variants": [
              %s, %s, %s]
          }
          """
              .formatted(
                  variant("1", 155880, "OUT_OF_STOCK", "13 inch", "8GB"),
                  variant("2", 167880, "IN_STOCK", "15 inch", "8GB"),
                  variant("3", 263880, "7", "13 inch", "16GB")));

  private static final VendureWire.Product MOUSE =
      product(
          """
          {"id": "3", "name": "Cordless Mouse", "slug": "cordless-mouse", "assets": [],
           "facetValues": [], "collections": [], "variants": [%s]}
          """
              .formatted(variant("7", 2278, "LOW_STOCK")));

  private final VendureCatalogue catalogue =
      new VendureCatalogue(
          VendureConfig.of(
              new StoreSettings(
                  Map.of(
                      "url", "https://api.shop.example",
                      "storefront-url", "https://shop.example/en",
                      "payment-method", "invoice",
                      "customer-email", "orders@buyer.example"))));

  @Test
  void tellsAProductWithItsVariants() {
    Product product = given(catalogue.product(LAPTOP, VendureProductId.parse("laptop")));

    assertThat(product.productId()).isEqualTo("laptop");
    assertThat(product.title()).isEqualTo("Laptop");
    assertThat(product.brand()).isEqualTo("Apple");
    assertThat(product.categories()).containsExactly("Electronics", "Computers");
    assertThat(product.mainImage()).hasToString("https://shop.example/assets/laptop.jpg");
    assertThat(product.images()).hasSize(1);
    assertThat(product.price()).isEqualTo(Money.of(155880, "USD"));
    assertThat(product.available()).isTrue();
    assertThat(product.url()).hasToString("https://shop.example/en/products/laptop");
    assertThat(product.variants())
        .extracting(Product.ProductVariant::productId)
        .containsExactly("laptop:1", "laptop:2", "laptop:3");
    assertThat(product.variants().getLast().specifics())
        .containsExactly(new Variant("screen size", "13 inch"), new Variant("RAM", "16GB"));
    assertThat(product.variantSpecifics()).hasSize(4);
  }

  @Test
  void tellsOneVariantOfAProduct() {
    Product product = given(catalogue.product(LAPTOP, VendureProductId.parse("laptop:1")));

    assertThat(product.productId()).isEqualTo("laptop:1");
    assertThat(product.price()).isEqualTo(Money.of(155880, "USD"));
    assertThat(product.available()).isFalse();
    assertThat(product.attributes()).containsEntry("sku", "SKU-1");
    assertThat(product.variantSpecifics())
        .containsExactly(new Variant("screen size", "13 inch"), new Variant("RAM", "8GB"));
  }

  @Test
  void namesAnOnlyVariantByItsProduct() {
    Product product = given(catalogue.product(MOUSE, VendureProductId.parse("cordless-mouse")));

    assertThat(product.variants())
        .containsExactly(new Product.ProductVariant("cordless-mouse", List.of()));
  }

  @Test
  void offersEveryVariantOnce() {
    List<Offer> offers =
        given(catalogue.offers(LAPTOP, VendureProductId.parse("laptop"), "my-shop"));

    assertThat(offers).extracting(Offer::offerId).containsExactly("1", "2", "3");
    assertThat(offers)
        .extracting(Offer::productId)
        .containsExactly("laptop:1", "laptop:2", "laptop:3");
    assertThat(offers).extracting(Offer::available).containsExactly(false, true, true);
    assertThat(offers).extracting(Offer::buyBox).containsExactly(false, true, false);
    assertThat(offers).extracting(Offer::maximumQuantity).containsExactly(null, null, 7);
    assertThat(offers.getFirst().seller().firstParty()).isTrue();
  }

  @Test
  void refusesAVariantThatTheProductDoesNotHave() {
    VendureProductId gone = VendureProductId.parse("laptop:99");

    assertThat(refused(catalogue.product(LAPTOP, gone))).isEqualTo(ErrorCode.EXPIRED_PRODUCT_ID);
    assertThat(refused(catalogue.offers(LAPTOP, gone, "my-shop")))
        .isEqualTo(ErrorCode.EXPIRED_PRODUCT_ID);
    assertThat(refused(choose(LAPTOP, "laptop:99"))).isEqualTo(ErrorCode.EXPIRED_PRODUCT_ID);
  }

  @Test
  void choosesTheVariantByItsOptions() {
    assertThat(
            given(
                    choose(
                        LAPTOP,
                        "laptop",
                        new Variant("Screen Size", "15 Inch"),
                        new Variant("ram", "8gb")))
                .id())
        .isEqualTo("2");
    assertThat(given(choose(LAPTOP, "laptop", new Variant("ram", "16GB"))).id()).isEqualTo("3");
    assertThat(given(choose(LAPTOP, "laptop:1")).id()).isEqualTo("1");
    assertThat(given(choose(MOUSE, "cordless-mouse")).id()).isEqualTo("7");
  }

  @Test
  void asksForOptionsUntilOneVariantIsLeft() {
    Answer<VendureWire.ProductVariant> answer =
        choose(LAPTOP, "laptop", new Variant("screen size", "13 inch"));

    assertThat(refused(answer)).isEqualTo(ErrorCode.INSUFFICIENT_VARIANTS);
    assertThat(((Answer.Refused<?>) answer).error().message()).contains("RAM=8GB", "RAM=16GB");
  }

  @ParameterizedTest
  @CsvSource({"colour, red", "RAM, 32GB", "RAM, 13 inch"})
  void refusesOptionsThatTheProductDoesNotHave(String dimension, String value) {
    assertThat(refused(choose(LAPTOP, "laptop", new Variant(dimension, value))))
        .isEqualTo(ErrorCode.INVALID_VARIANT);
  }

  @Test
  void refusesOptionsThatTheNamedVariantDoesNotHave() {
    assertThat(refused(choose(LAPTOP, "laptop:1", new Variant("RAM", "16GB"))))
        .isEqualTo(ErrorCode.INVALID_VARIANT);
    assertThat(refused(choose(MOUSE, "cordless-mouse", new Variant("RAM", "16GB"))))
        .isEqualTo(ErrorCode.INVALID_VARIANT);
  }

  @Test
  void keepsTheOrderOfASearch() {
    assertThat(
            catalogue.inOrder(List.of("cordless-mouse", "gone", "laptop"), List.of(LAPTOP, MOUSE)))
        .extracting(Product::productId)
        .containsExactly("cordless-mouse", "laptop");
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example/products/laptop, laptop",
    "https://SHOP.example:443/product/laptop/, laptop",
    "https://shop.example/en/products/laptop?ref=x#top, laptop",
    "https://shop.example/products/laptop?a=b&variant=3, laptop:3",
    "https://shop.example/products/caf%C3%A9, café",
  })
  void readsTheProductOffItsPage(URI page, String productId) {
    assertThat(VendureCatalogue.productId(URI.create("https://shop.example/en"), page))
        .contains(productId);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example/products/laptop",
        "http://shop.example/products/laptop",
        "https://shop.example:8443/products/laptop",
        "https://shop.example/collections/laptop",
        "https://shop.example/products/",
        "https://shop.example/products/laptop/reviews",
        "https://shop.example",
        "mailto:shop@shop.example"
      })
  void takesNoOtherPageForAProduct(URI page) {
    assertThat(VendureCatalogue.productId(URI.create("https://shop.example"), page)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "laptop, laptop,",
    "laptop:3, laptop, 3",
    ":3, :3,",
    "laptop:, laptop:,",
    "a:b:c, a:b, c"
  })
  void readsProductIds(String text, String slug, @Nullable String variant) {
    assertThat(VendureProductId.parse(text)).isEqualTo(new VendureProductId(slug, variant));
    assertThat(VendureProductId.parse(text)).hasToString(text);
  }

  private static Answer<VendureWire.ProductVariant> choose(
      VendureWire.Product product, String id, Variant... options) {
    return VendureCatalogue.choose(product, VendureProductId.parse(id), List.of(options));
  }

  private static <T> T given(Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(T value) -> value;
      case Answer.Refused<T>(OrderError error) -> throw new AssertionError(error);
    };
  }

  private static ErrorCode refused(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused<?>) answer).error().code();
  }

  private static VendureWire.Product product(String json) {
    return VendureJson.MAPPER.readValue(json, VendureWire.Product.class);
  }

  private static String variant(String id, long price, String stock, String... options) {
    String dimensions =
        options.length == 0
            ? ""
            : """
            {"code": "s-%s", "name": "%s", "group": {"code": "size", "name": "screen size"}},
            {"code": "r-%s", "name": "%s", "group": {"code": "ram", "name": "RAM"}}
            """
                .formatted(options[0], options[0], options[1], options[1]);
    return """
    {"id": "%s", "sku": "SKU-%s", "priceWithTax": %d, "currencyCode": "USD", "stockLevel": "%s",
     "options": [%s]}
    """
        .formatted(id, id, price, stock, dimensions);
  }
}
