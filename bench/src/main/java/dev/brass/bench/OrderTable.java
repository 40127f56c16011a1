package dev.brass.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// The orders of a server as its database has them. For one thread.
final class OrderTable implements AutoCloseable {

  private static final String WAITING =
      """
      select count(*) from job where kind = 'place-order' and store = ?
      """;

  private static final String PLACED =
      """
      select count(*) from orders where store = ? and state = 'placed'
      """;

  /// Orders whose first attempt was not their only one, attempts that did not end with the store's
  /// yes, and events that tell of an order that could not be placed at once.
  private static final String TROUBLES =
      """
      select 'attempts: ' || attempts as what, count(*) as count
      from orders where store = ? and attempts <> 1
      group by what
      union all
      select 'attempt ' || a.status, count(*)
      from orders as o
      join order_attempt as a on a.tenant_id = o.tenant_id and a.order_id = o.id
      where o.store = ? and a.status <> 'placed'
      group by a.status
      union all
      select e.type || ': ' || coalesce(left(e.data ->> 'why', 100), ''), count(*)
      from orders as o
      join order_event as e on e.tenant_id = o.tenant_id and e.order_id = o.id
      where o.store = ? and e.type in ('postponed', 'not_sent', 'outcome_lost', 'refused')
      group by 1
      limit 20
      """;

  private final Connection connection;

  OrderTable(String url) throws SQLException {
    connection = DriverManager.getConnection(url);
  }

  /// How many orders wait to be placed at a store, or are being placed.
  long waiting(String store) throws SQLException {
    return count(WAITING, store);
  }

  /// How many orders are placed at a store.
  long placed(String store) throws SQLException {
    return count(PLACED, store);
  }

  /// What happened to orders at a store beside being placed at once, and how often; nothing, if all
  /// went well. It means nothing before they are placed.
  Map<String, Long> troubles(String store) throws SQLException {
    Map<String, Long> troubles = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(TROUBLES)) {
      for (int i = 1; i <= 3; i++) {
        statement.setString(i, store);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          troubles.put(row.getString("what"), row.getLong("count"));
        }
      }
    }
    return troubles;
  }

  /// Waits until no more orders than that wait to be placed at a store.
  void awaitWaiting(String store, long most, Duration longest)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (waiting(store) > most) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%d orders wait at %s after %s".formatted(waiting(store), store, longest));
      }
      Thread.sleep(100);
    }
  }

  private long count(String query, String store) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, store);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
