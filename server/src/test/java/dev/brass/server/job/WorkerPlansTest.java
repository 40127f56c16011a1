package dev.brass.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.Database;
import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How PostgreSQL carries out the statements of a worker: by indexes, and without reading what they
/// do not want. A look through the whole table would stop everybody once the table is large, and so
/// would one through all that is due for each queue.
///
/// PostgreSQL decides by what it knows of the table, and counts what it read. So each test has a
/// database of its own, in which nothing is found out about the table but what the test says.
class WorkerPlansTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  private static final UUID FLOOD = UUID.randomUUID();
  private static final int LATER = 20_000;
  private static final int DUE = 2_500;
  private static final int MOST_READ = 500_000;

  /// The database's user of the worker alone, so that its sessions can be told from the test's own.
  private static final String USER = "worker_" + UUID.randomUUID().toString().substring(0, 8);

  private final ShiftedTime time = new ShiftedTime();
  private final AtomicInteger seen = new AtomicInteger();

  @Test
  void whenNothingIsKnownOfTheTable() {
    onItsOwn();
    storeLater();
    work();
  }

  /// A statement is planned once, and what came since is not known.
  @Test
  void whenTheTableWasEmptyAtTheLastLook() {
    onItsOwn();
    analyze();
    storeLater();
    work();
  }

  @Test
  void whenTheTableIsKnown() {
    onItsOwn();
    storeLater();
    analyze();
    work();
  }

  /// Keeps PostgreSQL from finding out more at a moment of its own choice.
  private static void onItsOwn() {
    db.database()
        .jdbi()
        .useHandle(handle -> handle.execute("alter table job set (autovacuum_enabled = false)"));
  }

  private static void analyze() {
    db.database().jdbi().useHandle(handle -> handle.execute("vacuum analyze job"));
  }

  private void storeLater() {
    List<NewJob> later = new ArrayList<>();
    for (int i = 0; i < LATER; i++) {
      later.add(
          NewJob.of(i % 2 == 0 ? "track" : "work", UUID.randomUUID(), UUID.randomUUID())
              .lane(i % 3 == 0 ? "lane" : null)
              .after(Duration.ofDays(1))
              .in(JobScope.LIVE.at("x")));
    }
    Jobs channel = new Jobs(db.database(), time);
    db.database().jdbi().useTransaction(handle -> channel.enqueue(handle, later));
  }

  /// Has a worker do everything that workers do, and looks what that took.
  private void work() {
    long scans = scans();
    long read = read();
    try (Database fresh = Database.open(asWorker(), 5);
        TestNode node =
            TestNode.started(
                fresh,
                time,
                TestNode.settings(Duration.ofMillis(200), false),
                new FakeStores("x", "y", "z"),
                System::nanoTime,
                kind())) {
      node.enqueue(jobs(500, FLOOD, null, JobScope.LIVE.at("x")));
      node.enqueue(jobs(500, FLOOD, null, JobScope.LIVE.at("elsewhere")));
      List<NewJob> more = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        more.addAll(jobs(1, FLOOD, "lane-" + i % 50, JobScope.LIVE));
        more.addAll(jobs(1, UUID.randomUUID(), i % 5 == 0 ? "lane" : null, JobScope.LIVE));
      }
      node.enqueue(more);
      await().atMost(Duration.ofSeconds(60)).until(() -> seen.get() >= DUE);
      Ghost ghost = new Ghost(fresh, time);
      ghost.lease().leave(false);
      node.worker().beat();
      await().until(() -> count("select count(*) from node") == 1);
    }
    // A session says at its end, at the latest, what it has read.
    await().until(() -> sessions() == 0);

    assertThat(scans()).isEqualTo(scans);
    assertThat(read() - read).isBetween((long) DUE, (long) MOST_READ);
  }

  private JobKind kind() {
    return JobKind.of(
            "work",
            _ -> {
              seen.incrementAndGet();
              return JobResult.done();
            })
        .concurrency(4)
        .attempts(3)
        .backoff(Duration.ZERO, Duration.ZERO);
  }

  private static List<NewJob> jobs(int count, UUID tenant, @Nullable String lane, JobScope scope) {
    return Collections.nCopies(
        count, NewJob.of("work", tenant, UUID.randomUUID()).lane(lane).in(scope));
  }

  private static String asWorker() {
    db.database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "do $$ begin create role %s superuser login password 'worker';".formatted(USER)
                        + " exception when duplicate_object then null; end $$"));
    return db.url()
        .replaceFirst("user=[^&]*", "user=" + USER)
        .replaceFirst("password=[^&]*", "password=worker");
  }

  private static int sessions() {
    return count("select count(*) from pg_stat_activity where usename = '%s'".formatted(USER));
  }

  private static long scans() {
    return statistic("select seq_scan from pg_stat_user_tables where relname = 'job'");
  }

  /// Entries of all indexes.
  private static long read() {
    return statistic("select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'job'");
  }

  private static long statistic(String query) {
    return db.database()
        .jdbi()
        .withHandle(
            handle -> {
              handle.execute("select pg_stat_clear_snapshot()");
              return handle.createQuery(query).mapTo(Long.class).one();
            });
  }

  private static int count(String query) {
    return db.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(int.class).one());
  }
}
