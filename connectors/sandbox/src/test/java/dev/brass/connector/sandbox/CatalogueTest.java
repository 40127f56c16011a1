package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Answer;
import dev.brass.spi.Condition;
import dev.brass.spi.DayRange;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.Product;
import dev.brass.spi.Product.ProductVariant;
import dev.brass.spi.SearchPage;
import dev.brass.spi.Variant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueTest {

  @Test
  void showsTheDocumentedProductAsPrinted() {
    Product product = product(SandboxRetailer.AMAZON, "0923568964");
    assertThat(product.title()).isEqualTo("APA: The Easy Way! [Updated for APA 6th Edition]");
    assertThat(product.description()).isEqualTo("This is a great book!");
    assertThat(product.identifiers())
        .isEqualTo(Map.of("EAN", "9780923568962", "ISBN", "0923568964"));
    assertThat(product.details())
        .containsExactly(
            "Series: The Easy Way!",
            "Paperback: 60 pages",
            "Publisher: XanEdu Publishing Inc; 2nd Edition edition (September 28, 2009)",
            "Language: English",
            "ISBN-10: 0923568964",
            "ISBN-13: 978-0923568962",
            "Product Dimensions: 8.3 x 5.3 x 0.2 inches",
            "Shipping Weight: 3.5 ounces");
    assertThat(product.variantSpecifics())
        .containsExactly(new Variant("Color", "Gray"), new Variant("Size", "Small/Medium"));
    assertThat(product.variants()).isEmpty();
  }

  @Test
  void offersTheDocumentedProductAsPrinted() {
    Offer offer = offers(SandboxRetailer.AMAZON, "0923568964").getFirst();
    assertThat(offers(SandboxRetailer.AMAZON, "0923568964")).hasSize(1);
    assertThat(offer.offerId())
        .isEqualTo(
            "lUai8vEbhC%2F2vYZDwaePlc4baWiHzAy9XJncUR%2FpQ9l4VOrs%2FfpYt4ZtreQaB%2BPL1xJwz5OpIc"
                + "%2BJjyymHg3iv4YkZvWy5z7flil7n7lUDWNPY76YUhMNdw%3D%3D");
    assertThat(offer.price()).isEqualTo(Money.of(979, "USD"));
    assertThat(offer.seller())
        .isEqualTo(new Offer.Seller("ATVPDKIKX0DER", "Amazon.com", 1_000_000, 100, true));
    assertThat(offer.condition()).isEqualTo(Condition.NEW);
    assertThat(offer.delivery()).isEqualTo(new DayRange(0, 0));
    assertThat(offer.prime()).isTrue();
    assertThat(offer.primeOnly()).isFalse();
    assertThat(offer.addon()).isFalse();
    assertThat(offer.international()).isFalse();
    assertThat(offer.shipping()).anyMatch(it -> it.price().equals(Money.of(0, "USD")));
  }

  @Test
  void theDocumentedIdIsAnOrdinaryProductElsewhere() {
    assertThat(product(SandboxRetailer.AMAZON_UK, "0923568964").title()).doesNotContain("APA");
  }

  /// What a release must not change without saying so: users write these numbers into tests.
  @Test
  void staysTheSameFromReleaseToRelease() {
    Product product = product(SandboxRetailer.AMAZON, "B00EXAMPLE");
    assertThat(product.title()).isEqualTo("Quillon Everyday Notebook (B00EXAMPLE)");
    assertThat(product.price()).isEqualTo(Money.of(1549, "USD"));
    assertThat(offers(SandboxRetailer.AMAZON, "B00EXAMPLE"))
        .extracting(it -> it.seller().name() + " " + it.price() + " " + it.condition().label())
        .containsExactly(
            "Amazon.com 15.49 USD New",
            "Blue Door Trading 19.67 USD New",
            "Kestrel Imports 20.13 USD New",
            "Bargain Harbor 15.33 USD New",
            "Second Shelf 18.12 USD New",
            "Prairie Goods 8.98 USD Used - Good");
  }

  @ParameterizedTest
  @EnumSource
  void everyOrdinaryProductCanBeBoughtWithTheDefaultCriteria(SandboxRetailer retailer) {
    for (int i = 0; i < 300; i++) {
      List<Offer> offers = offers(retailer, "B0" + i);
      assertThat(offers).hasSizeBetween(2, 7);
      assertThat(offers).extracting(Offer::offerId).doesNotHaveDuplicates();
      List<Offer> fitting =
          offers.stream()
              .filter(Offer::available)
              .filter(it -> it.condition() == Condition.NEW)
              .filter(it -> it.delivery().max() <= 6)
              .filter(it -> it.prime() == null || it.prime())
              .toList();
      assertThat(fitting).isNotEmpty();
      assertThat(cheapest(fitting)).matches(it -> !it.addon() && it.minimumQuantity() == null);
      assertThat(cheapest(offers)).matches(it -> !it.addon() && it.minimumQuantity() == null);
      assertThat(offers).allMatch(it -> it.price().currency().equals(retailer.currency()));
      assertThat(offers).allMatch(it -> it.price().minor() > 0);
    }
  }

  @Test
  void everyAttributeOfAnOfferVaries() {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      for (Offer offer : offers(SandboxRetailer.AMAZON, "B0" + i)) {
        seen.add(offer.condition());
        seen.add("available " + offer.available());
        seen.add("international " + offer.international());
        seen.add("addon " + offer.addon());
        seen.add("buyBox " + offer.buyBox());
        seen.add("prime " + offer.prime());
        seen.add("primeOnly " + offer.primeOnly());
        seen.add("firstParty " + offer.seller().firstParty());
        seen.add("minimum " + (offer.minimumQuantity() != null));
        seen.add("more than ten days " + (offer.delivery().max() > 10));
      }
    }
    assertThat(seen).hasSize(Condition.values().length + 2 * 9);
  }

  @Test
  void primeIsUnknownWhereThereIsNone() {
    assertThat(offers(SandboxRetailer.WALMART, "1")).allMatch(it -> it.prime() == null);
    assertThat(offers(SandboxRetailer.AMAZON_MX, "1")).allMatch(it -> it.prime() != null);
  }

  @Test
  void variantsAreProductsOfTheirOwn() {
    Product product = product(SandboxRetailer.AMAZON, "B00EXAMPLE");
    assertThat(product.variants()).hasSizeGreaterThan(1);
    assertThat(product.variants().getFirst().productId()).isEqualTo("B00EXAMPLE");
    for (ProductVariant variant : product.variants()) {
      Product one = product(SandboxRetailer.AMAZON, variant.productId());
      assertThat(one.variantSpecifics()).isEqualTo(variant.specifics());
      assertThat(one.title()).isEqualTo(product.title());
      assertThat(one.variants()).isEqualTo(product.variants());
    }
    assertThat(product.variants())
        .anyMatch(it -> it.specifics().contains(new Variant("Color", "Red")));
  }

  @Test
  void identifiersHaveTheirCheckDigit() {
    assertThat(ProductSheet.checkDigit("978092356896")).isEqualTo(2);
    String ean = product(SandboxRetailer.AMAZON, "B00EXAMPLE").identifiers().get("EAN");
    assertThat(ean).matches("[0-9]{13}");
  }

  @Test
  void refusesIdsThatNobodyHas() {
    assertThat(refused(Showroom.product(SandboxRetailer.AMAZON, " ")).code())
        .isEqualTo(ErrorCode.EXPIRED_PRODUCT_ID);
    assertThat(refused(Showroom.offers(SandboxRetailer.AMAZON, "x".repeat(201))).code())
        .isEqualTo(ErrorCode.EXPIRED_PRODUCT_ID);
    assertThat(refused(Showroom.product(SandboxRetailer.AMAZON, "ERR-expired_product_id")))
        .satisfies(it -> assertThat(it.code()).isEqualTo(ErrorCode.EXPIRED_PRODUCT_ID))
        .satisfies(
            it -> assertThat(it.data()).containsEntry("product_id", "ERR-expired_product_id"));
  }

  @Test
  void searchFindsProductsThatTellWhatWasSearched() {
    SearchPage page = page(SandboxRetailer.AMAZON, "usb hub", 1);
    assertThat(page.products()).isNotEmpty().hasSizeLessThanOrEqualTo(10);
    assertThat(page.products()).allMatch(it -> it.title().startsWith("Usb Hub, "));
    for (Product found : page.products()) {
      assertThat(product(SandboxRetailer.AMAZON, found.productId())).isEqualTo(found);
    }
    assertThat(page(SandboxRetailer.AMAZON, "USB  hub!", 1)).isEqualTo(page);
  }

  @Test
  void searchEnds() {
    int pages = 1;
    while (page(SandboxRetailer.AMAZON, "usb hub", pages).hasNext()) {
      pages++;
      assertThat(pages).isLessThan(10);
    }
    assertThat(page(SandboxRetailer.AMAZON, "usb hub", pages + 1).products()).isEmpty();
    assertThat(page(SandboxRetailer.AMAZON, "nothing", 1).products()).isEmpty();
    assertThat(page(SandboxRetailer.AMAZON, " ", 1).products()).isEmpty();
    assertThat(page(SandboxRetailer.AMAZON, "usb hub", Integer.MAX_VALUE).products()).isEmpty();
  }

  @Test
  void theTestShopFindsItsTestProducts() {
    assertThat(page(SandboxRetailer.ZINC, "success", 1).products())
        .extracting(Product::productId)
        .startsWith("test-success");
  }

  private static Offer cheapest(List<Offer> offers) {
    return offers.stream()
        .filter(Offer::available)
        .min(Comparator.comparing(Offer::price))
        .orElseThrow();
  }

  private static Product product(SandboxRetailer retailer, String id) {
    return given(Showroom.product(retailer, id));
  }

  private static List<Offer> offers(SandboxRetailer retailer, String id) {
    return given(Showroom.offers(retailer, id));
  }

  private static SearchPage page(SandboxRetailer retailer, String query, int page) {
    return given(Showroom.search(retailer, query, page));
  }

  private static <T> T given(Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(var value) -> value;
      case Answer.Refused<T>(var error) -> throw new AssertionError(error.toString());
    };
  }

  private static OrderError refused(Answer<?> answer) {
    return switch (answer) {
      case Answer.Given<?>(var value) -> throw new AssertionError(value.toString());
      case Answer.Refused<?>(var error) -> error;
    };
  }
}
