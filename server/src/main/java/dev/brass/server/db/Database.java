package dev.brass.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.brass.server.health.Health;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;

/// The connections to PostgreSQL, its schema brought up to date. All work has limits ([Limits]).
/// Thread-safe.
public final class Database implements AutoCloseable {

  /// The prefix of this process's connections in PostgreSQL, before the purpose of each: so that
  /// other nodes can distinguish them from their own, and end them when this process is gone.
  private static final String SESSION = "brass-" + Ids.next().toString().substring(24);

  /// The most characters of a statement in an exception.
  private static final int MOST_SQL = 2_000;

  private static final int PATIENT_CONNECTIONS = 3;
  private static final int MIGRATION_CONNECTIONS = 4;

  /// The longest wait for a connection that others use, and for one that has to be opened.
  private static final Duration WAIT = Duration.ofSeconds(8);

  private static final Duration OPENING = Duration.ofSeconds(5);

  private static final Duration VALIDATION = Duration.ofMillis(1500);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final Duration LIFE = Duration.ofMinutes(20);

  /// The longest time that a group may run: everything that it does has limits below that.
  private static final Duration LATE_GROUP = Duration.ofSeconds(30);

  private static final Duration HOPELESS_GROUP = Duration.ofMinutes(3);

  private final String url;
  private final List<GatedPool> pools = new CopyOnWriteArrayList<>();
  private final GatedPool pool;
  private final Jdbi jdbi;
  private final Jdbi patient;
  private volatile @Nullable Pulse pulse;
  private volatile ConnectionCheck connectionCheck = _ -> {};
  private final Set<OwnConnection> owned = ConcurrentHashMap.newKeySet();

  private Database(String url, int connections) {
    this.url = url;
    this.pool = pool(connections, "brass");
    this.jdbi = jdbi(pool);
    this.patient = jdbi(pool(PATIENT_CONNECTIONS, "brass-patient", Limits.PATIENT, 0));
    jdbi.getConfig(Patience.class).set(patient);
  }

  private static Jdbi jdbi(GatedPool pool) {
    return configured(Jdbi.create(pool));
  }

  private static Jdbi configured(Jdbi jdbi) {
    // Values may be secret; neither exceptions nor logs contain them.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(Database::withoutValues);
    jdbi.registerArgument(new ArrayArguments());
    jdbi.setTransactionHandler(new LockLimit.Transactions());
    jdbi.setSqlLogger(new UnstoredWatch(jdbi.getConfig(GroupWatch.class)));
    return jdbi;
  }

  private static String withoutValues(StatementException exception) {
    StatementContext context = exception.getStatementContext();
    String sql = context == null ? "" : String.valueOf(context.getRawSql());
    String shown = sql.length() <= MOST_SQL ? sql : sql.substring(0, MOST_SQL) + " …";
    return exception.getShortMessage() + (shown.isEmpty() ? "" : " in: " + shown);
  }

