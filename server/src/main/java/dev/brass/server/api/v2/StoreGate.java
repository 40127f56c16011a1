package dev.brass.server.api.v2;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.connect.Stores.ProductPage;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.PlacesOrders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether this server buys from a store, and where it ships: for orders, and for who asks before
/// (spec v2 §9), so that the two cannot disagree. Thread-safe.
final class StoreGate {

  private static final Set<String> SHIPS_TO = Set.of("US", "DE", "AU", "NZ", "CA");

  private final Stores stores;

  StoreGate(Stores stores) {
    this.stores = stores;
  }

  Optional<ConfiguredStore> of(String code, Mode mode) {
    return stores.byCode(code, mode);
  }

  /// The product that a page sells.
  ///
  /// @throws V2Problem when it is none of a store that takes orders
  ProductPage product(String url, Mode mode) {
    URI page = address(url);
    ProductPage found =
        stores
            .byPage(page, mode)
            .orElseThrow(
                () ->
                    stores.knowsHost(page, mode)
                        ? new V2Problem(
                            400,
                            "url_unreachable",
                            "The address is not the page of a product: " + url,
                            Map.of("url", url))
                        : unknown(url));
    takesOrders(found.store(), url);
    return found;
  }

  /// The store that has a page, a product's or any other.
  ///
  /// @throws V2Problem when it is none that takes orders
  ConfiguredStore store(String url, Mode mode) {
    ConfiguredStore store = stores.ofPage(address(url), mode).orElseThrow(() -> unknown(url));
    takesOrders(store, url);
    return store;
  }

  private static void takesOrders(ConfiguredStore store, String url) {
    if (!(store.connector() instanceof PlacesOrders)) {
      throw unsupported(url, "The store '" + store.code() + "' takes no orders");
    }
  }

  private static V2Problem unknown(String url) {
    return unsupported(url, "No store of this server has the page " + url);
  }

  private static V2Problem unsupported(String url, String why) {
    return new V2Problem(400, "unsupported_retailer", why, Map.of("url", url));
  }

  private static URI address(String url) {
    try {
      URI page = new URI(url.strip());
      if (page.getHost() != null
          && ("https".equalsIgnoreCase(page.getScheme())
              || "http".equalsIgnoreCase(page.getScheme()))) {
        return page;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw new V2Problem(
        400,
        "url_unreachable",
        "A product's url is the http or https address of its page, not '" + url + "'",
        Map.of("url", url));
  }

  /// Refuses a country that live orders do not go to; test orders go anywhere.
  ///
  /// @param country ISO alpha-2, upper case
  static void country(String country, Mode mode) {
    if (mode == Mode.LIVE && !SHIPS_TO.contains(country)) {
      throw new V2Problem(
          400,
          "unsupported_country",
          "Orders to " + country + " are not supported",
          Map.of("country", country, "supported", SHIPS_TO.stream().sorted().toList()));
    }
  }
}
