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

/// The connections of a pool that somebody has at the moment. One that somebody has for too long is
/// cut: whatever he waits for then ends, be it an answer that comes in drops, or a place in the
/// network's buffers for what he sends to a host that has vanished. Thread-safe.
final class Loans implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Loans.class);
  private static final long INTERVAL_MILLIS = 1_000;

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("connection-loans").factory());

  private final String pool;
  private final Duration longest;
  private final Set<Loan> loans = ConcurrentHashMap.newKeySet();
  private final Future<?> looking;

  /// The loans of a pool.
  ///
  /// @param pool its name
  /// @param longest how long somebody may have a connection
  Loans(String pool, Duration longest) {
    this.pool = pool;
    this.longest = longest;
    this.looking =
        CLOCK.scheduleWithFixedDelay(
            this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// A connection that somebody has until he gives it back.
  final class Loan {

    private final Connection connection;
    private final Thread borrower = Thread.currentThread();
    private final long since = System.nanoTime();

    private Loan(Connection connection) {
      this.connection = connection;
    }

    void end() {
      loans.remove(this);
    }
  }

  Loan begin(Connection connection) {
    Loan loan = new Loan(connection);
    loans.add(loan);
    return loan;
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
      // A connection that is encrypted may wait for its own end.
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
      LOG.debug("What {} does", loan.borrower, where);
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
