package dev.brass.server.db;

import dev.brass.server.text.LinearPattern;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A channel of PostgreSQL's `LISTEN` and `NOTIFY`, by which nodes notify each other of work that
/// they would otherwise find a little later. A notification may be lost. Thread-safe.
public final class NotificationChannel implements AutoCloseable {

  private static final LinearPattern NAME = LinearPattern.of("[a-z_]{1,63}");

  private static final Logger log = LoggerFactory.getLogger(NotificationChannel.class);
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final Database database;
  private final String name;
  private final Consumer<String> received;
  private final AtomicReference<@Nullable Connection> connection = new AtomicReference<>();
  private volatile boolean closed;
  private @Nullable Thread listener;

  /// A channel that is not yet open.
  ///
  /// @param name lower-case letters and underscores
  /// @param received gets each notification's payload, and an empty one after each connect, since
  ///     some may have been lost before; called on one thread, must return soon
  public NotificationChannel(Database database, String name, Consumer<String> received) {
    if (!NAME.matches(name)) {
      throw new IllegalArgumentException("Not the name of a channel: " + name);
    }
    this.database = database;
    this.name = name;
    this.received = received;
  }

  /// Starts to listen, on a connection apart from the pool that is opened again when it breaks.
  public synchronized void listen() {
    if (listener == null) {
      listener = Thread.ofVirtual().name("listen-" + name).start(this::run);
    }
  }

  /// Notifies all listeners. Not for a transaction with other work: PostgreSQL commits transactions
  /// with notifications one after the other.
  public void send(String payload) {
    database.relaxed(
        handle ->
            handle
                .createQuery("select pg_notify(:name, :payload)")
                .bind("name", name)
                .bind("payload", payload)
                .map((_, _) -> true)
                .one());
  }

  private void run() {
    Duration pause = Duration.ofMillis(100);
    while (!closed) {
      try (Connection opened = database.apart("brass-channel", Limits.ORDINARY)) {
        connection.set(opened);
        try (Statement statement = opened.createStatement()) {
          statement.execute("listen " + name);
        }
        pause = Duration.ofMillis(100);
        received.accept("");
        receive(opened);
      } catch (SQLException | RuntimeException e) {
        if (!closed) {
          log.warn("Lost the channel {}, listening again in {}: {}", name, pause, e.getMessage());
          pause = rest(pause);
        }
      } finally {
        connection.set(null);
      }
    }
  }

  private void receive(Connection opened) throws SQLException {
    PGConnection wire = opened.unwrap(PGConnection.class);
    while (!closed) {
      PGNotification[] notifications = wire.getNotifications((int) SILENCE.toMillis());
      if (notifications.length == 0 && !opened.isValid((int) LONGEST_ANSWER.toSeconds())) {
        throw new SQLException("The connection does not answer");
      }
      for (PGNotification notification : notifications) {
        received.accept(notification.getParameter());
      }
    }
  }

  private Duration rest(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      closed = true;
    }
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /// Stops listening.
  @Override
  public synchronized void close() {
    closed = true;
    Connection open = connection.get();
    if (open != null) {
      try {
        // Ends the wait for the next notification.
        open.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("Closing the channel {}", name, e);
      }
    }
    if (listener != null) {
      listener.interrupt();
    }
  }
}
