package dev.brass.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

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
      select
        (select count(*) from orders where store = ? and attempts <> 1)
        + (select count(*)
           from orders as o
           join order_attempt as a on a.tenant_id = o.tenant_id and a.order_id = o.id
           where o.store = ? and a.status <> 'placed')
        + (select count(*)
           from orders as o
           join order_event as e on e.tenant_id = o.tenant_id and e.order_id = o.id
           where o.store = ? and e.type in ('postponed', 'not_sent', 'outcome_lost', 'refused'))
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

  /// How often an order at a store was not simply placed.
  long troubles(String store) throws SQLException {
    return count(TROUBLES, store, store, store);
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

  private long count(String query, String... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
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
