package dev.brass.server.api.v1;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.PageReading;
import dev.brass.server.connect.Stores;
import dev.brass.server.connect.Stores.ProductPage;
import dev.brass.server.egress.WebAddress;
import dev.brass.server.egress.WebAddressReading.Refused;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.PlacesOrders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Determines the products of an order, and so its retailer, from the addresses of their pages
/// (classic Zinc docs, Ordering by URL). Thread-safe.
final class PageReader {

  private final Stores stores;

  PageReader(Stores stores) {
    this.stores = stores;
  }

  /// One entry of `products`.
  ///
  /// @param page the page that identifies the product; null when an id does
  record Entry(Value value, @Nullable Page page) {}

  /// A product's page.
  ///
  /// @param found the product at each store that takes orders and has this page; none when there is
  /// a problem, which has been recorded
  record Page(Value url, String address, List<ProductPage> found) {

    /// The product's id at a retailer; a page of another retailer is a problem.
    String productId(String retailer) {
      for (ProductPage page : found) {
        if (page.store().code().equals(retailer)) {
          return page.productId();
        }
      }
      if (!found.isEmpty() && !retailer.isEmpty()) {
        url.problemWithValue(
            V1Code.MISMATCHING_RETAILER,
            "is a page of %s, and all products of this order must be of %s"
                .formatted(found.getFirst().store().code(), retailer));
      }
      return "";
    }
  }

  /// The entries of a list of products.
  List<Entry> entries(Value products, Mode mode) {
    List<Entry> entries = new ArrayList<>();
    for (Value item : products.items(Limits.PRODUCTS)) {
      Value url = item.json().isString() ? item : item.at("url");
      // Beside a product id it is a field of the client's own.
      boolean byPage = url.isPresent() && !item.at("product_id").isPresent();
      entries.add(new Entry(item, byPage ? page(url, mode) : null));
    }
    return entries;
  }

  static boolean anyPage(List<Entry> entries) {
    return entries.stream().anyMatch(entry -> entry.page() != null);
  }

  /// The retailer of the first page with a known retailer; empty when there is none.
  static String retailer(List<Entry> entries) {
    return entries.stream()
        .flatMap(entry -> Optional.ofNullable(entry.page()).stream())
        .flatMap(page -> page.found().stream())
        .map(found -> found.store().code())
        .findFirst()
        .orElse("");
  }

  private Page page(Value url, Mode mode) {
    String text = url.requiredText(Limits.URL).strip();
    return new Page(url, text, text.isEmpty() ? List.of() : found(url, text, mode));
  }

  private List<ProductPage> found(Value url, String text, Mode mode) {
    return switch (WebAddress.read(text)) {
      case Refused refused -> {
        url.problemWithValue(
            V1Code.INVALID_REQUEST,
            "must be the http or https address of a product's page"
                + (text.contains("://") ? "; it " + refused.why() : ""));
        yield List.of();
      }
      case WebAddress address -> found(url, stores.read(address, mode));
    };
  }

  private static List<ProductPage> found(Value url, PageReading reading) {
    switch (reading) {
      case PageReading.Product(var pages) -> {
        List<ProductPage> sold = pages.stream().filter(page -> takesOrders(page.store())).toList();
        if (!sold.isEmpty()) {
          return sold;
        }
        url.problemWithValue(
            V1Code.UNKNOWN_RETAILER,
            "is a page of " + pages.getFirst().store().code() + ", which takes no orders");
      }
      case PageReading.OtherPage(var store) when !takesOrders(store) ->
          url.problemWithValue(
              V1Code.UNKNOWN_RETAILER, "is a page of " + store.code() + ", which takes no orders");
      case PageReading.OtherPage _ ->
          url.problemWithValue(
              V1Code.UNSUPPORTED_PRODUCT_ID,
              "must be the page of one product; no product id can be read from it");
      case PageReading.ShortLink _ ->
          url.problemWithValue(V1Code.UNSUPPORTED_PRODUCT_ID, PageReading.ShortLink.WHY);
      case PageReading.Elsewhere _ ->
          url.problemWithValue(
              V1Code.UNKNOWN_RETAILER, "must be a page of a retailer that this server orders at");
    }
    return List.of();
  }

  private static boolean takesOrders(ConfiguredStore store) {
    return store.connector() instanceof PlacesOrders;
  }
}