  /// Connects and migrates, if the database is suitable.
  ///
  /// @param url a JDBC address of PostgreSQL 18 with user and password
  /// @param connections the largest number of connections for ordinary work
  /// @throws UnsuitableDatabaseException when it is not suitable
  /// @throws org.flywaydb.core.api.FlywayException when the schema cannot be brought up to date
  public static Database open(String url, int connections) {
    Database database = connect(url, connections);
    try {
      Suitability.of(database.jdbi).check();
      database.migrating(Database::migrate);
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  static Database connect(String url, int connections) {
    try {
      return new Database(url, connections);
    } catch (PoolInitializationException e) {
      throw Unreachable.of(url, e);
    }
  }

  /// A pool of connections and nothing else, for a part with tables and transactions of its own.
  /// The caller closes it.
  ///
  /// @param name identifies the connections in logs and in PostgreSQL
  public GatedPool pool(int connections, String name) {
    return pool(connections, name, Limits.ORDINARY, Math.min(2, connections));
  }

  private GatedPool pool(int connections, String name, Limits limits, int idle) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(
        new ConnectionSource(url, limits.properties(SESSION + "/" + name), this::check));
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(idle);
    if (idle == 0) {
      // The pool may never be used.
      config.setInitializationFailTimeout(-1);
    }
    config.setConnectionTimeout(OPENING.toMillis());
    config.setValidationTimeout(VALIDATION.toMillis());
    config.setKeepaliveTime(KEEP_ALIVE.toMillis());
    if (idle < connections) {
      config.setIdleTimeout(IDLE.toMillis());
    }
    config.setMaxLifetime(LIFE.toMillis());
    GatedPool made = new GatedPool(config, WAIT, limits.use(), this::silence);
    pools.add(made);
    return made;
  }

  /// A migration of the schema.
  public interface Migration {
    void on(DataSource database);
  }

  /// Lets a part migrate its tables, on connections whose limits allow it.
  public void migrating(Migration migration) {
    GatedPool migrating = pool(MIGRATION_CONNECTIONS, "brass-migration", Limits.MIGRATION, 0);
    try {
      migration.on(migrating);
    } finally {
      pools.remove(migrating);
      migrating.close();
    }
  }

  private static void migrate(DataSource database) {
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:dev/brass/server/db/migration")
        // Waits for another node that migrates at the moment, a second each time.
        .lockRetryCount(600)
        .load()
        .migrate();
  }

  /// Checks the database all the time, and reports to `health` whether it answers, until this is
  /// closed. While it does not answer, no caller begins to wait for it.
  public void watch(Health health) {
    GroupWatch groups = jdbi.getConfig(GroupWatch.class);
    groups.reportTo(health.activity("groups", LATE_GROUP, HOPELESS_GROUP));
    pulse =
        new Pulse(
            () -> apart("brass-pulse", Limits.PULSE),
            groups,
            health,
            new Pulse.Listener() {
              @Override
              public void vanished() {
                pools.forEach(GatedPool::cut);
              }

              @Override
              public void returned() {
                pools.forEach(GatedPool::renew);
              }
            });
  }

  private @Nullable String silence() {
    Pulse asking = pulse;
    return asking == null ? null : asking.silence();
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  /// The few operations that may take minutes: audits, counts of everything, the move of all rows
  /// of a tenant. They have a few connections of their own, so that they do not delay others.
  public Jdbi patient() {
    return patient;
  }

  /// The patient connections of a database, for a part that has its [#jdbi] only.
  public static Jdbi patient(Jdbi ordinary) {
    return Objects.requireNonNullElse(ordinary.getConfig(Patience.class).patient(), ordinary);
  }

  public DataSource dataSource() {
    return pool;
  }

  /// Passes each connection that is opened from now on to `newCheck` before it is used; one for
  /// which it throws is not used.
  public void onConnect(ConnectionCheck newCheck) {
    connectionCheck = newCheck;
  }

  private void check(Connection opened) throws SQLException {
    connectionCheck.accept(opened);
  }

  /// A look at a new connection.
  @FunctionalInterface
  public interface ConnectionCheck {
    void accept(Connection connection) throws SQLException;
  }

  /// Runs `work` in a transaction whose commit may be lost when PostgreSQL itself crashes: for
  /// facts that are found out again, such as which node has claimed a job. The next durable commit
  /// makes it durable, too.
  public <T> T relaxed(org.jdbi.v3.core.HandleCallback<T, RuntimeException> work) {
    return jdbi.inTransaction(
        handle -> {
          handle.execute("set local synchronous_commit = off");
          return work.withHandle(handle);
        });
  }

  /// Opens a connection that does not count towards the pool; the caller closes it.
  ///
  /// @param name its purpose, such as `brass-channel`
  public Connection apart(String name, Limits limits) throws SQLException {
    return DriverManager.getConnection(url, limits.properties(SESSION + "/" + name));
  }

  /// A connection for one part of the process alone, which it gets without waiting for others, and
  /// which fails soon when the database does not answer. Closed with this at the latest.
  ///
  /// @param name identifies it in PostgreSQL
  /// @param limit how long a statement may take; the answer is waited for a little longer
  public OwnConnection own(String name, Duration limit) {
    Limits limits = Limits.within(limit);
    DataSource source =
        new ConnectionSource(url, limits.properties(SESSION + "/" + name), this::check);
    Jdbi opener = configured(Jdbi.create(source));
    OwnConnection connection = new OwnConnection(opener, owned::remove);
    owned.add(connection);
    return connection;
  }

  /// Does work that only one process may do at a time, for as long as it takes. A lock of a
  /// connection outside transactions excludes others, so that it blocks nothing else. If that
  /// connection breaks, another process may begin: the work must tolerate that.
  ///
  /// @param lock its name in the whole database, chosen at random
  /// @param longest the longest wait for another process
  /// @throws UnavailableException when it has not ended by then
  public <T> T exclusively(long lock, Duration longest, Supplier<T> work) {
    return ExclusiveLock.during(this, lock, longest, work);
  }

  /// The beginning of the `application_name` of every connection of this process, the same until it
  /// ends and of no other process: `brass-` and twelve digits.
  public static String session() {
    return SESSION;
  }

  /// Whether the database answers now.
  public boolean answers() {
    if (silence() != null) {
      return false;
    }
    try {
      return jdbi.withHandle((Handle h) -> h.createQuery("select 1").mapTo(int.class).one()) == 1;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /// Closes all connections.
  @Override
  public void close() {
    Pulse asking = pulse;
    if (asking != null) {
      asking.close();
    }
    owned.forEach(OwnConnection::close);
    pools.forEach(GatedPool::close);
  }
}
