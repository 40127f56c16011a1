package dev.brass.server.api.v2;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.PageReading;
import dev.brass.server.connect.Stores;
import dev.brass.server.connect.Stores.ProductPage;
import dev.brass.server.outward.WebAddress;
import dev.brass.server.outward.WebAddressReading.Refused;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.PlacesOrders;
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
    return switch (stores.read(address(url), mode)) {
      case PageReading.Product(var pages) -> {
        takesOrders(pages.getFirst().store(), url);
        yield pages.getFirst();
      }
      case PageReading.OtherPage(var store) -> {
        takesOrders(store, url);
        throw unreachable(url, "The address is not the page of a product: " + url);
      }
      case PageReading.ShortLink _ -> throw shortLink(url);
      case PageReading.Elsewhere _ -> throw unknown(url);
    };
  }

  /// The store that has a page, a product's or any other.
  ///
  /// @throws V2Problem when it is none that takes orders
  ConfiguredStore store(String url, Mode mode) {
    ConfiguredStore store =
        switch (stores.read(address(url), mode)) {
          case PageReading.Product(var pages) -> pages.getFirst().store();
          case PageReading.OtherPage(var other) -> other;
          case PageReading.ShortLink _ -> throw shortLink(url);
          case PageReading.Elsewhere _ -> throw unknown(url);
        };
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

  private static V2Problem shortLink(String url) {
    return unreachable(url, "The address '" + url + "' " + PageReading.ShortLink.WHY);
  }

  private static V2Problem unreachable(String url, String why) {
    return new V2Problem(400, "url_unreachable", why, Map.of("url", url));
  }

  private static WebAddress address(String url) {
    return switch (WebAddress.read(url)) {
      case WebAddress address -> address;
      case Refused refused ->
          throw unreachable(
              url,
              "A product's url is the http or https address of its page, not '%s': it %s"
                  .formatted(url, refused.why()));
    };
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
