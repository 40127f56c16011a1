package dev.brass.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Rows inserted and committed one by one, which is the least that any program does that keeps what
/// it is given: one statement, prepared, one round trip, durable when it returns.
final class JdbcInserts {

  private static final String TABLE =
      "create table if not exists submission (id uuid primary key, body text not null)";
  private static final String INSERT = "insert into submission (id, body) values (?, ?)";

  private final String url;
  private final String body;

  /// Inserts into a table of its own.
  ///
  /// @param body what each row holds beside its id
  JdbcInserts(String url, String body) throws SQLException {
    this.url = url;
    this.body = body;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
  }

  /// Inserts on several connections for so long and gives the number of rows per second.
  double perSecond(int connections, Duration length) throws Exception {
    List<Connection> open = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      for (int i = 0; i < connections; i++) {
        open.add(DriverManager.getConnection(url));
      }
      long begun = System.nanoTime();
      List<Future<Long>> counts = new ArrayList<>();
      for (Connection connection : open) {
        counts.add(threads.submit(() -> insertUntil(connection, begun + length.toNanos())));
      }
      long rows = 0;
      for (Future<Long> count : counts) {
        rows += count.get();
      }
      return rows / ((System.nanoTime() - begun) / 1e9);
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private long insertUntil(Connection connection, long end) throws SQLException {
    long rows = 0;
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      while (System.nanoTime() < end) {
        insert(insert);
        rows++;
      }
    }
    return rows;
  }

  private void insert(PreparedStatement insert) throws SQLException {
    insert.setObject(1, UUID.randomUUID());
    insert.setString(2, body);
    insert.executeUpdate();
  }

  /// Inserts rows one after the other and gives the median time of one, in microseconds.
  double medianMicros(int rows) throws SQLException {
    long[] times = new long[rows];
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (int i = 0; i < rows; i++) {
        long begun = System.nanoTime();
        insert(insert);
        times[i] = System.nanoTime() - begun;
      }
    }
    Arrays.sort(times);
    return times[rows / 2] / 1e3;
  }
}
