package dev.brass.server.connect;

import dev.brass.server.connect.Stores.ProductPage;
import java.util.List;

/// What the address of a page leads to.
public sealed interface PageReading {

  /// A product.
  ///
  /// @param pages at every store that has it there; the first is meant where nothing else says
  ///     which
  record Product(List<ProductPage> pages) implements PageReading {
    public Product {
      pages = List.copyOf(pages);
    }
  }

  /// A page of a store from whose address no product can be read.
  record OtherPage(ConfiguredStore store) implements PageReading {}

  /// An address that leads on to another, which only a call would find out; a call that a stranger
  /// causes, to an address that may lead elsewhere tomorrow, is not made for an order.
  record ShortLink() implements PageReading {
    /// What to do about it, after the address.
    public static final String WHY =
        "is a short link, and which product it leads to is not known; open it, and send the address"
            + " that the browser shows then";
  }

  /// No page of any store here.
  record Elsewhere() implements PageReading {}
}
