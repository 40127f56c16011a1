package dev.brass.bench.crash;

import dev.brass.postgres.RunningPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Jdbi;

/// Violence against the PostgreSQL of a data folder. It touches the processes that this folder's
/// `postmaster.pid` names, and their children.
final class Databases {

  private static final long DEATH_SECONDS = 20;
  private static final Duration RECOVERY = Duration.ofMinutes(1);

  /// SQLSTATE `cannot_connect_now`.
  private static final String CANNOT_CONNECT_NOW = "57P03";

  private Databases() {}

  /// A connection to the database of a server, whether the server lives or not.
  static final class Connected implements AutoCloseable {
    private final Connection connection;
    private final Jdbi jdbi;

    private Connected(Connection connection) {
      this.connection = connection;
      this.jdbi = Jdbi.create(connection);
      jdbi.registerArrayType(String.class, "text");
    }

    Jdbi jdbi() {
      return jdbi;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /// Connects, when a PostgreSQL that recovers is ready; empty when none of the folder runs.
  static Optional<Connected> connect(Path folder) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + RECOVERY.toNanos();
    while (true) {
      Optional<String> url = RunningPostgres.jdbcUrl(folder, "brass");
      if (url.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(new Connected(DriverManager.getConnection(url.get())));
      } catch (SQLException e) {
        if (!CANNOT_CONNECT_NOW.equals(e.getSQLState()) || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  /// Kills one process of PostgreSQL that works for somebody. PostgreSQL then ends all connections
  /// at once and recovers, as after a crash of its own. Not before it has recovered from the last
  /// time: PostgreSQL 18.6 may recover for ever when a process that helps with it is killed.
  static void crash(Path folder, Random random)
      throws IOException, SQLException, InterruptedException {
    try (Connected _ = connect(folder).orElseThrow()) {
      List<ProcessHandle> children =
          postmaster(folder).stream().flatMap(ProcessHandle::children).toList();
      if (!children.isEmpty()) {
        children.get(random.nextInt(children.size())).destroyForcibly();
      }
    }
  }

  /// Stops the server's process, then kills all of PostgreSQL, then the server, so that the server
  /// notices nothing of it.
  static void losePower(ServerProcess server, Path folder)
      throws IOException, InterruptedException {
    server.signal("STOP");
    end(folder);
    server.kill();
  }

  /// Kills PostgreSQL, if it runs.
  static void end(Path folder) throws IOException {
    Optional<ProcessHandle> postmaster = postmaster(folder);
    if (postmaster.isPresent()) {
      List<ProcessHandle> all = postmaster.get().descendants().toList();
      postmaster.get().destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
      awaitEnd(postmaster.get());
      all.forEach(Databases::awaitEnd);
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(DEATH_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("process " + process.pid() + " does not die", e);
    }
  }

  private static Optional<ProcessHandle> postmaster(Path folder) throws IOException {
    Path file = folder.resolve("cluster/postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]+")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        .filter(process -> process.info().command().orElse("postgres").endsWith("postgres"));
  }
}
