package dev.brass.server.db;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementException;
import org.jdbi.v3.core.statement.StatementExceptions;

/// The pool of connections to PostgreSQL, its schema brought up to date. Thread-safe.
public final class Database implements AutoCloseable {

  // A statement that hangs must not hold a group of orders for ever. Compiling short statements
  // costs more than they do, and so does planning them anew for other values. A plan that was made
  // when a table was tiny must not read all of it when it has grown.
  private static final String OPTIONS =
      "-c statement_timeout=60s -c TimeZone=UTC -c jit=off -c plan_cache_mode=force_generic_plan"
          + " -c enable_seqscan=off";

  /// What all connections of this process are called in PostgreSQL, before what each is for: so
  /// that others can tell them from their own, and end them when this process is gone.
  private static final String SESSION = "brass-" + Ids.next().toString().substring(24);

  private final GatedPool pool;
  private final Jdbi jdbi;
  private final String url;
  private final Set<OwnConnection> owned = ConcurrentHashMap.newKeySet();

  private Database(GatedPool pool, String url) {
    this.pool = pool;
    this.url = url;
    this.jdbi = configured(Jdbi.create(pool));
  }

  private static Jdbi configured(Jdbi jdbi) {
    // Values may be secret; neither exceptions nor logs tell them.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(Database::withoutValues);
    return jdbi.registerArgument(new ArrayArguments());
  }

  private static String withoutValues(StatementException exception) {
    StatementContext context = exception.getStatementContext();
    String sql = context == null ? "" : " in: " + context.getRawSql();
    return exception.getShortMessage() + sql;
  }

  /// Connects and migrates.
  ///
  /// @param url a JDBC address of PostgreSQL 18 with user and password
  /// @param connections the largest number of connections
  /// @throws org.flywaydb.core.api.FlywayException when the schema cannot be brought up to date
  public static Database open(String url, int connections) {
    Database database = connect(url, connections);
    try {
      database.migrate();
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  static Database connect(String url, int connections) {
    return new Database(pool(url, connections, "brass"), url);
  }

  /// A pool of connections and nothing else, for a part with tables and transactions of its own.
  ///
  /// @param name tells connections apart in logs and in PostgreSQL
  public static GatedPool pool(String url, int connections, String name) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(Math.min(2, connections));
    config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
    properties(name).forEach((key, value) -> config.addDataSourceProperty((String) key, value));
    return new GatedPool(config);
  }

  private static Properties properties(String name) {
    Properties properties = new Properties();
    properties.setProperty("options", OPTIONS);
    properties.setProperty("ApplicationName", SESSION + "/" + name);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  private void migrate() {
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:dev/brass/server/db/migration")
        .load()
        .migrate();
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  public DataSource dataSource() {
    return pool;
  }

  /// Runs `work` in a transaction whose commit may be lost when PostgreSQL itself crashes: for what
  /// is found out again by itself, such as which node has claimed a job. Whatever commits durably
  /// later takes it along.
  public <T> T relaxed(org.jdbi.v3.core.HandleCallback<T, RuntimeException> work) {
    return jdbi.inTransaction(
        handle -> {
          handle.execute("set local synchronous_commit = off");
          return work.withHandle(handle);
        });
  }

  /// Opens a connection that does not count towards the pool; the caller closes it.
  Connection apart() throws SQLException {
    return DriverManager.getConnection(url, properties("brass-apart"));
  }

  /// A connection for one part of the process alone, which waits for nobody to get it and hears
  /// soon when the database does not answer. Closed with this at the latest.
  ///
  /// @param name tells it apart in PostgreSQL
  /// @param limit how long a statement may take; connecting and the answer's way a second longer
  public OwnConnection own(String name, Duration limit) {
    Properties properties = properties(name);
    long millis = limit.toMillis();
    String seconds = String.valueOf(limit.toSeconds() + 1);
    properties.setProperty(
        "options",
        "%s -c statement_timeout=%d -c lock_timeout=%d -c idle_in_transaction_session_timeout=%d"
            .formatted(OPTIONS, millis, millis / 2, millis));
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    Jdbi opener = configured(Jdbi.create(() -> DriverManager.getConnection(url, properties)));
    OwnConnection connection = new OwnConnection(opener, owned::remove);
    owned.add(connection);
    return connection;
  }

  /// The beginning of the `application_name` of every connection of this process, the same until it
  /// ends and of no other process: `brass-` and twelve digits.
  public static String session() {
    return SESSION;
  }

  /// Whether the database answers now.
  public boolean answers() {
    try {
      return jdbi.withHandle((Handle h) -> h.createQuery("select 1").mapTo(int.class).one()) == 1;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /// Closes all connections.
  @Override
  public void close() {
    owned.forEach(OwnConnection::close);
    pool.close();
  }
}
