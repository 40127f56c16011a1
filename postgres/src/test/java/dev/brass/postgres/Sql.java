package dev.brass.postgres;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// One statement on a connection of its own.
final class Sql {

  private Sql() {}

  static void run(String url, String statement) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  /// The first column of all rows, as text.
  static List<String> column(String url, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (var connection = DriverManager.getConnection(url);
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  static String value(String url, String query) throws SQLException {
    return column(url, query).getFirst();
  }
}
