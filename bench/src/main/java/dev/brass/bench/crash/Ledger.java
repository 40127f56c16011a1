package dev.brass.bench.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What the clients know: what they wanted, what was promised to them, and what was wrong.
/// Thread-safe.
final class Ledger {

  private static final int MOST_FLAWS = 500;

  private final Map<Integer, Purchase> purchases = new ConcurrentSkipListMap<>();
  private final Map<Integer, UUID> promised = new ConcurrentHashMap<>();
  private final Set<UUID> cancelled = ConcurrentHashMap.newKeySet();
  private final Queue<String> flaws = new ConcurrentLinkedQueue<>();
  private final AtomicInteger tries = new AtomicInteger();

  void begun(Purchase purchase) {
    purchases.put(purchase.number(), purchase);
  }

  /// Counts a request that got no answer and is to be sent again.
  void triedAgain() {
    tries.incrementAndGet();
  }

  /// A submission was acknowledged with this order.
  void acknowledged(Purchase purchase, UUID order) {
    UUID before = promised.putIfAbsent(purchase.number(), order);
    if (before != null && !before.equals(order)) {
      flaw("%s was acknowledged as order %s and as %s".formatted(purchase, before, order));
    }
  }

  /// A cancel was acknowledged.
  void cancelled(UUID order) {
    cancelled.add(order);
  }

  void flaw(String what) {
    if (flaws.size() < MOST_FLAWS) {
      flaws.add(what);
    }
  }

  int answers() {
    return promised.size();
  }

  int begun() {
    return purchases.size();
  }

  int triesAgain() {
    return tries.get();
  }

  Collection<Purchase> purchases() {
    return List.copyOf(purchases.values());
  }

  /// Orders by the numbers of the purchases.
  Map<Integer, UUID> promised() {
    return new TreeMap<>(promised);
  }

  Set<UUID> cancelled() {
    return Set.copyOf(cancelled);
  }

  List<String> flaws() {
    return new ArrayList<>(flaws);
  }
}
