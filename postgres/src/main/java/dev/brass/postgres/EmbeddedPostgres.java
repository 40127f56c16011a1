package dev.brass.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running PostgreSQL 18 whose data is in one folder and which this process owns: while it is
/// open, no other process can start on that folder. Thread-safe.
///
/// It is durable by default: a committed change survives any crash of this process, of PostgreSQL
/// or of the machine. When this process is killed, PostgreSQL stays; the next start on the folder
/// ends it and starts its own (see `Postmaster`). When PostgreSQL is killed, it is started again,
/// on the same port (see `Supervisor`). It listens on loopback only and wants a password, which is
/// random, made with the folder, and readable by the folder's owner only.
///
/// In the folder: `cluster` (PostgreSQL's own data folder), `password`, `postgres.log`, and `lock`,
/// which this process holds.
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String USER = "postgres";
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /// A free port may be taken between its choice and its use, and the server of an owner killed
  /// while starting it may come up meanwhile; more failures than these two have another cause.
  private static final int START_ATTEMPTS = 5;

  /// The error codes of PostgreSQL for a database that exists, and for one that another session
  /// made at the same moment.
  private static final Set<String> DUPLICATE_DATABASE = Set.of("42P04", "23505");

  private static final int NAME_LIMIT = 63;

  /// In seconds. A database is created by copying files.
  private static final String LIMITS = "&connectTimeout=10&loginTimeout=20&socketTimeout=120";

  /// The options of the embedded PostgreSQL.
  ///
  /// @param port 0 for any free one
  /// @param settings PostgreSQL settings by name, instead of those chosen here for a small machine
  /// @param durable false for data that are thrown away, as in tests: a crash of the machine may
  ///     then ruin the folder, and PostgreSQL ends with this JVM even if it is not closed
  public record Options(int port, Map<String, String> settings, boolean durable) {

    /// @throws IllegalArgumentException for an invalid port or a setting that may not be set
    public Options {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("not a port: " + port);
      }
      settings = Map.copyOf(settings);
      Settings.check(settings);
    }

    public static Options defaults() {
      return new Options(0, Map.of(), true);
    }

    public Options withPort(int newPort) {
      return new Options(newPort, settings, durable);
    }

    public Options withSettings(Map<String, String> newSettings) {
      return new Options(port, newSettings, durable);
    }

    public Options withDurable(boolean newDurable) {
      return new Options(port, settings, newDurable);
    }
  }

  private final FolderLock lock;
  private final Postmaster postmaster;
  private final Supervisor supervisor;
  private final int port;
  private final String password;
  private boolean closed;

  private EmbeddedPostgres(FolderLock lock, Postmaster postmaster, int port, String password) {
    this.lock = lock;
    this.postmaster = postmaster;
    this.supervisor = new Supervisor(new Watched(postmaster));
    this.port = port;
    this.password = password;
  }

  /// Starts it durable, on a free port.
  ///
  /// @throws EmbeddedPostgresException see [#start(Path, Options)]
  public static EmbeddedPostgres start(Path dataDir) {
    return start(dataDir, Options.defaults());
  }

  /// Starts PostgreSQL on a folder, which is created and filled on the first start. Returns when it
  /// accepts connections: after a second or two the first time, later in a fraction of one, or when
  /// it has recovered from a crash.
  ///
  /// @throws EmbeddedPostgresException with one line that says what to do: the folder is in use,
  ///     not writable, damaged or of another version, the disk is full, the port is taken
  public static EmbeddedPostgres start(Path dataDir, Options options) {
    long begun = System.nanoTime();
    Path folder = made(dataDir);
    FolderLock lock = FolderLock.acquire(folder);
    EmbeddedPostgres started = null;
    try {
      started = start(folder, lock, options);
      long millis = (System.nanoTime() - begun) / 1_000_000;
      LOG.info("PostgreSQL in {} serves on port {} after {} ms", folder, started.port, millis);
      return started;
    } finally {
      if (started == null) {
        lock.close();
      }
    }
  }

  private static EmbeddedPostgres start(Path folder, FolderLock lock, Options options) {
    Path programs = Binaries.unpacked(folder);
    Account account = Account.choose(folder, programs);
    var cluster = new Cluster(folder, programs, account);
    String password = cluster.prepare(options.durable());
    var postmaster =
        new Postmaster(cluster.path(), folder.resolve("postgres.log"), programs, account);
    boolean started = false;
    try {
      int port = start(cluster, postmaster, options);
      var postgres = new EmbeddedPostgres(lock, postmaster, port, password);
      if (!options.durable()) {
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "close PostgreSQL"));
      }
      postgres.supervisor.start();
      started = true;
      return postgres;
    } finally {
      if (!started) {
        uninterrupted(postmaster::stop);
      }
    }
  }

  private static int start(Cluster cluster, Postmaster postmaster, Options options) {
    String said = "";
    for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      postmaster.endSurvivor();
      int port = options.port() == 0 ? freePort() : options.port();
      cluster.configure(port, options);
      said = postmaster.start();
      if (said.isEmpty()) {
        return port;
      }
      boolean portTaken = said.contains("Address already in use");
      if (portTaken && options.port() != 0) {
        throw new EmbeddedPostgresException(
            "port " + port + " is taken by another program; choose another port for PostgreSQL");
      }
      boolean overtaken = said.contains("lock file") && said.contains("already exists");
      if (!portTaken && !overtaken) {
        break;
      }
    }
    throw Failures.of(said, "start PostgreSQL in", cluster.path());
  }

  /// The folder's real path. Its parents are created with the usual permissions, the folder itself
  /// for us alone.
  private static Path made(Path dataDir) {
    Path folder = dataDir.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(folder)) {
        if (folder.getParent() != null) {
          Files.createDirectories(folder.getParent());
        }
        var ownerOnly =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(folder, ownerOnly);
      }
      return folder.toRealPath();
    } catch (FileAlreadyExistsException e) {
      throw new EmbeddedPostgresException(
          "cannot make the data folder "
              + folder
              + ": "
              + e.getFile()
              + " is a file; choose another data folder",
          e);
    } catch (IOException e) {
      throw Failures.of(e, "make the data folder", folder);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedPostgresException("cannot find a free port: the system has none", e);
    }
  }

  /// The address of a database as its superuser, with user and password: not for logs. The database
  /// need not exist.
  public String jdbcUrl(String database) {
    return Settings.url(port, database, USER, password);
  }

  /// Creates a database unless one of this name exists, and ensures that it belongs to a role of
  /// the same name, which may do nothing outside of it.
  ///
  /// @return its address as that role, with user and password: not for logs
  /// @throws EmbeddedPostgresException when PostgreSQL refuses
  public String ownedDatabase(String database) {
    createDatabase(database);
    String derived = OwnedDatabase.password(password, database);
    String url = Settings.url(port, database, database, derived);
    try {
      OwnedDatabase.prepare(jdbcUrl(database) + LIMITS, url + LIMITS, database, derived);
      return url;
    } catch (SQLException e) {
      throw new EmbeddedPostgresException(
          "cannot give the database " + database + " to a role of its own: " + e.getMessage(), e);
    }
  }

  public int port() {
    return port;
  }

  /// The reason why it cannot be used at the moment, in one sentence without a full stop: it was
  /// killed and is being started again, or does not start any more. Empty as long as nothing is
  /// wrong.
  public Optional<String> trouble() {
    return Optional.ofNullable(supervisor.trouble());
  }

  /// Whether it has ended and was given up: it does not come back in this process.
  public boolean isLost() {
    return supervisor.lost();
  }

  /// The server, as its supervisor sees it.
  private static final class Watched implements Supervisor.Server {

    private final Postmaster postmaster;
    private PostmasterPid running;

    Watched(Postmaster postmaster) {
      this.postmaster = postmaster;
      this.running = postmaster.running();
    }

    @Override
    public boolean hasEnded() {
      return running.ended();
    }

    @Override
    public String startAgain() {
      String said = postmaster.startAgain();
      if (said.isEmpty()) {
        running = postmaster.running();
      }
      return said;
    }

    @Override
    public void stop() {
      postmaster.end();
    }
  }

  /// Creates a database unless one of this name exists. Safe to call from several threads at once.
  ///
  /// @throws EmbeddedPostgresException when PostgreSQL refuses
  public void createDatabase(String database) {
    if (database.isEmpty()
        || database.getBytes(StandardCharsets.UTF_8).length > NAME_LIMIT
        || database.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not the name of a database: " + database);
    }
    try (Connection connection = DriverManager.getConnection(jdbcUrl(USER) + LIMITS)) {
      if (!exists(connection, database)) {
        try (var statement = connection.createStatement()) {
          statement.execute("create database \"" + database.replace("\"", "\"\"") + "\"");
        }
      }
    } catch (SQLException e) {
      if (!DUPLICATE_DATABASE.contains(String.valueOf(e.getSQLState()))) {
        throw new EmbeddedPostgresException(
            "cannot create the database " + database + ": " + e.getMessage(), e);
      }
    }
  }

  private static boolean exists(Connection connection, String database) throws SQLException {
    String query = "select 1 from pg_database where datname = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, database);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /// Ends PostgreSQL and releases the folder. Clients still connected are disconnected and their
  /// open transactions rolled back. Takes a fraction of a second, at most some 20 s. The second
  /// call does nothing.
  ///
  /// @throws EmbeddedPostgresException when PostgreSQL does not end; the folder is released anyway
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      uninterrupted(this::end);
    } finally {
      lock.close();
    }
  }

  private void end() {
    supervisor.close();
    postmaster.end();
  }

  /// Even an interrupted thread waits for the end: the waits are short and have limits.
  private static void uninterrupted(Runnable action) {
    boolean interrupted = Thread.interrupted();
    try {
      action.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Without the password.
  @Override
  public String toString() {
    return "EmbeddedPostgres on port " + port;
  }
}
