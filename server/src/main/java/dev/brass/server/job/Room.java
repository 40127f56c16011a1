package dev.brass.server.job;

import java.util.HashMap;
import java.util.Map;

/// The places that a kind of job has for one claim: how many, and how many of them each store may
/// get. For one thread.
///
/// No store may take all places: a store gets another place while it has fewer than are free. So
/// stores that all have work get the same, one that hangs gets half of all places at most, and the
/// others get the rest.
final class Room {

  private int free;
  private int freeInFlight;
  private final Map<String, Integer> held;
  private final StoresNow stores;
  private final boolean takesSlot;

  /// The places at this moment.
  ///
  /// @param free jobs that may be begun
  /// @param freeInFlight jobs that may be begun as far as those under way are concerned
  /// @param held how many jobs are under way at each store; kept and changed
  /// @param takesSlot whether each job needs a place of its store
  Room(int free, int freeInFlight, Map<String, Integer> held, StoresNow stores, boolean takesSlot) {
    this.free = free;
    this.freeInFlight = freeInFlight;
    this.held = new HashMap<>(held);
    this.stores = stores;
    this.takesSlot = takesSlot;
  }

  int free() {
    return free;
  }

  /// Whether one more job at a store may be begun.
  boolean has(String store) {
    if (free <= 0) {
      return false;
    }
    if (store.isEmpty()) {
      return true;
    }
    int here = held.getOrDefault(store, 0);
    return stores.isOpen(store)
        && (here == 0 || here < freeInFlight)
        && (!takesSlot || stores.hasSlot(store, here));
  }

  /// So many jobs may be begun whatever their stores are, without any getting more than is left.
  int ofAnyStore() {
    int most = held.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return Math.min(free, (freeInFlight - most + 1) / 2);
  }

  void take(String store) {
    free--;
    freeInFlight--;
    if (!store.isEmpty()) {
      held.merge(store, 1, Integer::sum);
    }
  }
}
