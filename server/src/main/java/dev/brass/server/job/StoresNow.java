package dev.brass.server.job;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The values of [StoreLimits] at the moment of a claim, together with the slots that the last
/// claims found taken. For one thread.
final class StoresNow {

  private final Set<String> open;
  private final Map<String, Integer> limits;
  private final Set<String> taken;

  private StoresNow(Set<String> open, Map<String, Integer> limits, Set<String> taken) {
    this.open = open;
    this.limits = limits;
    this.taken = taken;
  }

  /// Asks for all known stores.
  ///
  /// @param taken stores all of whose places were taken a moment ago
  static StoresNow of(StoreLimits stores, Set<String> taken) {
    Set<String> open = new LinkedHashSet<>();
    Map<String, Integer> limits = new HashMap<>();
    // Jobs that act at no store.
    open.add("");
    for (String store : stores.known()) {
      if (stores.isOpen(store)) {
        open.add(store);
      }
      int most = stores.mostAtOnce(store);
      if (most != StoreLimits.UNLIMITED) {
        limits.put(store, most);
      }
    }
    return new StoresNow(open, limits, taken);
  }

  /// The stores at which jobs may be claimed, and the empty key.
  Set<String> open() {
    return open;
  }

  boolean isOpen(String store) {
    return open.contains(store);
  }

  /// The number of slots of stores over all nodes; without stores that have no limit.
  Map<String, Integer> limits() {
    return limits;
  }

  boolean isLimited(String store) {
    return limits.containsKey(store);
  }

  /// Whether there may be a free place, when this node has so many.
  boolean hasSlot(String store, int here) {
    Integer limit = limits.get(store);
    return limit == null || (here < limit && !taken.contains(store));
  }
}
