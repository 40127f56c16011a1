package dev.brass.bench;

import java.io.PrintStream;
import java.time.Duration;

/// Durable submissions over HTTP per second: `POST /v1/orders` to a whole server, beside the same
/// bodies inserted by plain JDBC into a table of the same PostgreSQL, one row and one commit each.
///
/// The server has no worker, so that nothing but intake is measured.
final class IntakeBench implements Bench {

  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final Duration LENGTH = Duration.ofSeconds(6);
  private static final int CONNECTIONS = 64;
  private static final double BUDGET = 0.5;
  private static final double AIM = 1;

  @Override
  public String about() {
    return "durable POST /v1/orders per second, beside single inserts by JDBC";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    SampleOrder order = SampleOrder.printed();
    JdbcInserts control = new JdbcInserts(lab.database("jdbc"), order.next());
    JdbcInserts small = new JdbcInserts(lab.database("jdbc2"), "x");
    try (ServerProcess server = ServerProcess.start(lab, "intake", "api")) {
      Duel.perSecond("intake", "orders", BUDGET, AIM)
          .side(
              "brass, POST /v1/orders",
              () -> {
                lab.settle("intake");
                return Load.perSecond(
                    server.url(), CONNECTIONS, LENGTH, () -> server.post(order.next()));
              })
          .side(
              "JDBC, insert … commit",
              () -> {
                lab.settle("jdbc");
                return control.perSecond(CONNECTIONS, LENGTH);
              })
          .side(
              "JDBC, insert … commit small",
              () -> {
                lab.settle("jdbc2");
                return small.perSecond(CONNECTIONS, LENGTH);
              })
          .run(ROUNDS, out);
    }
  }
}
