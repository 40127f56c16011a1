package dev.brass.server.product;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Work that is under way, so that who wants the same meanwhile waits for it instead of doing it
/// again. The first one does it on its own thread; when it dies with its process, all who wait do
/// too. Thread-safe.
///
/// @param <K> what is wanted; needs `equals`
/// @param <V> what comes of it
final class Flights<K, V> {

  private final ConcurrentHashMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

  /// What came of it.
  ///
  /// @param led whether it was this call's own work
  record Landing<V>(V result, boolean led) {}

  /// Does the work, or waits for who does it already.
  ///
  /// @param patience the longest wait for somebody else
  /// @throws TimeoutException when somebody else takes longer
  /// @throws RuntimeException what the work threw, here or elsewhere
  Landing<V> join(K key, Duration patience, Supplier<V> work) throws TimeoutException {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> first = underWay.putIfAbsent(key, mine);
    return first == null
        ? new Landing<>(lead(key, mine, work), true)
        : new Landing<>(follow(first, patience), false);
  }

  /// Whoever comes after the end begins anew, and finds what this one kept.
  private V lead(K key, CompletableFuture<V> mine, Supplier<V> work) {
    try {
      V result = work.get();
      underWay.remove(key, mine);
      mine.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      underWay.remove(key, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static <V> V follow(CompletableFuture<V> first, Duration patience)
      throws TimeoutException {
    try {
      return first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a store's answer", e);
    }
  }
}
