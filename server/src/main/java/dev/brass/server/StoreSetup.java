package dev.brass.server;

import dev.brass.connector.sandbox.SandboxMarketplace;
import dev.brass.connector.sandbox.SandboxRetailer;
import dev.brass.server.config.Settings;
import dev.brass.server.config.StoreLimits;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.StoreRules;
import dev.brass.server.connect.Stores;
import dev.brass.spi.Connector;
import dev.brass.spi.InProcess;
import dev.brass.spi.PaidBy;
import dev.brass.spi.StoreSettings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/// The stores of a server: the sandbox marketplace's retailers, and the shops that its operator
/// configured, each with the connector of its platform.
final class StoreSetup {

  private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000);

  /// The calls after the quote: a way to ship, a reference, a lock on the cart, and the call that
  /// buys.
  private static final int CALLS_TO_BUY = 4;

  private StoreSetup() {}

  /// All stores.
  ///
  /// @throws IllegalArgumentException when a configured shop names an unknown platform, or has
  ///     wrong settings
  static Stores stores(Settings settings, SandboxMarketplace marketplace) {
    List<ConfiguredStore> stores =
        new ArrayList<>(sandbox(marketplace, settings.wallet().sandboxPaidBy()));
    Map<String, Connector> connectors = connectors();
    for (dev.brass.server.config.ConfiguredStore shop : settings.stores()) {
      Connector connector = connectors.get(shop.platform());
      if (connector == null) {
        throw new IllegalArgumentException(
            "store '"
                + shop.code()
                + "': there is no connector for the platform '"
                + shop.platform()
                + "'; there are "
                + connectors.keySet());
      }
      PaidBy told = shop.paidBy();
      stores.add(
          new ConfiguredStore(
              shop.code(),
              connector,
              shop.settings(),
              bareHosts(shop.hosts()),
              false,
              told == null ? ConfiguredStore.paidBy(connector, shop.settings()) : told,
              rules(shop, connector, settings.orders().placeTimeout())));
    }
    return new Stores(stores, settings.profile() == Settings.Profile.DEVELOPMENT);
  }

  /// The limits of requests to the store.
  ///
  /// @throws IllegalArgumentException when its rate limit leaves no time to place an order
  private static StoreRules rules(
      dev.brass.server.config.ConfiguredStore shop, Connector connector, Duration placeTimeout) {
    StoreLimits limits = shop.limits();
    BigDecimal rate = limits.requestsPerSecond();
    if (rate != null && apart(rate).multipliedBy(CALLS_TO_BUY).compareTo(placeTimeout) > 0) {
      throw new IllegalArgumentException(
          "store '%s': at 'requests-per-second: %s' the %d calls of an order take longer than 'orders.place-timeout' (%d s) allows"
              .formatted(
                  shop.code(), rate.toPlainString(), CALLS_TO_BUY, placeTimeout.toSeconds()));
    }
    Integer most = limits.maxConcurrency();
    int usual =
        connector instanceof InProcess ? StoreRules.UNLIMITED : StoreRules.MOST_OVER_NETWORK;
    return new StoreRules(
        rate == null ? null : apart(rate), most == null ? usual : most, limits.holdFor());
  }

  private static Duration apart(BigDecimal rate) {
    return Duration.ofNanos(SECOND.divide(rate, RoundingMode.CEILING).longValueExact());
  }

  private static List<ConfiguredStore> sandbox(SandboxMarketplace marketplace, PaidBy paidBy) {
    Map<String, Connector> byPlatform = new TreeMap<>();
    marketplace.connectors().forEach(c -> byPlatform.put(c.platform(), c));
    List<ConfiguredStore> stores = new ArrayList<>();
    for (SandboxRetailer retailer : SandboxRetailer.values()) {
      Connector connector = byPlatform.get(retailer.platform().code());
      if (connector == null) {
        throw new IllegalStateException("no sandbox connector for " + retailer.platform());
      }
      stores.add(
          new ConfiguredStore(
              retailer.code(),
              connector,
              new StoreSettings(Map.of("retailer", retailer.code())),
              bareHosts(retailer.hosts()),
              true,
              paidBy,
              StoreRules.FREE));
    }
    return stores;
  }

  private static Set<String> bareHosts(List<String> hosts) {
    Set<String> bare = new HashSet<>();
    for (String host : hosts) {
      String lower = host.toLowerCase(Locale.ROOT);
      bare.add(lower.startsWith("www.") ? lower.substring(4) : lower);
    }
    return bare;
  }

  /// The available connectors, by platform.
  static Map<String, Connector> connectors() {
    Map<String, Connector> connectors = new TreeMap<>();
    ServiceLoader.load(Connector.class).forEach(c -> connectors.put(c.platform(), c));
    return connectors;
  }
}
