package dev.brass.bench;

import java.io.PrintStream;

/// Orders placed per second at a store that answers at once: quote, the attempt committed before
/// the store is asked, the outcome committed after; beside empty one-time tasks of db-scheduler on
/// the same PostgreSQL, with the same number of connections. Both are stored beforehand.
///
/// Orders with log-ins cost a lane each, since at most one at a time may be placed for a log-in.
final class PlacingBench implements Bench {

  private static final int WARM_UPS = 2;
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 20;
  private static final int OUR_ORDERS = 40_000;
  private static final int THEIR_TASKS = 40_000;
  private static final double BUDGET = 1;
  private static final double AIM = 2.5;
  private static final String DATABASE = "placing";

  @Override
  public String about() {
    return "orders placed per second at an instant store, beside empty tasks of db-scheduler";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    try (DbSchedulerJobs theirs = new DbSchedulerJobs(lab, "db_scheduler", CONNECTIONS)) {
      Duel.perSecond("placing", "orders", BUDGET, AIM)
          .side("brass", () -> round(lab, false))
          .side("db-scheduler, empty tasks", () -> theirs.round(THEIR_TASKS))
          .side("brass, a log-in for each order", () -> round(lab, true))
          .run(WARM_UPS, ROUNDS, out);
    }
  }

  private static double round(Lab lab, boolean accounts) throws Exception {
    try (Engine engine = new Engine(lab, DATABASE, CONNECTIONS)) {
      engine.submit(OUR_ORDERS, accounts);
      lab.settle(DATABASE);
      long begun = System.nanoTime();
      engine.start();
      engine.awaitPlaced(OUR_ORDERS);
      double seconds = (System.nanoTime() - begun) / 1e9;
      engine.check(OUR_ORDERS);
      return OUR_ORDERS / seconds;
    }
  }
}
