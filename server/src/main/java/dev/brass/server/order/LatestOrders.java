package dev.brass.server.order;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// A cache of the orders that were read last. Clients poll an order until it changes: while its
/// version is the same, it need not be read and built again. Thread-safe.
final class LatestOrders {

  /// An order takes some kilobytes.
  static final int MOST = 1_000;

  private final Map<OrderKey, Order> orders =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<OrderKey, Order> eldest) {
          return size() > MOST;
        }
      };

  private long era;

  /// The cached ones of these orders.
  synchronized Map<OrderKey, Order> of(Collection<OrderKey> keys) {
    Map<OrderKey, Order> known = new HashMap<>();
    for (OrderKey key : keys) {
      Order order = orders.get(key);
      if (order != null) {
        known.put(key, order);
      }
    }
    return known;
  }

  /// Clears the cache: the versions may have another meaning from now on.
  synchronized void clear() {
    orders.clear();
    era++;
  }

  /// Changes whenever the cache is cleared.
  synchronized long era() {
    return era;
  }

  /// Caches what was read, unless the cache was cleared meanwhile.
  ///
  /// @param began the era in which the reading began
  synchronized void keep(Map<OrderKey, Order> read, long began) {
    if (began == era) {
      orders.putAll(read);
    }
  }
}
