package dev.brass.server.db;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Recent answers of the database, so that it is not asked the same on every request. Callers that
/// ask for the same at once share one query. Thread-safe.
///
/// For answers that may be some seconds old; code that changes the rows calls [#forget] or [#clear]
/// for this node, and the other nodes follow when their answers get old.
///
/// @param <K> the question; needs `equals`
/// @param <V> the answer
public final class ShortCache<K, V> {

  private final Duration fresh;
  private final int most;
  private final Predicate<V> goesFirst;
  private final Function<K, V> source;
  private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();

  /// An empty one.
  ///
  /// @param fresh how old an answer may get
  /// @param most how many are kept
  /// @param goesFirst which answers are evicted before any other
  /// @param source asks the database; an exception goes to all callers that wait for it and is not
  ///     kept
  public ShortCache(Duration fresh, int most, Predicate<V> goesFirst, Function<K, V> source) {
    this.fresh = fresh;
    this.most = most;
    this.goesFirst = goesFirst;
    this.source = source;
  }

  /// Not a record: two questions are never equal.
  private static final class Entry<V> {
    final Instant askedAt;
    final CompletableFuture<V> answer = new CompletableFuture<>();

    Entry(Instant askedAt) {
      this.askedAt = askedAt;
    }
  }

  /// The answer for `key`, at most as old as allowed at `now`.
  public V get(K key, Instant now) {
    Entry<V> cached = entries.get(key);
    if (cached != null && isFresh(cached, now)) {
      return join(cached);
    }
    if (cached == null && entries.size() >= most) {
      makeRoom(now);
    }
    Entry<V> mine = new Entry<>(now);
    Entry<V> current =
        entries.compute(key, (_, old) -> old != null && isFresh(old, now) ? old : mine);
    if (current == mine) {
      ask(key, mine);
    }
    return join(current);
  }

  private void ask(K key, Entry<V> entry) {
    try {
      entry.answer.complete(source.apply(key));
    } catch (RuntimeException | Error e) {
      entries.remove(key, entry);
      entry.answer.completeExceptionally(e);
    }
  }

  private static <V> V join(Entry<V> entry) {
    try {
      return entry.answer.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  /// A clock that was set back must not keep an answer without end.
  private boolean isFresh(Entry<V> entry, Instant now) {
    return !now.isBefore(entry.askedAt) && now.isBefore(entry.askedAt.plus(fresh));
  }

  /// Drops the old answers and those to evict first; if there are none, the older half.
  private void makeRoom(Instant now) {
    entries
        .values()
        .removeIf(
            entry ->
                !isFresh(entry, now)
                    || (entry.answer.state() == CompletableFuture.State.SUCCESS
                        && goesFirst.test(entry.answer.resultNow())));
    if (entries.size() < most) {
      return;
    }
    List<Map.Entry<K, Entry<V>>> byAge =
        entries.entrySet().stream()
            .sorted((a, b) -> a.getValue().askedAt.compareTo(b.getValue().askedAt))
            .toList();
    byAge.stream()
        .limit((byAge.size() + 1) / 2)
        .forEach(old -> entries.remove(old.getKey(), old.getValue()));
  }

  /// Forgets one answer. A running query answers only those that already wait for it.
  public void forget(K key) {
    entries.remove(key);
  }

  /// Forgets all answers, as [#forget] does.
  public void clear() {
    entries.clear();
  }

  /// The number of answers kept.
  int size() {
    return entries.size();
  }
}
