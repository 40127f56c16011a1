package dev.brass.server.job;

import java.util.HashMap;
import java.util.Map;

/// A kind of job on this node: how many of its jobs are at work or in flight, and at which stores.
/// Thread-safe.
final class KindLimit {

  private final JobKind kind;
  private final Map<String, Integer> inFlightByStore = new HashMap<>();
  private int working;
  private int inFlight;

  KindLimit(JobKind kind) {
    this.kind = kind;
  }

  JobKind kind() {
    return kind;
  }

  /// The number of jobs that may be begun now.
  synchronized int free() {
    return Math.min(kind.concurrency() - working, kind.inFlight() - inFlight);
  }

  /// The present number of places.
  synchronized Room room(StoresNow stores) {
    return new Room(free(), kind.inFlight() - inFlight, inFlightByStore, stores, kind.takesSlot());
  }

  /// A job is begun.
  synchronized void begin(String store) {
    working++;
    inFlight++;
    if (!store.isEmpty()) {
      inFlightByStore.merge(store, 1, Integer::sum);
    }
  }

  /// A job that is at work has ended.
  synchronized void end(String store) {
    working--;
    inFlight--;
    inFlightByStore.computeIfPresent(store, (_, count) -> count == 1 ? null : count - 1);
  }

  /// A job that was at work begins to wait for another system.
  synchronized void leave() {
    working--;
  }

  /// A job that has waited is at work again, whether a place is free or not: until one is, none is
  /// begun.
  synchronized void comeBack() {
    working++;
  }

  synchronized int working() {
    return working;
  }

  synchronized int inFlight() {
    return inFlight;
  }
}
