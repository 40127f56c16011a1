package dev.brass.postgres;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The watch over a running server: when it ends unexpectedly, it is started again on the same
/// port. The number of restarts is limited: a server that ends again and again, or does not start,
/// is given up. Thread-safe.
final class Supervisor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  private static final Duration LOOK = Duration.ofMillis(200);

  /// A start in progress ends soon after the process that it starts is ended.
  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  private static final Duration STOP_AGAIN = Duration.ofMillis(100);

  private final Server server;
  private final Pace pace;
  private final Deque<Long> starts = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable String trouble;
  private volatile boolean lost;

  /// The limits of restarts.
  ///
  /// @param most the number of restarts within `window`: the first at once, then after growing
  ///     pauses
  record Pace(int most, Duration window, Duration firstPause, Duration longestPause) {

    static final Pace USUAL =
        new Pace(8, Duration.ofMinutes(2), Duration.ofMillis(200), Duration.ofSeconds(5));

    Duration pauseAfter(int starts) {
      if (starts == 0) {
        return Duration.ZERO;
      }
      Duration grown = firstPause.multipliedBy(1L << Math.min(starts - 1, 10));
      return grown.compareTo(longestPause) > 0 ? longestPause : grown;
    }
  }

  /// The watched server.
  interface Server {

    /// Whether it is certain that it has ended.
    boolean hasEnded();

    /// Starts it again. Returns the reason why it does not start; empty when it serves.
    ///
    /// @throws EmbeddedPostgresException when the start cannot even be tried
    String startAgain();

    /// Ends it, also while it starts.
    void stop();
  }

  Supervisor(Server server) {
    this(server, Pace.USUAL);
  }

  Supervisor(Server server, Pace pace) {
    this.server = server;
    this.pace = pace;
    this.thread = Thread.ofPlatform().daemon().name("postgres-supervisor").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// The reason why the server cannot be used at the moment, in one sentence without a full stop;
  /// null when there is none.
  @Nullable String trouble() {
    return trouble;
  }

  /// Whether it is given up.
  boolean lost() {
    return lost;
  }

  private void run() {
    while (rested(LOOK)) {
      try {
        if (server.hasEnded()) {
          restart();
        }
      } catch (RuntimeException e) {
        LOG.error("looking after PostgreSQL", e);
      }
      if (lost) {
        return;
      }
    }
  }

  private void restart() {
    LOG.error("PostgreSQL has ended unexpectedly; starting it again");
    String why = "it ended";
    while (true) {
      trouble = "PostgreSQL has ended and is being started again";
      forgetOldStarts();
      if (starts.size() >= pace.most()) {
        trouble = "PostgreSQL does not stay up: " + why;
        lost = true;
        LOG.error("PostgreSQL is given up after {} starts: {}", starts.size(), why);
        return;
      }
      if (!rested(pace.pauseAfter(starts.size()))) {
        return;
      }
      starts.add(System.nanoTime());
      why = tried();
      if (why.isEmpty()) {
        LOG.info("PostgreSQL serves again");
        trouble = null;
        return;
      }
      LOG.warn("PostgreSQL does not start: {}", why);
    }
  }

  private String tried() {
    try {
      return closed ? "it is not wanted any more" : server.startAgain();
    } catch (EmbeddedPostgresException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void forgetOldStarts() {
    long now = System.nanoTime();
    starts.removeIf(at -> now - at > pace.window().toNanos());
  }

  /// False when it is closed.
  private boolean rested(Duration pause) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closed && left > 0) {
        left = closing.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Stops watching. A start in progress is ended, and nothing of it is left.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    long deadline = System.nanoTime() + END_LIMIT.toNanos();
    while (thread.isAlive() && System.nanoTime() < deadline) {
      server.stop();
      joinBriefly();
    }
  }

  private void joinBriefly() {
    try {
      thread.join(STOP_AGAIN);
    } catch (InterruptedException e) {
      throw new EmbeddedPostgresException("interrupted while ending PostgreSQL", e);
    }
  }
}
