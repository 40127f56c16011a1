package dev.brass.server.connect;

import dev.brass.server.connect.Stores.ProductPage;
import java.util.List;

/// The result of reading a page's address.
public sealed interface PageReading {

  /// A product.
  ///
  /// @param pages the product at every store that has the page; the first is the default
  record Product(List<ProductPage> pages) implements PageReading {
    public Product {
      pages = List.copyOf(pages);
    }
  }

  /// A store's page whose address does not identify a product.
  record OtherPage(ConfiguredStore store) implements PageReading {}

  /// An address that redirects to another one, which only a call could resolve. No such call is
  /// made for an order: a third party would cause it, and the target may change later.
  record ShortLink() implements PageReading {
    /// The advice in the error message, after the address.
    public static final String WHY =
        "is a short link, and which product it leads to is not known; open it, and send the address"
            + " that the browser shows then";
  }

  /// Not a page of any configured store.
  record Elsewhere() implements PageReading {}
}
