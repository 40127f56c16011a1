package dev.brass.bench;

import java.io.PrintStream;

/// Empty jobs per second: ours beside db-scheduler, on one PostgreSQL, enqueued beforehand, with
/// the same number of connections.
final class JobsBench implements Bench {

  private static final int WARM_UPS = 1;
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 20;
  private static final int OUR_JOBS = 300_000;
  private static final int THEIR_JOBS = 50_000;
  private static final double BUDGET = 8;
  private static final double AIM = 12;

  @Override
  public String about() {
    return "empty jobs per second, beside db-scheduler";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    try (BrassJobs ours = new BrassJobs(lab, "ours", CONNECTIONS, false);
        BrassJobs durable = new BrassJobs(lab, "ours_durable", CONNECTIONS, true);
        DbSchedulerJobs theirs = new DbSchedulerJobs(lab, "db_scheduler", CONNECTIONS)) {
      Duel.perSecond("jobs", "jobs", BUDGET, AIM)
          .side("brass", () -> ours.round(OUR_JOBS))
          .side("db-scheduler, lock-and-fetch", () -> theirs.round(THEIR_JOBS))
          .side("brass, acknowledgements on disk", () -> durable.round(OUR_JOBS))
          .run(WARM_UPS, ROUNDS, out);
    }
  }
}
