package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is left when a process, a connection or PostgreSQL itself dies at a bad moment.
class DeathTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private final ShiftedTime time = new ShiftedTime();
  private final List<Job> seen = new CopyOnWriteArrayList<>();
  private final JobKind work =
      kind(
          "work",
          job -> {
            seen.add(job);
            return JobResult.done();
          });

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  @Test
  void theSuccessorOfAKilledProcessRunsItsJobsAtOnce() throws Exception {
    Jobs jobs = new Jobs(db.database(), time);
    db.database()
        .jdbi()
        .useTransaction(
            handle ->
                jobs.enqueue(handle, List.of(job("work"), job("work", "lane", Duration.ZERO))));
    Process doomed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DoomedNode.class.getName(),
                db.url())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader says = doomed.inputReader(UTF_8)) {
      int running = 0;
      for (String line; running < 2 && (line = says.readLine()) != null; ) {
        running += line.equals("running") ? 1 : 0;
      }
      assertThat(running).isEqualTo(2);
    } finally {
      doomed.destroyForcibly().waitFor();
    }

    try (TestNode node =
        TestNode.started(db.database(), time, TestNode.settings(TestNode.RARELY, true), work)) {
      soon().until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(2).allMatch(job -> job.attempt() == 2);
    }
  }

  /// PostgreSQL may lose the last claims in a crash. The job that still runs here is not run twice.
  @Test
  void aClaimThatWasLostIsTakenAgainWithoutASecondRun() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch open = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    JobKind slow =
        kind(
            "slow",
            _ -> {
              runs.incrementAndGet();
              begun.countDown();
              open.await();
              return JobResult.done();
            });
    try (TestNode node = TestNode.started(db.database(), time, slow, work)) {
      node.enqueue(job("slow"), job("slow", "lane", Duration.ZERO));
      begun.await();
      db.database()
          .jdbi()
          .useTransaction(
              handle -> {
                handle.execute("update job set node = null, attempt = 0");
                handle.execute("delete from job_lane");
              });
      node.enqueue(job("slow", "lane", Duration.ZERO), job("work"));
      soon().until(() -> seen.size() == 1);
      soon().until(() -> running() == 2);
      open.countDown();

      soon().until(() -> node.stored().isEmpty());
      assertThat(runs).hasValue(3);
    }
  }

  /// A claim that was committed although its connection broke before it was answered.
  @Test
  void aClaimOfWhichTheNodeKnowsNothingIsGivenBack() {
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      claimUnknown();
      failAClaim(node);

      soon().until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(2).allMatch(job -> job.attempt() == 1);
    }
  }

  /// As above, by a PostgreSQL that carries the claim out when the node has claimed again already.
  @Test
  void aLateClaimOfWhichTheNodeKnowsNothingIsGivenBack() {
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      failAClaim(node);
      node.enqueue(job("work"));
      soon().until(() -> node.stored().isEmpty());
      claimUnknown();
      time.advance(Duration.ofSeconds(60));
      node.jobs().wake();

      soon().until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(3).allMatch(job -> job.attempt() == 1);
      time.advance(Duration.ofSeconds(70));
      node.jobs().wake();
      soon().until(() -> !node.worker().claimsFailed());
    }
  }

  private static void claimUnknown() {
    Jobs elsewhere = new Jobs(db.database(), new ShiftedTime());
    db.database()
        .jdbi()
        .useTransaction(
            handle -> {
              UUID id = handle.createQuery("select id from node").mapTo(UUID.class).one();
              elsewhere.enqueue(handle, List.of(job("work", "lane", Duration.ZERO), job("work")));
              handle.execute("update job set node = ?, attempt = 1", id);
              handle.execute("insert into job_lane values (?, 'lane', ?)", TestNode.TENANT, id);
            });
  }

  private static void failAClaim(TestNode node) {
    db.database().jdbi().useHandle(h -> h.execute("alter table job rename to gone"));
    node.jobs().wake();
    soon().until(() -> node.worker().claimsFailed());
    db.database().jdbi().useHandle(h -> h.execute("alter table gone rename to job"));
  }

  /// The connections of the pool are cut while many jobs are being claimed and acknowledged.
  @Test
  void jobsSurviveBrokenConnections() throws Exception {
    JobKind narrow =
        JobKind.of("narrow", work.handler())
            .concurrency(10)
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ofMillis(1));
    try (TestNode node =
            TestNode.started(
                db.database(), time, TestNode.settings(Duration.ofMillis(100), false), narrow);
        Connection cutter = DriverManager.getConnection(db.url());
        Statement cut = cutter.createStatement()) {
      List<NewJob> jobs = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        jobs.add(job("narrow", i % 4 == 0 ? "lane-" + i % 7 : null, Duration.ZERO));
      }
      node.enqueue(jobs);
      for (int i = 0; i < 10; i++) {
        int before = seen.size();
        cut.execute(CUT);
        soon().until(() -> seen.size() > before || seen.size() >= 2_000);
      }

      // The test reads by the same pool, in which there may be a connection that was cut just now.
      soon().ignoreExceptionsInstanceOf(JdbiException.class).until(() -> node.stored().isEmpty());
      assertThat(seen.stream().map(Job::id).distinct()).hasSize(2_000);
    }
  }

  /// A stop must not wait for a database that hangs.
  @Test
  void drainEndsInTimeWhenTheDatabaseDoesNotAnswer() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    JobKind stuck =
        kind(
            "stuck",
            _ -> {
              begun.countDown();
              new CountDownLatch(1).await();
              return JobResult.done();
            });
    TestNode node = TestNode.started(db.database(), time, stuck, work);
    node.enqueue(job("stuck"));
    begun.await();
    try (var lock = db.database().jdbi().open()) {
      lock.begin();
      lock.execute("lock table job, node in access exclusive mode");
      node.jobs().wake();
      Thread drain = Thread.ofVirtual().start(() -> node.worker().drain(Duration.ofSeconds(2)));

      assertThat(drain.join(Duration.ofSeconds(20))).isTrue();
      lock.rollback();
    }
    // What the hanging statements did in the end is for the successor to find out.
    try (TestNode next =
        TestNode.started(
            db.database(),
            time,
            TestNode.settings(TestNode.RARELY, true),
            kind("stuck", work.handler()))) {
      soon().until(() -> next.stored().isEmpty());
    }
  }

  private static final String CUT =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
      """;

  /// Recovering from a death takes a machine that is busy with other things its time.
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private static int running() {
    return db.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from job where node is not null")
                    .mapTo(int.class)
                    .one());
  }
}
