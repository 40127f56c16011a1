package dev.brass.server.product;

import dev.brass.server.log.RequestId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Work in progress, which later callers for the same key wait for instead of repeating it. It runs
/// on a thread of its own, which is never interrupted: a caller that is stopped, or has little time
/// left, does not affect the others. When it dies with its process, all its callers do too.
/// Thread-safe.
///
/// @param <K> the key of the work; needs `equals`
/// @param <V> the result
final class Flights<K, V> {

  private final ConcurrentHashMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

  /// The result of the work.
  ///
  /// @param led whether this call began the work
  record Landing<V>(V result, boolean led) {}

  /// Begins the work, or joins the one that is under way, and waits for it.
  ///
  /// @param patience the longest wait
  /// @param work limits itself
  /// @throws TimeoutException when it takes longer; the work continues
  /// @throws RuntimeException what the work threw, whichever call began it
  Landing<V> join(K key, Duration patience, Supplier<V> work) throws TimeoutException {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> first = underWay.putIfAbsent(key, mine);
    if (first != null) {
      return new Landing<>(follow(first, patience), false);
    }
    String request = RequestId.current();
    Runnable lead = () -> lead(key, mine, work);
    Thread.ofVirtual()
        .name("flight")
        .start(request == null ? lead : () -> RequestId.run(request, lead));
    return new Landing<>(follow(mine, patience), true);
  }

  /// A call after the end begins anew, and finds the answer that this one kept.
  private void lead(K key, CompletableFuture<V> mine, Supplier<V> work) {
    try {
      V result = work.get();
      underWay.remove(key, mine);
      mine.complete(result);
    } catch (Throwable e) {
      underWay.remove(key, mine);
      mine.completeExceptionally(e);
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
