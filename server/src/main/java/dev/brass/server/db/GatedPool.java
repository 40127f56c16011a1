package dev.brass.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.brass.server.quota.Lines;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/// HikariCP behind a gate, for virtual threads. Thread-safe.
///
/// A thread that returns a connection to HikariCP while others wait for one spins, by tiny pauses,
/// until a waiting one notices (`ConcurrentBag.requite`, 7.1.0). When the spinning threads are
/// virtual, the scheduler of virtual threads keeps serving the queue of their pauses and nothing
/// else: no thread that waits for a socket, and none of those that should notice. With two
/// processors the whole server stopped for minutes. So here threads wait before the gate, which has
/// one place per connection; and in the rare case that a thread waits behind it, while connections
/// are being opened, they are returned by a platform thread.
///
/// No borrower ([Borrower]) has more than three quarters of the connections; more of its threads
/// wait in a line of their own, before the gate, where others pass them.
///
/// No thread waits before the gate, or keeps a connection, without a limit; and none begins to wait
/// for a database that is known to be silent.
public final class GatedPool implements DataSource, AutoCloseable {

  private final HikariDataSource pool;
  private final HikariPoolMXBean state;
  private final Semaphore gate;
  private final Lines<Object> lines;

  /// The number of connections that a thread has.
  private final ThreadLocal<AtomicInteger> held = ThreadLocal.withInitial(AtomicInteger::new);

  private final long longestWaitMillis;
  private final Loans loans;
  private final Supplier<@Nullable String> silence;
  private final ExecutorService returner;

  /// A pool.
  ///
  /// @param longestWait how long a thread waits before the gate
  /// @param longestUse how long a thread may keep a connection
  /// @param silence why it is useless to wait for the database; null when it is not
  GatedPool(
      HikariConfig config,
      Duration longestWait,
      Duration longestUse,
      Supplier<@Nullable String> silence) {
    this.pool = new HikariDataSource(config);
    this.state = pool.getHikariPoolMXBean();
    // First come, first served: a thread is overtaken only when it has waited too long.
    this.gate = new Semaphore(config.getMaximumPoolSize(), true);
    this.lines = new Lines<>(Math.max(1, config.getMaximumPoolSize() * 3 / 4));
    this.longestWaitMillis = longestWait.toMillis();
    this.loans = new Loans(config.getPoolName(), longestUse);
    this.silence = silence;
    this.returner =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name(config.getPoolName() + ":returner").factory());
  }

  @Override
  public Connection getConnection() throws SQLException {
    refuseIfSilent();
    Place place = enter();
    boolean entered = false;
    try {
      refuseIfSilent();
      Connection guarded = guarded(pool.getConnection(), place);
      entered = true;
      return guarded;
    } finally {
      if (!entered) {
        place.leave();
      }
    }
  }

  private void refuseIfSilent() throws SQLException {
    String silent = silence.get();
    if (silent != null) {
      throw new SQLTransientConnectionException(silent);
    }
  }

  /// A place in the pool.
  ///
  /// @param borrower null for this server itself
  /// @param ofThread the number of connections of the thread
  private record Place(
      Semaphore gate, Lines<Object> lines, @Nullable Object borrower, AtomicInteger ofThread) {
    void leave() {
      ofThread.decrementAndGet();
      gate.release();
      if (borrower != null) {
        lines.leave(borrower);
      }
    }
  }

  private Place enter() throws SQLException {
    AtomicInteger ofThread = held.get();
    // A thread that already has a connection and waits for another would wait for itself.
    Object borrower = ofThread.get() == 0 ? Borrower.current() : null;
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(longestWaitMillis);
    try {
      if (borrower != null && !lines.enter(borrower, until)) {
        throw noneFree();
      }
      boolean entered = false;
      try {
        entered = gate.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      } finally {
        if (!entered && borrower != null) {
          lines.leave(borrower);
        }
      }
      if (!entered) {
        throw noneFree();
      }
      ofThread.incrementAndGet();
      return new Place(gate, lines, borrower, ofThread);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for a connection", e);
    }
  }

  private SQLException noneFree() {
    return new SQLTransientConnectionException(
        "no connection of %s was free within %d ms; %d wait"
            .formatted(pool.getPoolName(), longestWaitMillis, gate.getQueueLength()));
  }

  /// The connection, whose `close` returns it here.
  private Connection guarded(Connection connection, Place place) {
    AtomicBoolean closed = new AtomicBoolean();
    Loans.Loan loan = loans.begin(connection);
    return (Connection)
        Proxy.newProxyInstance(
            GatedPool.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("close")) {
                if (closed.compareAndSet(false, true)) {
                  loan.end();
                  giveBack(connection, place);
                }
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void giveBack(Connection connection, Place place) throws SQLException {
    if (!isClean(connection)) {
      pool.evictConnection(connection);
    }
    if (state.getThreadsAwaitingConnection() == 0) {
      try {
        connection.close();
      } finally {
        place.leave();
      }
    } else {
      returner.execute(
          () -> {
            try {
              connection.close();
            } catch (SQLException e) {
              // HikariCP has discarded the connection; nothing else is to be done.
            } finally {
              place.leave();
            }
          });
    }
  }

  /// Whether the connection is clean for its next user. HikariCP ends transactions that were begun
  /// through the driver; one that was begun by a statement, and not ended, shows in the state that
  /// PostgreSQL reported last.
  private static boolean isClean(Connection connection) {
    try {
      return !connection.getAutoCommit()
          || connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.IDLE;
    } catch (SQLException e) {
      return false;
    }
  }

  /// Aborts all work on its connections: they are closed.
  void cut() {
    loans.cutAll();
  }

  /// Replaces all connections: unused ones now, the others when they are returned.
  void renew() {
    state.softEvictConnections();
  }

  @Override
  public void close() {
    loans.close();
    pool.close();
    returner.shutdown();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the pool has one user");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return pool.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    pool.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    pool.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return pool.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return pool.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return pool.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return pool.isWrapperFor(type);
  }
}
