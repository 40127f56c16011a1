package dev.brass.server.db;

import dev.brass.postgres.EmbeddedPostgres;
import dev.brass.postgres.RunningPostgres;
import dev.brass.server.health.Health;
import dev.brass.server.health.Health.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/// The database of a server, as its settings say: an external one, or the embedded one of the data
/// folder together with the PostgreSQL that this process started for it.
public final class ServerDatabase implements AutoCloseable {

  private static final String FOLDER = "postgres";
  private static final String NAME = "brass";
  private static final int CONNECTIONS_OF_A_COMMAND = 2;

  private final Database database;
  private final @Nullable EmbeddedPostgres postgres;
  private final Set<Integer> externalPorts;
  private final DiskSpace disk;

  private ServerDatabase(
      Database database,
      @Nullable EmbeddedPostgres postgres,
      Set<Integer> externalPorts,
      Path data) {
    this.database = database;
    this.disk = new DiskSpace(data);
    this.postgres = postgres;
    this.externalPorts = externalPorts;
  }

  /// Opens it for a server, which has the embedded one for itself.
  ///
  /// @param url the external one's JDBC address; null for the embedded one
  /// @param data the data folder
  /// @param durable whether one that can lose what it has acknowledged is refused
  /// @throws UnsuitableDatabaseException when it must not be trusted with orders
  /// @throws dev.brass.postgres.EmbeddedPostgresException when the folder is in use or unfit
  /// @throws org.flywaydb.core.api.FlywayException when the schema cannot be brought up to date
  public static ServerDatabase start(
      @Nullable String url, Path data, int connections, boolean durable) {
    ServerDatabase started =
        url == null
            ? startEmbedded(data, connections)
            : new ServerDatabase(Database.open(url, connections), null, ports(url), data);
    boolean suitable = false;
    try {
      Suitability.of(started.database.jdbi()).check(durable);
      suitable = true;
      return started;
    } finally {
      if (!suitable) {
        started.close();
      }
    }
  }

  private static ServerDatabase startEmbedded(Path data, int connections) {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(data.resolve(FOLDER));
    Database database = null;
    try {
      String url = postgres.ownedDatabase(NAME);
      database = Database.open(url, connections);
      return new ServerDatabase(database, postgres, Set.of(), data);
    } finally {
      if (database == null) {
        postgres.close();
      }
    }
  }

  /// Opens it for a command, whether a server of the data folder runs or not. If none runs, none
  /// can start until this is closed.
  ///
  /// @throws IllegalStateException when the data folder has no database yet
  /// @throws dev.brass.postgres.EmbeddedPostgresException when a server is just starting or ending
  public static ServerDatabase join(@Nullable String url, Path data) {
    if (url != null) {
      return new ServerDatabase(
          Database.open(url, CONNECTIONS_OF_A_COMMAND), null, ports(url), data);
    }
    Optional<String> running = RunningPostgres.ownedUrl(data.resolve(FOLDER), NAME);
    if (running.isPresent()) {
      return new ServerDatabase(
          Database.open(running.get(), CONNECTIONS_OF_A_COMMAND), null, Set.of(), data);
    }
    if (!Files.isDirectory(data.resolve(FOLDER))) {
      throw new IllegalStateException(
          "there is no database in "
              + data
              + " yet; start the server once by 'brass up', or name its folder by --data");
    }
    return startEmbedded(data, CONNECTIONS_OF_A_COMMAND);
  }

  public Database database() {
    return database;
  }

  /// The ports at which it listens, on whichever machine.
  public Set<Integer> ports() {
    EmbeddedPostgres ours = postgres;
    return ours == null ? externalPorts : Set.of(ours.port());
  }

  private static Set<Integer> ports(String url) {
    Properties read = Driver.parseURL(url, new Properties());
    return read == null
        ? Set.of()
        : Arrays.stream(read.getProperty("PGPORT", "").split(",", -1))
            .filter(port -> !port.isEmpty())
            .map(Integer::valueOf)
            .collect(Collectors.toUnmodifiableSet());
  }

  /// Reports to `health` from now on whether it answers. An embedded one that does not start any
  /// more is hopeless: only another start of this process can help.
  public void watch(Health health) {
    database.watch(health);
    EmbeddedPostgres ours = postgres;
    if (ours != null) {
      health.check(disk::problem);
      health.check(() -> ours.trouble().map(what -> new Problem("postgres", what, ours.isLost())));
    }
  }

  /// Another pool on the same database, for a part with tables and transactions of its own.
  public GatedPool pool(int connections, String name) {
    return database.pool(connections, name);
  }

  @Override
  public void close() {
    try {
      database.close();
    } finally {
      if (postgres != null) {
        postgres.close();
      }
    }
  }
}
