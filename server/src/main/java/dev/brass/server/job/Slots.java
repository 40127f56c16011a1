package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.SlotRepository.Slot;
import dev.brass.server.job.SlotRepository.Taken;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;

/// The slots of stores with a limit of jobs at a time over all nodes, as claims take them.
/// Thread-safe.
final class Slots {

  /// The pause before a store whose slots were all taken is tried again. A slot that this node
  /// frees ends the pause.
  static final Duration PAUSE = Duration.ofMillis(100);

  private final Database database;
  private final LongSupplier nanoTime;
  private final SlotRepository repository = new SlotRepository();
  private final Map<String, Integer> added = new ConcurrentHashMap<>();
  private final Map<String, Long> takenUntil = new ConcurrentHashMap<>();

  Slots(Database database, LongSupplier nanoTime) {
    this.database = database;
    this.nanoTime = nanoTime;
  }

  /// Ensures that stores have the right number of slots.
  void add(Map<String, Integer> limits) {
    if (limits.entrySet().stream()
        .anyMatch(limit -> added.getOrDefault(limit.getKey(), 0) < limit.getValue())) {
      database.jdbi().useHandle(handle -> repository.add(handle, limits));
      added.putAll(limits);
    }
  }

  /// The stores whose slots were all taken a moment ago.
  Set<String> taken() {
    long now = nanoTime.getAsLong();
    takenUntil.values().removeIf(until -> now - until >= 0);
    return Set.copyOf(takenUntil.keySet());
  }

  /// Notes that slots were freed here.
  void freed() {
    takenUntil.clear();
  }

  /// Free places that a transaction has locked.
  final class Held {

    private final Map<String, Deque<Slot>> free = new HashMap<>();

    int count(String store) {
      Deque<Slot> slots = free.get(store);
      return slots == null ? 0 : slots.size();
    }

    /// Gives places to those of these jobs that need one.
    void take(Handle handle, UUID node, Collection<Claimed> claimed) {
      List<Taken> taken = new ArrayList<>();
      for (Claimed each : claimed) {
        Deque<Slot> slots = free.get(each.queue().store());
        if (slots != null) {
          taken.add(new Taken(slots.remove(), each.job().id()));
        }
      }
      if (!taken.isEmpty()) {
        repository.take(handle, node, taken);
      }
    }
  }

  /// Locks free places until the end of the transaction, as many as are wanted or there are.
  ///
  /// @param limits how many places stores have; those that are not here have any number
  /// @param wanted how many jobs are to be claimed at each store; of each kind
  Held lock(Handle handle, Map<String, Integer> limits, Collection<Map<String, Integer>> wanted) {
    Held held = new Held();
    Map<String, Integer> counts = new HashMap<>();
    wanted.forEach(
        stores ->
            stores.forEach(
                (store, count) -> {
                  if (limits.containsKey(store)) {
                    counts.merge(store, count, Integer::sum);
                  }
                }));
    if (counts.isEmpty()) {
      return held;
    }
    for (Slot slot : repository.lock(handle, limits, counts)) {
      held.free.computeIfAbsent(slot.store(), _ -> new ArrayDeque<>()).add(slot);
    }
    long until = nanoTime.getAsLong() + PAUSE.toNanos();
    counts.forEach(
        (store, count) -> {
          if (held.count(store) < count) {
            takenUntil.put(store, until);
          }
        });
    return held;
  }
}
