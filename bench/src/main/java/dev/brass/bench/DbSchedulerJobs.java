package dev.brass.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// One-time tasks of db-scheduler, empty ones, run by one scheduler whose polling is set as its
/// documentation advises for many executions per second: lock-and-fetch, and a queue of several
/// times its threads.
final class DbSchedulerJobs implements AutoCloseable {

  private static final String TABLE =
      """
      create table scheduled_tasks (
        task_name text not null,
        task_instance text not null,
        task_data bytea,
        execution_time timestamptz,
        picked boolean not null,
        picked_by text,
        last_success timestamptz,
        last_failure timestamptz,
        consecutive_failures int,
        last_heartbeat timestamptz,
        version bigint not null,
        priority smallint,
        state text,
        primary key (task_name, task_instance)
      );
      create index on scheduled_tasks (execution_time);
      create index on scheduled_tasks (last_heartbeat);
      """;

  private static final int THREADS = Integer.getInteger("dbs.threads", 50);
  private static final double FETCH_BELOW =
      Double.parseDouble(System.getProperty("dbs.lower", "0.5"));
  private static final double FETCH_UP_TO =
      Double.parseDouble(System.getProperty("dbs.upper", "4.0"));
  private static final int GROUP = 1_000;

  private final Lab lab;
  private final String name;
  private final HikariDataSource pool;
  private int rounds;

  DbSchedulerJobs(Lab lab, String name, int connections) throws SQLException {
    this.lab = lab;
    this.name = name;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(lab.database(name));
    config.setMaximumPoolSize(connections);
    this.pool = new HikariDataSource(config);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
  }

  /// Schedules tasks that are due, then starts a scheduler; gives tasks per second, from its start
  /// until the last one ran.
  double round(int count) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(count);
    OneTimeTask<Void> task = Tasks.oneTime("empty").execute((_, _) -> left.countDown());
    Scheduler scheduler =
        Scheduler.create(pool, task)
            .threads(THREADS)
            .pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO)
            .build();
    Instant now = Instant.now();
    rounds++;
    for (int scheduled = 0; scheduled < count; scheduled += GROUP) {
      List<TaskInstance<?>> group = new ArrayList<>();
      for (int i = scheduled; i < scheduled + GROUP; i++) {
        group.add(task.instance(rounds + "-" + i));
      }
      scheduler.scheduleBatch(group, now);
    }
    lab.settle(name);
    long begun = System.nanoTime();
    scheduler.start();
    left.await();
    double seconds = (System.nanoTime() - begun) / 1e9;
    scheduler.stop();
    return count / seconds;
  }

  @Override
  public void close() {
    pool.close();
  }
}
