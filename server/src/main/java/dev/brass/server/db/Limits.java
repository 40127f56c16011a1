package dev.brass.server.db;

import java.time.Duration;
import java.util.Properties;

/// The longest durations of work with the database, on this side and on the side of PostgreSQL:
/// nothing waits for it without a limit, and it neither continues with anything nor keeps it locked
/// for a client that has vanished. A host that loses its power answers nothing, and does not close
/// the connection either.
///
/// PostgreSQL itself ends what is over its limits, so that they also hold when this process is
/// gone. On this side each answer is waited for a little longer than a statement may take; and a
/// user that keeps a connection for longer than a transaction may take loses it (see [GatedPool]),
/// which also ends what no socket timeout does, such as sending to a peer that does not read.
///
/// @param statement for each statement
/// @param lock for each lock that a statement waits for
/// @param transaction for a whole transaction
/// @param idle for a transaction without a statement: nothing stays locked for longer by a node
///     that has lost its power
public record Limits(Duration statement, Duration lock, Duration transaction, Duration idle) {

  /// For work that a caller waits for: a request is answered within 15 s when the database
  /// vanishes.
  public static final Limits ORDINARY =
      new Limits(
          Duration.ofSeconds(9),
          Duration.ofSeconds(4),
          Duration.ofSeconds(13),
          Duration.ofSeconds(8));

  /// For work that reads whole tables, such as audits and counts, or rewrites all rows of a tenant.
  public static final Limits PATIENT =
      new Limits(
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofMinutes(1));

  /// For migrations. They wait long for a lock, since nothing works without them, but not without
  /// end, since all later work waits behind them.
  public static final Limits MIGRATION =
      new Limits(
          Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofHours(1));

  /// For the check whether the database is there.
  static final Limits PULSE =
      new Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3));

  /// The extra time to wait beyond the limit that the other side has, so that its answer arrives.
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration LOGIN = Duration.ofSeconds(5);
  private static final Duration CANCEL = Duration.ofSeconds(2);

  /// Compiling short statements costs more than running them, and so does planning them again for
  /// other values.
  private static final String WORK =
      "-c TimeZone=UTC -c jit=off -c plan_cache_mode=force_generic_plan";

  /// For statements that a caller waits for: a plan that was made when a table was tiny must not
  /// read all of it when it has grown.
  private static final String NO_WHOLE_TABLES = "-c enable_seqscan=off";

  private static final Duration SHORT = Duration.ofMinutes(1);

  /// An acknowledged commit is on disk, whatever the server's default is.
  /// `synchronous_standby_names` decides whether standbys must have it too.
  private static final String DURABLE = "-c synchronous_commit=on";

  /// PostgreSQL detects clients that have vanished: a silent client is asked after 5 s, twice more
  /// every 2 s; one that receives nothing is given up after 10 s; the check also runs during a
  /// statement.
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

  /// For a part that must notice soon when the database does not answer.
  ///
  /// @param statement for each statement; a lock is waited for half as long
  static Limits within(Duration statement) {
    return new Limits(statement, statement.dividedBy(2), statement.multipliedBy(3), statement);
  }

  /// The longest wait for an answer.
  Duration answer() {
    return statement.plus(MARGIN);
  }

  /// The longest time that a connection may be kept.
  Duration use() {
    return transaction.plus(MARGIN);
  }

  /// The limits as properties of the driver.
  ///
  /// @param name the connection's name in PostgreSQL
  Properties properties(String name) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", name);
    String plans = statement.compareTo(SHORT) < 0 ? NO_WHOLE_TABLES : "";
    properties.setProperty(
        "options", String.join(" ", WORK, plans, DURABLE, VANISHED, onItsSide()).strip());
    properties.setProperty("connectTimeout", seconds(orAnswer(CONNECT)));
    properties.setProperty("loginTimeout", seconds(orAnswer(LOGIN)));
    properties.setProperty("socketTimeout", seconds(answer()));
    properties.setProperty("cancelSignalTimeout", seconds(CANCEL));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  /// No wait for a connection is longer than the limit of the work over it.
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
