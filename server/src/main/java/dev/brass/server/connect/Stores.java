package dev.brass.server.connect;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Every store of this server, found by its code or by the address of one of its pages. Immutable.
public final class Stores {

  private final Map<String, ConfiguredStore> byCode = new LinkedHashMap<>();
  private final Map<String, List<ConfiguredStore>> byHost = new LinkedHashMap<>();

  /// The stores.
  ///
  /// @throws IllegalArgumentException when two stores share a code, or a store's settings are wrong
  public Stores(Collection<ConfiguredStore> stores) {
    for (ConfiguredStore store : stores) {
      try {
        store.connector().check(store.settings());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("store '" + store.code() + "': " + e.getMessage(), e);
      }
      if (byCode.putIfAbsent(store.code(), store) != null) {
        throw new IllegalArgumentException("two stores have the code '" + store.code() + "'");
      }
      for (String host : store.hosts()) {
        byHost.computeIfAbsent(host, _ -> new ArrayList<>()).add(store);
      }
    }
  }

  public Optional<ConfiguredStore> byCode(String code) {
    return Optional.ofNullable(byCode.get(code));
  }

  public Collection<ConfiguredStore> all() {
    return List.copyOf(byCode.values());
  }

  /// The store that a page belongs to and the product that it sells.
  public Optional<ProductPage> byPage(URI page) {
    return onHost(page).stream()
        .flatMap(
            store ->
                store.connector().productId(store.settings(), page).stream()
                    .map(productId -> new ProductPage(store, productId)))
        .findFirst();
  }

  /// Whether any store has pages on this address's host.
  public boolean knowsHost(URI page) {
    return !onHost(page).isEmpty();
  }

  private List<ConfiguredStore> onHost(URI page) {
    if (page.getHost() == null) {
      return List.of();
    }
    String host = page.getHost().toLowerCase(Locale.ROOT);
    String bare = host.startsWith("www.") ? host.substring(4) : host;
    List<ConfiguredStore> exact =
        page.getPort() < 0
            ? List.of()
            : byHost.getOrDefault(bare + ":" + page.getPort(), List.of());
    return exact.isEmpty() ? byHost.getOrDefault(bare, List.of()) : exact;
  }

  /// A product of a store.
  public record ProductPage(ConfiguredStore store, String productId) {}
}
