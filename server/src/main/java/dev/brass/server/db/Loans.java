package dev.brass.server.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of a pool that are in use at the moment. One that is in use for too long is cut:
/// this ends whatever its user waits for, be it an answer that arrives slowly, or space in the
/// network's buffers for data to a host that has vanished. Thread-safe.
final class Loans implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Loans.class);
  private static final long INTERVAL_MILLIS = 1_000;

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("connection-loans").factory());

  /// The number of connections that the current thread has.
  private static final ThreadLocal<Integer> MINE = ThreadLocal.withInitial(() -> 0);

  private final String pool;
  private final Duration longest;
  private final Set<Loan> loans = ConcurrentHashMap.newKeySet();
  private final Future<?> looking;

  /// The loans of a pool.
  ///
  /// @param pool its name
  /// @param longest how long a connection may be in use
  Loans(String pool, Duration longest) {
    this.pool = pool;
    this.longest = longest;
    this.looking =
        CLOCK.scheduleWithFixedDelay(
            this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// A connection in use, until it is returned.
  final class Loan {

    private final Connection connection;
    private final Thread borrower = Thread.currentThread();
    private final long since = System.nanoTime();

    private Loan(Connection connection) {
      this.connection = connection;
    }

    void end() {
      loans.remove(this);
      if (borrower == Thread.currentThread()) {
        MINE.set(MINE.get() - 1);
      }
    }
  }

  Loan begin(Connection connection) {
    Loan loan = new Loan(connection);
    loans.add(loan);
    MINE.set(MINE.get() + 1);
    return loan;
  }

  /// Whether the current thread has a connection.
  static boolean isMine() {
    return MINE.get() > 0;
  }

  private void look() {
    long now = System.nanoTime();
    for (Loan loan : loans) {
      if (now - loan.since > longest.toNanos()) {
        cut(loan);
      }
    }
  }

  void cutAll() {
    loans.forEach(this::cut);
  }

  private void cut(Loan loan) {
    if (loans.remove(loan)) {
      // An encrypted connection may wait for its own end.
      Thread.ofVirtual().name("cut").start(() -> abort(loan));
    }
  }

  private void abort(Loan loan) {
    LOG.warn(
        "{} had a connection of {} for {} s; it is cut",
        loan.borrower,
        pool,
        Duration.ofNanos(System.nanoTime() - loan.since).toSeconds());
    if (LOG.isDebugEnabled()) {
      Exception where = new Exception("it is here");
      where.setStackTrace(loan.borrower.getStackTrace());
      LOG.debug("the stack of {}", loan.borrower, where);
    }
    try {
      loan.connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("Cutting a connection of {}", pool, e);
    }
  }

  @Override
  public void close() {
    looking.cancel(false);
  }
}
