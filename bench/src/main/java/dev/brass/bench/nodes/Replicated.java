package dev.brass.bench.nodes;

import dev.brass.postgres.EmbeddedPostgres;
import dev.brass.postgres.PhysicalCopy;
import dev.brass.testkit.SilentProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The database of an installation as its operator runs it: a primary, a standby that follows it
/// by streaming, and one snapshot at a time. Nodes reach it by ways of their own ([#way]), which
/// lead to whatever is the primary. For one thread.
final class Replicated implements AutoCloseable {

  private static final String DATABASE = "brass";
  private static final Duration CATCH_UP = Duration.ofSeconds(60);

  private final Path folder;
  private final CopyOnWriteArrayList<SilentProxy> ways = new CopyOnWriteArrayList<>();
  private int made;
  private EmbeddedPostgres primary;
  private Path primaryFolder;
  private SilentProxy stream;
  private EmbeddedPostgres standby;
  private Path standbyFolder;
  private @Nullable Path snapshot;
  private boolean lagging;

  /// Starts both.
  ///
  /// @param folder an empty one, for all that they write
  Replicated(Path folder) {
    this.folder = folder;
    this.primaryFolder = next();
    this.primary = EmbeddedPostgres.start(primaryFolder, options(Map.of()));
    primary.createDatabase(DATABASE);
    this.stream = SilentProxy.to(address(primary));
    this.standbyFolder = next();
    this.standby = follow(standbyFolder);
  }

  private Path next() {
    made++;
    return folder.resolve("postgres-" + made);
  }

  /// As durable as it comes, and it learns soon that the other side has vanished.
  private static EmbeddedPostgres.Options options(Map<String, String> more) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("shared_buffers", "64MB");
    settings.put("max_connections", "200");
    settings.put("wal_sender_timeout", "3s");
    settings.put("wal_receiver_timeout", "3s");
    settings.put("wal_keep_size", "256MB");
    settings.putAll(more);
    return EmbeddedPostgres.Options.defaults().withSettings(settings);
  }

  private EmbeddedPostgres follow(Path target) {
    PhysicalCopy.take(primary.jdbcUrl(DATABASE), primaryFolder, target);
    try {
      String password = Files.readString(target.resolve("password")).strip();
      Files.createFile(target.resolve("cluster/standby.signal"));
      return EmbeddedPostgres.start(
          target,
          options(
              Map.of(
                  "primary_conninfo",
                  "host=127.0.0.1 port=%d user=postgres password=%s connect_timeout=2"
                      .formatted(stream.port(), password))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress address(EmbeddedPostgres postgres) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), postgres.port());
  }

  /// A new way for a node to whatever is the primary.
  SilentProxy way() {
    SilentProxy way = SilentProxy.to(address(primary));
    ways.add(way);
    return way;
  }

  /// The address of the database by a way.
  String url(SilentProxy way) {
    return primary.jdbcUrl(DATABASE).replace(":" + primary.port() + "/", ":" + way.port() + "/");
  }

  /// The address of the database, not by a node's way.
  String url() {
    return primary.jdbcUrl(DATABASE);
  }

  /// Takes a snapshot, in place of the last one.
  void takeSnapshot() throws IOException {
    if (snapshot != null) {
      Trees.delete(snapshot);
    }
    snapshot = next();
    PhysicalCopy.take(url(), primaryFolder, snapshot);
  }

  /// Loses the database and its standby, and goes on with the snapshot.
  void restore() throws IOException {
    Path restored = snapshot;
    if (restored == null) {
      throw new IllegalStateException("there is no snapshot");
    }
    snapshot = null;
    ways.forEach(SilentProxy::fallSilent);
    Path lost = primaryFolder;
    stream.cut();
    primary.close();
    primary = EmbeddedPostgres.start(restored, options(Map.of()));
    primaryFolder = restored;
    lead();
    Trees.delete(lost);
    followAnew();
  }

  /// From now on the standby hears nothing.
  void lag() {
    stream.fallSilent();
    lagging = true;
  }

  /// Loses the primary and goes on with the standby, which has everything unless it has to [#lag].
  void failOver() throws SQLException, IOException, InterruptedException {
    ways.forEach(SilentProxy::fallSilent);
    if (lagging) {
      stream.cut();
    } else {
      ways.forEach(SilentProxy::cut);
      awaitCaughtUp();
    }
    lagging = false;
    execute(standby.jdbcUrl(DATABASE), "select pg_promote(true, 60)");
    Path lost = primaryFolder;
    primary.close();
    primary = standby;
    primaryFolder = standbyFolder;
    lead();
    Trees.delete(lost);
    standbyFolder = next();
    stream.close();
    stream = SilentProxy.to(address(primary));
    standby = follow(standbyFolder);
  }

  private void lead() {
    for (SilentProxy way : ways) {
      way.leadTo(address(primary));
      way.speak();
    }
  }

  private void followAnew() throws IOException {
    standby.close();
    Trees.delete(standbyFolder);
    stream.close();
    stream = SilentProxy.to(address(primary));
    standbyFolder = next();
    standby = follow(standbyFolder);
  }

  /// Waits until the standby has all that the primary has written until now.
  void awaitCaughtUp() throws SQLException, InterruptedException {
    String written = text(primary.jdbcUrl(DATABASE), "select pg_current_wal_insert_lsn()");
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    String question = "select pg_last_wal_replay_lsn() >= '%s'::pg_lsn".formatted(written);
    while (!"t".equals(text(standby.jdbcUrl(DATABASE), question))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the standby does not catch up");
      }
      Thread.sleep(50);
    }
  }

  private static void execute(String url, String sql) throws SQLException {
    text(url, sql);
  }

  private static @Nullable String text(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /// Ends all of it.
  @Override
  public void close() {
    ways.forEach(SilentProxy::close);
    stream.close();
    standby.close();
    primary.close();
  }
}
