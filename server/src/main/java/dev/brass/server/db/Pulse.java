package dev.brass.server.db;

import dev.brass.server.health.Activity;
import dev.brass.server.health.Health;
import dev.brass.server.health.Health.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A question to the database every second, on a connection and a thread of its own: so it is known
/// whether the database answers, without any caller having to wait for that. Thread-safe.
final class Pulse implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final String PART = "database";

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /// The longest silence of the database. After it no caller begins to wait for the database.
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /// After this time the work that still waits for it is cut: most has given up before.
  private static final Duration VANISHED = Duration.ofSeconds(10);

  private static final Duration LATE = Duration.ofSeconds(15);
  private static final Duration HOPELESS = Duration.ofMinutes(2);

  /// One row that needs new pages, as an order does.
  private static final String STORE =
      """
      begin;
      create temporary table brass_pulse on commit drop as
        select string_agg(md5(i::text), '') as filler from generate_series(1, 1000) as i;
      commit
      """;

  private final Dial dial;
  private final GroupWatch groups;
  private final Listener listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Activity activity;
  private final Thread thread;
  private volatile long answeredAt = System.nanoTime();
  private volatile String said = "";
  private volatile boolean standby;
  private boolean vanished;

  /// Opens a connection for the questions.
  interface Dial {
    Connection connect() throws SQLException;
  }

  /// The receiver of results; called on the thread that asks, must return soon.
  interface Listener {

    /// The database has said nothing for so long that waiting is useless.
    void vanished();

    /// It answers again.
    void returned();
  }

  /// Starts to ask.
  Pulse(Dial dial, GroupWatch groups, Health health, Listener listener) {
    this.dial = dial;
    this.groups = groups;
    this.listener = listener;
    this.activity = health.activity("database-pulse", LATE, HOPELESS);
    health.check(this::problem);
    this.thread = Thread.ofPlatform().daemon().name("database-pulse").start(this::run);
  }

  /// The reason why waiting for the database is useless; null when it is not.
  @Nullable String silence() {
    Duration since = silentFor();
    return since.compareTo(SILENCE) < 0
        ? null
        : "the database has not answered for " + since.toSeconds() + " s";
  }

  private Duration silentFor() {
    return Duration.ofNanos(System.nanoTime() - answeredAt);
  }

  private Optional<Problem> problem() {
    String silence = silence();
    if (silence != null) {
      return Optional.of(new Problem(PART, silence, false));
    }
    if (!said.isEmpty()) {
      return Optional.of(new Problem(PART, "the database accepts no connections: " + said, false));
    }
    if (standby) {
      return Optional.of(new Problem(PART, "the database is a standby and cannot store", false));
    }
    String unstored = groups.unstored();
    return unstored == null
        ? Optional.empty()
        : Optional.of(new Problem(PART, "the database stores nothing: " + unstored, false));
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        try (Connection connection = dial.connect()) {
          askUntilClosed(connection);
        } catch (SQLException e) {
          heard(e);
        } catch (RuntimeException e) {
          LOG.error("a question to the database", e);
        }
        pause();
      }
    } catch (InterruptedException e) {
      LOG.debug("No more questions to the database", e);
    } finally {
      activity.stopped();
    }
  }

  private void askUntilClosed(Connection connection) throws SQLException, InterruptedException {
    try (Statement statement = connection.createStatement()) {
      for (int round = 0; closed.getCount() > 0; round++) {
        try (ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
          standby = row.next() && row.getBoolean(1);
        }
        answered();
        if (groups.unstored() != null && round % 5 == 0) {
          store(statement);
        }
        pause();
      }
    }
  }

  /// No orders arrive at a server that is not ready, so it has to find out by itself whether they
  /// would be stored.
  private void store(Statement statement) throws SQLException {
    try {
      statement.execute(STORE);
      groups.stored();
    } catch (SQLException e) {
      groups.failed(e);
      statement.execute("rollback");
    }
  }

  private void answered() {
    boolean back = silence() != null || !said.isEmpty();
    answeredAt = System.nanoTime();
    said = "";
    if (back) {
      LOG.info("the database answers again");
      vanished = false;
      listener.returned();
    }
  }

  /// PostgreSQL can refuse connections, which is an answer, too.
  private void heard(SQLException e) {
    String state = e.getSQLState();
    boolean spoken = state != null && !state.startsWith("08");
    if (spoken) {
      answeredAt = System.nanoTime();
      said = ServerWords.of(e);
    }
    LOG.debug("A question to the database", e);
  }

  private void pause() throws InterruptedException {
    activity.alive();
    if (!vanished && silentFor().compareTo(VANISHED) > 0) {
      vanished = true;
      LOG.error("the database has said nothing for {} s", silentFor().toSeconds());
      listener.vanished();
    }
    if (closed.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
      activity.stopped();
    }
  }

  /// Stops asking. A running question ends by its own limit.
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
