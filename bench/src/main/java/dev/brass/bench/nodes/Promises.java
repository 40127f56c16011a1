package dev.brass.bench.nodes;

import dev.brass.bench.nodes.Basket.Item;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the clients know: what they wanted, what was promised to them, what they have to send again
/// because the server may have forgotten it, and what was wrong. Thread-safe.
///
/// Instants are those of [System#nanoTime].
final class Promises {

  private static final int MOST_FLAWS = 500;

  private final Map<Integer, Basket> begun = new TreeMap<>();
  private final Map<Integer, Long> beganAt = new HashMap<>();
  private final Map<Integer, Kept> kept = new HashMap<>();
  private final Queue<Basket> again = new ArrayDeque<>();
  private final List<String> flaws = new ArrayList<>();
  private long lastLoss = Long.MIN_VALUE;
  private int orders;
  private int tries;
  private int sentAgain;

  /// An answer that ends a submission.
  ///
  /// @param orders their ids by product; empty while they come later, or when there are none
  /// @param batch of an upload or of operations; null for a single order
  /// @param key what an agent looks at its order with; null for the tenant's
  record Answer(Map<String, String> orders, @Nullable String batch, @Nullable String key) {

    Answer {
      orders = Map.copyOf(orders);
    }

    static Answer of(Item item, String order) {
      return new Answer(Map.of(item.product(), order), null, null);
    }

    /// Whether there are orders, be they known by now or not.
    boolean hasOrders() {
      return batch != null || !orders.isEmpty();
    }

    static Answer none() {
      return new Answer(Map.of(), null, null);
    }
  }

  /// An answer that counts.
  ///
  /// @param at when it came
  record Kept(Basket basket, Answer answer, long at) {}

  synchronized void begun(Basket basket) {
    begun.put(basket.number(), basket);
    beganAt.put(basket.number(), System.nanoTime());
    orders += basket.items().size();
  }

  /// Writes an answer down, unless the database has gone on with another history since the request
  /// was sent: then the answer may be of the lost one, and the request is to be sent again.
  synchronized boolean keep(Basket basket, long sentAt, Answer answer) {
    if (lastLoss > sentAt) {
      return false;
    }
    kept.put(basket.number(), new Kept(basket, answer, System.nanoTime()));
    return true;
  }

  /// The orders of an upload are known by now.
  synchronized void known(Basket basket, Map<String, String> ids) {
    kept.computeIfPresent(
        basket.number(),
        (_, before) ->
            new Kept(
                basket,
                new Answer(ids, before.answer().batch(), before.answer().key()),
                before.at()));
  }

  /// The database goes on, and has forgotten what it was told after an instant. What was answered
  /// since is sent again.
  synchronized void lostSince(long instant) {
    lastLoss = System.nanoTime();
    List<Kept> forgotten = kept.values().stream().filter(k -> k.at() >= instant).toList();
    for (Kept each : forgotten) {
      kept.remove(each.basket().number());
      again.add(each.basket());
      sentAgain += each.basket().items().size();
    }
  }

  /// What is to be sent again next; null for nothing.
  synchronized @Nullable Basket nextAgain() {
    return again.poll();
  }

  synchronized boolean hasAgain() {
    return !again.isEmpty();
  }

  /// The products of the orders that were begun before an instant; null while one of them has no
  /// answer.
  synchronized @Nullable List<String> answeredBefore(long instant) {
    List<String> products = new ArrayList<>();
    for (Basket basket : begun.values()) {
      if (beganAt.getOrDefault(basket.number(), 0L) < instant) {
        Kept known = kept.get(basket.number());
        if (known == null) {
          return null;
        }
        if (known.answer().hasOrders()) {
          basket.items().forEach(item -> products.add(item.product()));
        }
      }
    }
    return products;
  }

  /// When the database went on with another history last.
  synchronized long lastLoss() {
    return lastLoss;
  }

  /// Counts a request that is sent once more since there was no answer.
  synchronized void triedAgain() {
    tries++;
  }

  synchronized void flaw(String what) {
    if (flaws.size() < MOST_FLAWS) {
      flaws.add(what);
    }
  }

  /// How many orders were asked for.
  synchronized int orders() {
    return orders;
  }

  /// How many orders have an answer.
  synchronized int answered() {
    return kept.values().stream().mapToInt(k -> k.basket().items().size()).sum();
  }

  synchronized int triesAgain() {
    return tries;
  }

  /// How many orders were sent again after a loss, though they had been answered.
  synchronized int sentAgain() {
    return sentAgain;
  }

  synchronized List<Basket> baskets() {
    return List.copyOf(begun.values());
  }

  synchronized @Nullable Kept kept(Basket basket) {
    return kept.get(basket.number());
  }

  synchronized List<String> flaws() {
    return List.copyOf(flaws);
  }
}
