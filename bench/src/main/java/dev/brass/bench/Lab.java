package dev.brass.bench;

import dev.brass.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;

/// A folder that is deleted afterwards, with a PostgreSQL in it that is as durable as the one of a
/// server, so that all sides of a measurement pay for the same disk.
final class Lab implements AutoCloseable {

  private final Path folder;
  private final EmbeddedPostgres postgres;

  private Lab(Path folder, EmbeddedPostgres postgres) {
    this.folder = folder;
    this.postgres = postgres;
  }

  static Lab open() throws IOException {
    Path folder = Files.createTempDirectory("brass-bench-");
    return new Lab(folder, EmbeddedPostgres.start(folder.resolve("postgres")));
  }

  /// A folder for a measurement's own files.
  Path folder() {
    return folder;
  }

  /// The JDBC address of a database of this name, made on the first call.
  String database(String name) {
    postgres.createDatabase(name);
    return postgres.jdbcUrl(name);
  }

  /// Writes out what earlier rounds left to be written, so that the next one does not pay for it.
  void settle(String database) {
    try (Connection connection = DriverManager.getConnection(database(database));
        Statement statement = connection.createStatement()) {
      statement.execute("vacuum analyze");
      statement.execute("checkpoint");
    } catch (SQLException e) {
      throw new IllegalStateException("Could not settle " + database, e);
    }
  }

  @Override
  public void close() {
    postgres.close();
    try (var files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
