package dev.brass.server.intake;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.PageReading;
import dev.brass.server.connect.Stores;
import dev.brass.server.connect.Stores.ProductPage;
import dev.brass.server.egress.WebAddress;
import dev.brass.server.egress.WebAddressReading.Refused;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.PlacesOrders;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the store of a page, whether this server buys there, and where it ships. Orders and
/// availability checks both use it, so that they cannot disagree. Thread-safe.
public final class StorePages {

  private static final Set<String> SHIPS_TO = Set.of("US", "DE", "AU", "NZ", "CA");

  private final Stores stores;

  public StorePages(Stores stores) {
    this.stores = stores;
  }

  /// The result of a check of a live order.
  public sealed interface Answer {

    /// The store of the page would accept it.
    record Orderable(ConfiguredStore store) implements Answer {}

    /// It would not be accepted.
    record Rejected(Rejection why) implements Answer {}
  }

  /// Whether a live order of a page (a product's or any other page of a store) would be accepted.
  ///
  /// @param country the destination, ISO alpha-2, upper case; null for any
  public Answer check(String url, @Nullable String country) {
    try {
      ConfiguredStore store = store(url);
      if (country != null) {
        country(country, Mode.LIVE);
      }
      return new Answer.Orderable(store);
    } catch (RejectedException e) {
      return new Answer.Rejected(e.why());
    }
  }

  Optional<ConfiguredStore> of(String code, Mode mode) {
    return stores.byCode(code, mode);
  }

  /// The product that a page sells.
  ///
  /// @throws RejectedException when it is not a product page of a store that accepts orders
  ProductPage product(String url, Mode mode) {
    return switch (stores.read(address(url), mode)) {
      case PageReading.Product(var pages) -> {
        takesOrders(pages.getFirst().store(), url);
        yield pages.getFirst();
      }
      case PageReading.OtherPage(var store) -> {
        takesOrders(store, url);
        throw unusable(url, "The address is not the page of a product: " + url);
      }
      case PageReading.ShortLink _ -> throw shortLink(url);
      case PageReading.Elsewhere _ -> throw unknown(url);
    };
  }

  private ConfiguredStore store(String url) {
    ConfiguredStore store =
        switch (stores.read(address(url), Mode.LIVE)) {
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

  private static RejectedException unknown(String url) {
    return unsupported(url, "No store of this server has the page " + url);
  }

  private static RejectedException unsupported(String url, String why) {
    return new RejectedException(new Rejection.UnsupportedStore(url, why));
  }

  private static RejectedException shortLink(String url) {
    return unusable(url, "The address '" + url + "' " + PageReading.ShortLink.WHY);
  }

  private static RejectedException unusable(String url, String why) {
    return new RejectedException(new Rejection.UnusablePage(url, why));
  }

  private static WebAddress address(String url) {
    return switch (WebAddress.read(url)) {
      case WebAddress address -> address;
      case Refused refused ->
          throw unusable(
              url,
              "A product's url is the http or https address of its page, not '%s': it %s"
                  .formatted(url, refused.why()));
    };
  }

  /// Rejects a country that is not supported for live orders; test orders may go anywhere.
  static void country(String country, Mode mode) {
    if (mode == Mode.LIVE && !SHIPS_TO.contains(country)) {
      throw new RejectedException(
          new Rejection.UnsupportedCountry(country, SHIPS_TO.stream().sorted().toList()));
    }
  }
}
