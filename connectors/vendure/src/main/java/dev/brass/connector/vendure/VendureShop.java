package dev.brass.connector.vendure;

import dev.brass.spi.Store;
import java.util.Optional;
import java.util.function.Predicate;

/// A shop during one call of the connector: its settings and what works by them.
record VendureShop(
    VendureConfig config,
    VendureClient client,
    VendureMapping mapping,
    VendureCatalogue catalogue) {

  VendureShop(Store store) {
    this(VendureConfig.of(store.settings()), store);
  }

  private VendureShop(VendureConfig config, Store store) {
    this(
        config,
        new VendureClient(store.http(), config),
        new VendureMapping(config),
        new VendureCatalogue(config));
  }

  /// The first order that an administrator finds by a field's exact value and that is what was
  /// meant; empty also when we have no administrator's log-in. Filters of shops lie, so that what
  /// comes back is compared again.
  Optional<VendureWire.Order> askAdmin(
      String field, String value, Predicate<VendureWire.Order> meant) {
    VendureConfig.AdminLogin login = config.admin();
    return login == null
        ? Optional.empty()
        : client.orders(client.login(login), field, value).stream().filter(meant).findFirst();
  }
}
