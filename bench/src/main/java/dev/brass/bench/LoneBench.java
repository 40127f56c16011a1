package dev.brass.bench;

import java.io.PrintStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The time of one order alone from its submission until its outcome is on disk, at a store that
/// answers at once, with a worker that has nothing else to do; beside as many commits by JDBC, one
/// row each, as the order waits for: its submission, its attempt, its outcome. That its job is
/// claimed is a fourth transaction, which does not wait for the disk and is not counted.
final class LoneBench implements Bench {

  private static final int WARM_UPS = 2;
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 20;
  private static final int ORDERS = 500;

  /// A server runs for months; until its code is compiled it takes a minute of work.
  private static final int WARMING = 100_000;

  private static final int COMMITS = 3;
  private static final double BUDGET = 3;
  private static final double AIM = 1.5;
  private static final String DATABASE = "lone";
  private static final String CONTROL = "jdbc";

  @Override
  public String about() {
    return "median time from one submission to its placed order, beside as many commits by JDBC";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    JdbcInserts control = new JdbcInserts(lab.database(CONTROL), SampleOrder.printed().next());
    warm(lab);
    new Duel("lone", "µs", BUDGET, AIM, Duel.Better.LOWER)
        .side("brass, submitted to placed", () -> round(lab, null))
        .side(
            "JDBC, three times insert … commit",
            () -> {
              lab.settle(CONTROL);
              return COMMITS * control.medianMicros(COMMITS * ORDERS);
            })
        .side("brass, with a log-in", () -> round(lab, "buyer@example.com"))
        .run(WARM_UPS, ROUNDS, out);
  }

  private static void warm(Lab lab) throws Exception {
    try (Engine engine = new Engine(lab, DATABASE, CONNECTIONS)) {
      engine.start();
      engine.submit(WARMING, false);
      engine.awaitPlaced(WARMING);
    }
  }

  private static double round(Lab lab, @Nullable String account) throws Exception {
    long[] times = new long[ORDERS];
    try (Engine engine = new Engine(lab, DATABASE, CONNECTIONS)) {
      lab.settle(DATABASE);
      engine.start();
      for (int i = 0; i < ORDERS; i++) {
        long begun = System.nanoTime();
        engine.submit(account);
        engine.awaitPlaced(1);
        times[i] = System.nanoTime() - begun;
      }
      engine.check(ORDERS);
    }
    Arrays.sort(times);
    return times[ORDERS / 2] / 1e3;
  }
}
