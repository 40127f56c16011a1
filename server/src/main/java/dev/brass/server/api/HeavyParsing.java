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

/// Parsing of large bodies, which uses only the processor. It runs on a few platform threads with a
/// time limit, so that the threads that carry requests never all parse at once. Thread-safe.
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

  /// Parses a body: a large one on one of the few threads, a small one on the calling thread.
  ///
  /// @param size of the body, in bytes or characters
  /// @param reading must not depend on the calling thread
  /// @throws RequestProblem when too many are waiting, or it takes too long; otherwise whatever
  /// `reading` throws
  public static <T> T of(int size, Supplier<T> reading) {
    return size < LARGE ? reading.get() : SHARED.run(reading);
  }

  /// The number of bodies that wait for a thread.
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
