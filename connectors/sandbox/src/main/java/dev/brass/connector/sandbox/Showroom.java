package dev.brass.connector.sandbox;

import dev.brass.spi.Answer;
import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What everybody may look at without buying: products, offers, search. Pure.
final class Showroom {

  private static final int PAGE_SIZE = 10;

  private Showroom() {}

  static Answer<Product> product(SandboxRetailer retailer, String productId) {
    return Catalogue.refusal(productId)
        .map(Answer::<Product>refused)
        .orElseGet(() -> Answer.of(ProductSheet.of(Catalogue.item(retailer, productId))));
  }

  static Answer<List<Offer>> offers(SandboxRetailer retailer, String productId) {
    return Catalogue.refusal(productId)
        .map(Answer::<List<Offer>>refused)
        .orElseGet(
            () -> {
              Item item = Catalogue.item(retailer, productId);
              return Answer.of(OfferSheet.of(item, item.selected()));
            });
  }

  /// One page of hits; the test shop finds its test products by their names as well.
  static Answer<SearchPage> search(SandboxRetailer retailer, String query, int page) {
    if (page < 1 || page > 100) {
      return Answer.of(new SearchPage(List.of(), false));
    }
    List<String> ids = new ArrayList<>();
    if (retailer == SandboxRetailer.ZINC && page == 1) {
      String words = query.strip().toLowerCase(Locale.ROOT);
      for (TestProduct product : TestProduct.values()) {
        if (!words.isEmpty() && product.displayName().toLowerCase(Locale.ROOT).contains(words)) {
          ids.add(product.productId());
        }
      }
    }
    ids.addAll(Catalogue.search(retailer, query, page, PAGE_SIZE));
    boolean hasNext = !Catalogue.search(retailer, query, page + 1, PAGE_SIZE).isEmpty();
    return Answer.of(
        new SearchPage(
            ids.stream().map(id -> ProductSheet.of(Catalogue.item(retailer, id))).toList(),
            hasNext));
  }
}
