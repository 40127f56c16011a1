package dev.brass.bench;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// Durable submissions over HTTP per second: `POST /v1/orders` to a whole server, beside the same
/// bodies inserted by plain JDBC into a table of the same PostgreSQL, one row and one commit each.
///
/// The server has no worker, so that nothing but intake is measured.
final class IntakeBench implements Bench {

  private static final int WARM_UPS = 1;
  private static final int ROUNDS = 5;
  private static final Duration LENGTH = Duration.ofSeconds(6);

  /// A server runs for months; until its code is compiled it takes a minute of work.
  private static final Duration WARMING = Duration.ofSeconds(100);

  private static final int CONNECTIONS = 64;
  private static final double BUDGET = 0.5;
  private static final double AIM = 1;
  private static final String DATABASE = "intake";
  private static final String CONTROL = "jdbc";

  @Override
  public String about() {
    return "durable POST /v1/orders per second, beside single inserts by JDBC";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    SampleOrder order = SampleOrder.printed();
    JdbcInserts control = new JdbcInserts(lab.database(CONTROL), order.next());
    try (ServerProcess server = ServerProcess.start(lab, DATABASE, "api")) {
      Load.run(server.url(), CONNECTIONS, WARMING, () -> server.post(order.next()));
      Duel.perSecond("intake", "orders", BUDGET, AIM)
          .side("brass, POST /v1/orders", () -> round(lab, server, order))
          .side(
              "JDBC, insert … commit",
              () -> {
                lab.settle(CONTROL);
                return control.perSecond(CONNECTIONS, LENGTH);
              })
          .run(WARM_UPS, ROUNDS, out);
    }
  }

  private static double round(Lab lab, ServerProcess server, SampleOrder order) throws Exception {
    lab.settle(DATABASE);
    long before = orders(lab);
    Load.Result result =
        Load.run(server.url(), CONNECTIONS, LENGTH, () -> server.post(order.next()));
    long stored = orders(lab) - before;
    if (stored != result.answered()) {
      throw new IllegalStateException(
          result.answered() + " orders were accepted and " + stored + " are stored");
    }
    return result.perSecond();
  }

  private static long orders(Lab lab) throws SQLException {
    try (Connection connection = DriverManager.getConnection(lab.database(DATABASE));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from orders")) {
      row.next();
      return row.getLong(1);
    }
  }
}
