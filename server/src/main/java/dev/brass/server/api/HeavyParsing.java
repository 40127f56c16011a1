package dev.brass.server.api;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The reading of large bodies, which is work for a processor alone. It is done by a few platform
/// threads, so that those that carry all requests are never all busy with it, and within a time.
/// Thread-safe.
public final class HeavyParsing {

  private static final int LARGE = 64 * 1024;
  private static final int MOST_WAITING = 64;
  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private static final HeavyParsing SHARED =
      new HeavyParsing(THREADS, MOST_WAITING, Duration.ofSeconds(20));

  private final ThreadPoolExecutor pool;
  private final Duration longest;

  HeavyParsing(int threads, int waiting, Duration longest) {
    this.longest = longest;
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().daemon().name("parsing-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
  }

  /// Reads a body: a large one on one of the few threads, a small one at once.
  ///
  /// @param size of it, in bytes or characters
  /// @param reading needs nothing of the thread that calls
  /// @throws RequestProblem when too many wait already, or it takes too long; what the reading
  ///     throws, otherwise
  public static <T> T of(int size, Supplier<T> reading) {
    return size < LARGE ? reading.get() : SHARED.run(reading);
  }

  /// How many wait for a thread.
  int waiting() {
    return pool.getQueue().size();
  }

  <T> T run(Supplier<T> reading) {
    Future<T> future;
    try {
      future = pool.submit(reading::get);
    } catch (RejectedExecutionException e) {
      throw new RequestProblem(
          RequestProblem.Kind.BUSY,
          "too many large requests are being read; send it again in a moment",
          e);
    }
    try {
      return future.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new RequestProblem(
          RequestProblem.Kind.BUSY,
          "the body could not be read in time; send less in one request",
          e);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new RequestProblem(RequestProblem.Kind.BUSY, "the server stops", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException told) {
        throw told;
      }
      throw new IllegalStateException("a body could not be read", e.getCause());
    }
  }
}
