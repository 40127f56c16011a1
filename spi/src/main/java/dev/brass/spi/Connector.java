package dev.brass.spi;

import java.net.URI;
import java.util.Optional;

/// Our code for one platform. Its capabilities are the interfaces that it implements, and nothing
/// else: [ReadsProducts], [ListsOffers], [SearchesProducts], [QuotesOrders], [PlacesOrders],
/// [FindsOrders], [TracksOrders], [CancelsOrders], [ReturnsOrders], [RecognizesShops]. Stateless
/// and thread-safe (C1). The server finds connectors by [java.util.ServiceLoader].
public interface Connector {

  /// The platform's code in lower case, such as `vendure`; stores name it in their configuration.
  String platform();

  /// Checks a store's settings when the server starts.
  ///
  /// @throws IllegalArgumentException naming the wrong setting and its allowed values
  void check(StoreSettings settings);

  /// The product that a page of this store sells, read from the address alone; empty when the
  /// address is not a product page of it.
  Optional<String> productId(StoreSettings settings, URI page);
}
