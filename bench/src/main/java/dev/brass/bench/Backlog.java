package dev.brass.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// The orders of a server that are not placed yet.
final class Backlog {

  private Backlog() {}

  /// Waits until there are none.
  static void await(Lab lab, String database, Duration longest)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    try (Connection connection = DriverManager.getConnection(lab.database(database));
        Statement statement = connection.createStatement()) {
      while (count(statement) > 0) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(count(statement) + " orders are not placed");
        }
        Thread.sleep(50);
      }
    }
  }

  private static long count(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("select count(*) from orders where state <> 'placed'")) {
      row.next();
      return row.getLong(1);
    }
  }
}
