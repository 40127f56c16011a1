package dev.brass.server.order;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The orders that were read last, as they were then. Clients look at an order again and again
/// until something has happened to it: unless its version is another one, it need not be read from
/// the database and made anew. Thread-safe.
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

  /// Those of the orders that are known.
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

  /// Forgets all of them: their versions may mean something else from now on.
  synchronized void clear() {
    orders.clear();
    era++;
  }

  /// Changes whenever all are forgotten.
  synchronized long era() {
    return era;
  }

  /// Keeps what was read, unless all was forgotten meanwhile.
  ///
  /// @param began the era in which the reading began
  synchronized void keep(Map<OrderKey, Order> read, long began) {
    if (began == era) {
      orders.putAll(read);
    }
  }
}
