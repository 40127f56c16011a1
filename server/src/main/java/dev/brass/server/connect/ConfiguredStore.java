package dev.brass.server.connect;

import dev.brass.spi.Connector;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.StoreSettings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A configured store of this server.
///
/// @param code its code in orders; v1 calls it `retailer`
/// @param hosts the host names of its pages, lower case, without `www.`
/// @param sandbox whether it belongs to the sandbox marketplace, so that nothing real is ever
///     bought
/// @param paidBy the party that pays it, for every order
public record ConfiguredStore(
    String code,
    Connector connector,
    StoreSettings settings,
    Set<String> hosts,
    boolean sandbox,
    PaidBy paidBy,
    StoreRules rules) {

  public ConfiguredStore {
    hosts = Set.copyOf(hosts);
  }

  /// A store without limits, with the payer of its connector.
  public ConfiguredStore(
      String code,
      Connector connector,
      StoreSettings settings,
      Set<String> hosts,
      boolean sandbox) {
    this(code, connector, settings, hosts, sandbox, paidBy(connector, settings), StoreRules.FREE);
  }

  /// The party that pays a store of this connector; no one if it accepts no orders.
  public static PaidBy paidBy(Connector connector, StoreSettings settings) {
    return connector instanceof PlacesOrders places ? places.paidBy(settings) : PaidBy.CLIENT;
  }

  /// Its unique key in the server: a sandbox store and a real one may have the same code.
  public String key() {
    return key(code, sandbox);
  }

  /// The key of a store that may no longer be configured.
  public static String key(String code, boolean sandbox) {
    return sandbox ? "sandbox/" + code : code;
  }

  /// Its display name: the code as a title, such as `Home Depot` for `home_depot`.
  public String displayName() {
    return Arrays.stream(code.replace('-', '_').split("_", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining(" "));
  }

  /// The shortest of its hosts; empty when it has none.
  public Optional<String> mainHost() {
    return hosts.stream()
        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
  }
}
