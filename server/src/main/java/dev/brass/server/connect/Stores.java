package dev.brass.server.connect;

import dev.brass.server.egress.WebAddress;
import dev.brass.server.tenant.Mode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every store of this server, found by its code or by the address of one of its pages. Immutable.
///
/// A test order goes to sandbox stores only. A live order goes to real stores, and to sandbox
/// stores where the server was set up for development; if both have the same code or host, the real
/// one is used.
public final class Stores {

  private final Map<String, ConfiguredStore> real = new LinkedHashMap<>();
  private final Map<String, ConfiguredStore> sandbox = new LinkedHashMap<>();
  private final boolean sandboxForLive;

  /// The stores.
  ///
  /// @param sandboxForLive whether live keys may buy at sandbox stores
  /// @throws IllegalArgumentException when two stores share a code, or a store's settings are wrong
  public Stores(Collection<ConfiguredStore> stores, boolean sandboxForLive) {
    this.sandboxForLive = sandboxForLive;
    for (ConfiguredStore store : stores) {
      try {
        store.connector().check(store.settings());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("store '" + store.code() + "': " + e.getMessage(), e);
      }
      if ((store.sandbox() ? sandbox : real).putIfAbsent(store.code(), store) != null) {
        throw new IllegalArgumentException("two stores have the code '" + store.code() + "'");
      }
    }
  }

  /// Every store, real ones first.
  public List<ConfiguredStore> all() {
    return Stream.concat(real.values().stream(), sandbox.values().stream()).toList();
  }

  /// The keys of all of them.
  public Set<String> keys() {
    return Stream.concat(real.values().stream(), sandbox.values().stream())
        .map(ConfiguredStore::key)
        .collect(Collectors.toSet());
  }

  /// The store with a code for orders of this mode.
  public Optional<ConfiguredStore> byCode(String code, Mode mode) {
    return servingFirstReal(mode).filter(store -> store.code().equals(code)).findFirst();
  }

  /// The store that an existing order was submitted for.
  public Optional<ConfiguredStore> byCode(String code, boolean isSandbox) {
    return Optional.ofNullable((isSandbox ? sandbox : real).get(code));
  }

  /// The stores that orders of this mode can go to.
  public List<ConfiguredStore> serving(Mode mode) {
    Map<String, ConfiguredStore> byCode = new LinkedHashMap<>();
    servingFirstReal(mode).forEach(store -> byCode.putIfAbsent(store.code(), store));
    return new ArrayList<>(byCode.values());
  }

  /// The page behind an address, as far as the address shows it.
  public PageReading read(WebAddress page, Mode mode) {
    List<ConfiguredStore> stores = onHost(page, mode).toList();
    List<ProductPage> products =
        stores.stream()
            .flatMap(
                store ->
                    store.connector().productId(store.settings(), page.uri()).stream()
                        .map(productId -> new ProductPage(store, productId)))
            .toList();
    if (!products.isEmpty()) {
      return new PageReading.Product(products);
    }
    if (!stores.isEmpty()) {
      return new PageReading.OtherPage(stores.getFirst());
    }
    return ShortLinks.isOne(page) ? new PageReading.ShortLink() : new PageReading.Elsewhere();
  }

  /// The store whose pages are on a host, with or without `www.`.
  public Optional<ConfiguredStore> byHost(String host, Mode mode) {
    String lower = host.toLowerCase(Locale.ROOT);
    String bare = lower.startsWith("www.") ? lower.substring(4) : lower;
    return servingFirstReal(mode).filter(store -> store.hosts().contains(bare)).findFirst();
  }

  private Stream<ConfiguredStore> onHost(WebAddress page, Mode mode) {
    String bare = page.bareHost();
    String withPort = bare + ":" + page.port();
    return servingFirstReal(mode)
        .filter(store -> store.hosts().contains(bare) || store.hosts().contains(withPort));
  }

  private Stream<ConfiguredStore> servingFirstReal(Mode mode) {
    return switch (mode) {
      case TEST -> sandbox.values().stream();
      case LIVE ->
          sandboxForLive
              ? Stream.concat(real.values().stream(), sandbox.values().stream())
              : real.values().stream();
    };
  }

  /// A product of a store.
  public record ProductPage(ConfiguredStore store, String productId) {}
}
