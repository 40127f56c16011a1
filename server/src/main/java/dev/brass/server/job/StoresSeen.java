package dev.brass.server.job;

import dev.brass.server.db.Database;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stores at which there are jobs of each kind, as the table showed a moment ago. For one
/// thread.
final class StoresSeen {

  private static final Logger log = LoggerFactory.getLogger(StoresSeen.class);
  private static final int PART = 20;
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);

  private final Database database;
  private final Set<String> kinds;
  private final LongSupplier nanoTime;
  private final CostShare cost;
  private final TurnRepository repository = new TurnRepository();
  private final Set<String> atStores = new HashSet<>();
  private Map<String, Set<String>> stores = Map.of();
  private long next;
  private long nextWarning;

  StoresSeen(Database database, Set<String> kinds, LongSupplier nanoTime) {
    this.database = database;
    this.kinds = kinds;
    this.nanoTime = nanoTime;
    this.cost = new CostShare(PART, nanoTime);
    this.next = nanoTime.getAsLong();
    this.nextWarning = next;
  }

  /// Looks if the last look is long enough ago.
  ///
  /// @param known the stores that this process knows
  void refresh(Set<String> known) {
    long begun = nanoTime.getAsLong();
    if (begun - next < 0 || !cost.isDue()) {
      return;
    }
    Map<String, Set<String>> found = new HashMap<>();
    database
        .jdbi()
        .withHandle(handle -> repository.stores(handle, kinds))
        .forEach(
            (kind, all) -> {
              Set<String> named = new HashSet<>(all);
              named.remove("");
              if (!named.isEmpty()) {
                found.put(kind, named);
              }
            });
    stores = found;
    atStores.addAll(found.keySet());
    cost.took(begun);
    next = begun + BETWEEN.toNanos();
    warn(known);
  }

  private void warn(Set<String> known) {
    if (nanoTime.getAsLong() - nextWarning < 0) {
      return;
    }
    Set<String> unknown = new TreeSet<>();
    stores.values().forEach(unknown::addAll);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      log.warn(
          "There are jobs at stores that this node does not know; it leaves them to others: {}",
          unknown);
      nextWarning = nanoTime.getAsLong() + BETWEEN_WARNINGS.toNanos();
    }
  }

  /// The stores at which there are jobs of a kind.
  Set<String> stores(String kind) {
    return stores.getOrDefault(kind, Set.of());
  }

  /// Whether jobs of a kind were ever seen to act at stores.
  boolean isAtStores(String kind) {
    return atStores.contains(kind);
  }
}
