package dev.brass.bench;

import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// The control of bulk uploads: `COPY` of the file into a table that has its columns as texts, and
/// neither keys nor indexes. Each copy is a commit, with the disk waited for.
final class JdbcCopies implements AutoCloseable {

  private static final String COPY = "copy plain from stdin with (format csv, header)";

  private final Connection connection;
  private final CopyManager copies;

  /// A control with an empty table.
  ///
  /// @param headings the first line of the files
  JdbcCopies(String url, String headings) throws SQLException {
    String columns =
        Arrays.stream(headings.strip().split(",", -1))
            .map(name -> name + " text")
            .collect(Collectors.joining(", "));
    connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table plain (" + columns + ")");
    }
    copies = connection.unwrap(PGConnection.class).getCopyAPI();
  }

  /// Copies a file.
  ///
  /// @param rows how many it has
  double seconds(byte[] file, int rows) throws Exception {
    long begun = System.nanoTime();
    long copied = copies.copyIn(COPY, new ByteArrayInputStream(file));
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (copied != rows) {
      throw new IllegalStateException(copied + " of " + rows + " rows were copied");
    }
    return seconds;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
