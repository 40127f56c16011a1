package dev.brass.server.product;

import dev.brass.server.log.RequestId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Work that is under way, so that who wants the same meanwhile waits for it instead of doing it
/// again. It is done by a thread of its own, which nobody interrupts: that somebody who wants it is
/// stopped, or has little time left, concerns nobody else. When it dies with its process, all who
/// wait do too. Thread-safe.
///
/// @param <K> what is wanted; needs `equals`
/// @param <V> what comes of it
final class Flights<K, V> {

  private final ConcurrentHashMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

  /// What came of it.
  ///
  /// @param led whether this call began the work
  record Landing<V>(V result, boolean led) {}

  /// Begins the work, or joins the one that is under way, and waits for it.
  ///
  /// @param patience the longest wait
  /// @param work limits itself
  /// @throws TimeoutException when it takes longer; it goes on all the same
  /// @throws RuntimeException what the work threw, whoever began it
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

  /// Whoever comes after the end begins anew, and finds what this one kept.
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
