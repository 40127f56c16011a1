package dev.brass.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A JVM of its own that owns an embedded PostgreSQL, commits one row after the other, and can be
/// killed.
final class Child implements AutoCloseable {

  private static final String READY = "ready";

  private final Process process;
  private final BufferedReader lines;

  private Child(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /// What the child runs: prints `ready`, then the number of each row when it is committed.
  public static void main(String[] arguments) throws SQLException {
    var options = EmbeddedPostgres.Options.defaults();
    try (var postgres = EmbeddedPostgres.start(Path.of(arguments[0]), options)) {
      String url = postgres.jdbcUrl("postgres");
      Sql.run(url, "create table if not exists row (number bigserial primary key)");
      System.out.println(READY);
      try (var connection = DriverManager.getConnection(url);
          var insert = connection.prepareStatement("insert into row default values returning 1")) {
        for (int number = 0; number < 1_000_000; number++) {
          insert.execute();
          System.out.println(number);
        }
      }
    }
  }

  static Child start(Path folder, Map<String, String> environment) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Child.class.getName(), folder.toString()));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    return new Child(builder.start());
  }

  static Child start(Path folder) throws IOException {
    return start(folder, Map.of());
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  void awaitReady() throws IOException {
    for (String line = lines.readLine(); !READY.equals(line); line = lines.readLine()) {
      if (line == null) {
        throw new IOException("the child ended before it was ready");
      }
    }
  }

  /// Waits until so many rows are committed, then kills it with SIGKILL.
  ///
  /// @return how many rows it reported as committed, up to its last breath
  int killAfter(int rows) throws IOException, InterruptedException {
    int committed = 0;
    while (committed < rows && lines.readLine() != null) {
      committed++;
    }
    kill();
    while (lines.readLine() != null) {
      committed++;
    }
    return committed;
  }

  void kill() throws InterruptedException {
    // Not by Process, which would also close what the child printed at last.
    process.toHandle().destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the child does not die");
    }
  }

  @Override
  public void close() {
    try {
      kill();
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
