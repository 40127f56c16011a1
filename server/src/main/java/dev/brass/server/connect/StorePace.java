package dev.brass.server.connect;

import dev.brass.server.connect.StoreReachRepository.Turns;
import dev.brass.server.connect.Trouble.Kind;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// The rate limiter of a store, shared by all nodes through the database. Thread-safe.
///
/// A turn is reserved by one statement; the caller then waits for it without holding resources. At
/// a high rate several are reserved at once, as many as fit into [#BLOCK], and handed out here.
/// Orders reserve turns as far ahead as their time allows; other calls take one only when it is
/// free at once, and so come after them.
final class StorePace {

  /// How far ahead turns may already be reserved when a placement begins. It makes about ten calls
  /// that each wait as long, and must end within its deadline.
  static final Duration HORIZON = Duration.ofSeconds(2);

  /// The period for which turns are reserved at once. An older turn is not used.
  static final Duration BLOCK = Duration.ofMillis(50);

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration SOONEST_AGAIN = Duration.ofMillis(100);
  private static final Duration LATEST_AGAIN = Duration.ofMinutes(1);

  private final String store;
  private final Duration apart;
  private final Book book;
  private final Sleeper sleeper;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore others = new Semaphore(1, true);
  private long next;
  private int left;
  private long told;

  /// The store of reservations.
  interface Book {
    Turns take(Duration span, Duration horizon);
  }

  /// Waits for a duration.
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /// A rate limiter.
  ///
  /// @param apart the time between two turns
  StorePace(String store, Duration apart, Book book, Sleeper sleeper, LongSupplier nanoTime) {
    this.store = store;
    this.apart = apart;
    this.book = book;
    this.sleeper = sleeper;
    this.nanoTime = nanoTime;
    this.told = nanoTime.getAsLong();
  }

  /// The result of requesting a turn.
  sealed interface Turn {
    /// It is reserved.
    ///
    /// @param at its time, by the monotonic clock
    record At(long at) implements Turn {}

    /// There is none soon enough.
    ///
    /// @param until the time to the next one
    record None(Duration until) implements Turn {}
  }

  /// The turn of the first call of a placement that begins now; without one it should wait. Each
  /// placement that has to wait gets a different time for its next try.
  Turn admit() {
    Turn turn = take(HORIZON);
    if (!(turn instanceof Turn.None(var wait))) {
      return turn;
    }
    Duration until = wait.minus(HORIZON);
    long soonest =
        nanoTime.getAsLong()
            + (until.compareTo(SOONEST_AGAIN) > 0 ? until : SOONEST_AGAIN).toNanos();
    lock.lock();
    try {
      told = told - soonest < 0 ? soonest : told + apart.toNanos();
      if (told - soonest > LATEST_AGAIN.toNanos()) {
        told = soonest;
      }
      return new Turn.None(Duration.ofNanos(told - nanoTime.getAsLong()));
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the turn of a call.
  ///
  /// @param limit the longest wait
  /// @throws dev.brass.spi.StoreException when none comes in time
  void await(Purpose purpose, Duration limit) {
    try {
      switch (purpose) {
        case ORDER -> awaitTaken(take(limit), limit);
        case OTHER -> awaitCalm(limit);
      }
    } catch (InterruptedException e) {
      throw stopped();
    }
  }

  private RuntimeException stopped() {
    Thread.currentThread().interrupt();
    return NotNow.because(Kind.STOPPED, "gave up waiting for a turn at " + store);
  }

  /// Waits for a reserved turn.
  ///
  /// @throws dev.brass.spi.StoreException when it comes too late
  void await(Turn turn, Duration limit) {
    try {
      awaitTaken(turn, limit);
    } catch (InterruptedException e) {
      throw stopped();
    }
  }

  private void awaitTaken(Turn turn, Duration limit) throws InterruptedException {
    switch (turn) {
      case Turn.None _ -> throw late(limit);
      case Turn.At(var at) -> {
        Duration wait = Duration.ofNanos(at - nanoTime.getAsLong());
        if (wait.compareTo(limit) > 0) {
          throw late(limit);
        }
        if (wait.isPositive()) {
          sleeper.sleep(wait);
        }
      }
    }
  }

  /// Only one caller of this node queries at a time, so that many waiting callers do not load the
  /// database.
  private void awaitCalm(Duration limit) throws InterruptedException {
    long end = nanoTime.getAsLong() + limit.toNanos();
    if (!others.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw late(limit);
    }
    try {
      while (take(Duration.ZERO) instanceof Turn.None(var wait)) {
        if (wait.toNanos() > end - nanoTime.getAsLong()) {
          throw late(limit);
        }
        sleeper.sleep(wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait);
      }
    } finally {
      others.release();
    }
  }

  private RuntimeException late(Duration limit) {
    return NotNow.because(
        Kind.NO_TURN,
        "the pace of %s left no turn within %d ms".formatted(store, limit.toMillis()));
  }

  private Turn take(Duration horizon) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      while (left > 0 && now - next > BLOCK.toNanos()) {
        use();
      }
      if (left > 0) {
        Duration wait = Duration.ofNanos(Math.max(0, next - now));
        return wait.compareTo(horizon) > 0 ? new Turn.None(wait) : new Turn.At(use());
      }
      int many = (int) Math.max(1, BLOCK.dividedBy(apart));
      Turns turns = book.take(apart.multipliedBy(many), horizon);
      if (!turns.taken()) {
        return new Turn.None(turns.until());
      }
      next = nanoTime.getAsLong() + turns.until().toNanos();
      left = many;
      return new Turn.At(use());
    } catch (RuntimeException e) {
      throw NotNow.because(
          Kind.NO_TURN,
          "no turn at %s could be taken; the database does not answer".formatted(store));
    } finally {
      lock.unlock();
    }
  }

  private long use() {
    long turn = next;
    next += apart.toNanos();
    left--;
    return turn;
  }
}
