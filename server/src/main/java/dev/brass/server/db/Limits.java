package dev.brass.server.db;

import java.time.Duration;
import java.util.Properties;

/// How long things with the database may take, on this side and on its own: there is nothing that
/// waits for it without a limit, and nothing that it goes on with or keeps locked for somebody who
/// has vanished. A host that loses its power answers nothing, and does not hang up either.
///
/// On its own side PostgreSQL ends what is over the limits by itself, so that they also hold when
/// this process is gone. On this side each answer is waited for a little longer than a statement
/// may take; and whoever has a connection for longer than a transaction may take loses it (see
/// [GatedPool]), which also ends what no time limit of a socket does, such as sending to somebody
/// who does not read.
///
/// @param statement for each statement
/// @param lock for each lock that a statement waits for
/// @param transaction for a whole transaction
/// @param idle for a transaction in which nothing is asked: of a node that has lost its power
///     nothing stays locked for longer
public record Limits(Duration statement, Duration lock, Duration transaction, Duration idle) {

  /// For whatever somebody waits for: a request is answered within 15 s when the database vanishes.
  public static final Limits ORDINARY =
      new Limits(
          Duration.ofSeconds(9),
          Duration.ofSeconds(4),
          Duration.ofSeconds(13),
          Duration.ofSeconds(8));

  /// For what goes through whole tables, such as audits and counts, or rewrites all that somebody
  /// has.
  public static final Limits PATIENT =
      new Limits(
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofMinutes(1));

  /// For changes of the schema. They wait long for a lock, since nothing works without them, but
  /// not for ever, since whatever comes meanwhile waits behind them.
  public static final Limits MIGRATION =
      new Limits(
          Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofHours(1));

  /// For the question whether it is there.
  static final Limits PULSE =
      new Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3));

  /// What is waited for beyond what the other side was told, so that it is heard.
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration LOGIN = Duration.ofSeconds(5);
  private static final Duration CANCEL = Duration.ofSeconds(2);

  /// Compiling short statements costs more than they do, and so does planning them anew for other
  /// values.
  private static final String WORK =
      "-c TimeZone=UTC -c jit=off -c plan_cache_mode=force_generic_plan";

  /// What is acknowledged is on disk, whatever the server's default is. Where standbys are to have
  /// it too, it is `synchronous_standby_names` that says so.
  private static final String DURABLE = "-c synchronous_commit=on";

  /// PostgreSQL looks for whoever has vanished: a client that says nothing is asked after 5 s,
  /// twice more every 2 s; one that takes nothing is given up after 10 s; and it looks while it
  /// works for him, too.
  private static final String VANISHED =
      "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
          + " -c tcp_user_timeout=10s -c client_connection_check_interval=5s";

  public Limits {
    if (!lock.isPositive()
        || statement.compareTo(lock) <= 0
        || transaction.compareTo(statement) <= 0
        || !idle.isPositive()) {
      throw new IllegalArgumentException("not limits: " + statement + ", " + lock);
    }
  }

  /// For a part that must hear soon when the database does not answer.
  ///
  /// @param statement for each statement; a lock is waited for half as long
  static Limits within(Duration statement) {
    return new Limits(statement, statement.dividedBy(2), statement.multipliedBy(3), statement);
  }

  /// How long an answer is waited for.
  Duration answer() {
    return statement.plus(MARGIN);
  }

  /// How long somebody may have a connection.
  Duration use() {
    return transaction.plus(MARGIN);
  }

  /// What the driver must know of it.
  ///
  /// @param name what the connection is called in PostgreSQL
  Properties properties(String name) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", name);
    properties.setProperty("options", String.join(" ", WORK, DURABLE, VANISHED, onItsSide()));
    properties.setProperty("connectTimeout", seconds(orAnswer(CONNECT)));
    properties.setProperty("loginTimeout", seconds(orAnswer(LOGIN)));
    properties.setProperty("socketTimeout", seconds(answer()));
    properties.setProperty("cancelSignalTimeout", seconds(CANCEL));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  /// Nobody waits longer for a connection than for what is to be asked over it.
  private Duration orAnswer(Duration usual) {
    return usual.compareTo(answer()) < 0 ? usual : answer();
  }

  private String onItsSide() {
    return "-c statement_timeout=%d -c lock_timeout=%d -c transaction_timeout=%d -c idle_in_transaction_session_timeout=%d"
        .formatted(statement.toMillis(), lock.toMillis(), transaction.toMillis(), idle.toMillis());
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }
}
