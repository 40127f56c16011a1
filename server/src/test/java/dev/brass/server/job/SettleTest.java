package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SettleTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private final ShiftedTime time = new ShiftedTime();
  private final CompletableFuture<Jobs> jobs = new CompletableFuture<>();
  private final List<Job> seen = new CopyOnWriteArrayList<>();

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
    db.database()
        .jdbi()
        .useHandle(handle -> handle.execute("create table if not exists effect (job uuid)"));
    db.database().jdbi().useHandle(handle -> handle.execute("truncate effect"));
  }

  @Test
  void commitsTheWorkAndItsAcknowledgementTogether() {
    JobHandler handler =
        job -> {
          seen.add(job);
          db.database()
              .jdbi()
              .useTransaction(
                  handle -> {
                    handle.execute("insert into effect values (?)", job.id());
                    jobs.join().settle(handle, List.of(job));
                  });
          assertThat(effects()).isEqualTo(1);
          assertThat(stored()).isZero();
          return JobResult.done();
        };
    try (TestNode node = node(handler)) {
      node.enqueue(job("work"));

      await().until(() -> node.registry().find("brass.jobs.run").timer() != null);
      assertThat(seen).hasSize(1);
      assertThat(stored()).isZero();
    }
  }

  @Test
  void aRollbackLeavesTheJob() {
    JobHandler handler =
        job -> {
          seen.add(job);
          db.database()
              .jdbi()
              .useTransaction(
                  handle -> {
                    handle.execute("insert into effect values (?)", job.id());
                    jobs.join().settle(handle, List.of(job));
                    if (job.attempt() == 1) {
                      throw new IllegalStateException("no");
                    }
                  });
          return JobResult.done();
        };
    try (TestNode node = node(handler)) {
      node.enqueue(job("work", "lane", Duration.ZERO));

      await().until(() -> stored() == 0);
      assertThat(seen).extracting(Job::attempt).containsExactly(1, 2);
      assertThat(effects()).isEqualTo(1);
    }
  }

  /// The worker still acknowledges when the transaction that settled was rolled back.
  @Test
  void aRolledBackSettleIsNoAcknowledgement() {
    JobHandler handler =
        job -> {
          seen.add(job);
          db.database()
              .jdbi()
              .useHandle(
                  handle -> {
                    handle.begin();
                    jobs.join().settle(handle, List.of(job));
                    handle.rollback();
                  });
          return seen.size() == 1 ? new JobResult.Snooze(Duration.ZERO) : JobResult.done();
        };
    try (TestNode node = node(handler)) {
      node.enqueue(job("work"));

      await().until(() -> stored() == 0);
      assertThat(seen).hasSize(2);
    }
  }

  @Test
  void settlingALanedJobHandsTheLaneOn() {
    JobHandler handler =
        job -> {
          seen.add(job);
          db.database().jdbi().useTransaction(handle -> jobs.join().settle(handle, List.of(job)));
          return JobResult.done();
        };
    try (TestNode node = node(handler)) {
      node.enqueue(
          job("work", "lane", Duration.ZERO),
          job("work", "lane", Duration.ZERO),
          job("work", "lane", Duration.ZERO));

      await().until(() -> stored() == 0);
      assertThat(seen).hasSize(3);
    }
  }

  @Test
  void whatFollowsAJobIsEnqueuedWithItsEnd() {
    JobHandler handler =
        job -> {
          seen.add(job);
          if (seen.size() < 5) {
            db.database()
                .jdbi()
                .useTransaction(
                    handle -> {
                      jobs.join().enqueue(handle, List.of(job("work")));
                      jobs.join().settle(handle, List.of(job));
                    });
            jobs.join().wake();
          }
          return JobResult.done();
        };
    try (TestNode node = node(handler)) {
      node.enqueue(job("work"));

      await().until(() -> seen.size() == 5 && stored() == 0);
      assertThat(seen).extracting(Job::id).doesNotHaveDuplicates();
    }
  }

  @Test
  void aJobOfNobodyIsLeftAlone() {
    Jobs alone = new Jobs(db.database(), time);
    db.database().jdbi().useTransaction(h -> alone.enqueue(h, List.of(job("work"))));
    Job claimed = new Ghost(db.database(), time).claim("work", 1).getFirst();

    db.database().jdbi().useTransaction(handle -> alone.settle(handle, List.of(claimed)));

    assertThat(stored()).isEqualTo(1);
  }

  private TestNode node(JobHandler handler) {
    TestNode node = TestNode.started(db.database(), time, kind("work", handler));
    jobs.complete(node.jobs());
    return node;
  }

  private static int stored() {
    return number("select count(*) from job");
  }

  private static int effects() {
    return number("select count(*) from effect");
  }

  private static int number(String query) {
    return db.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(int.class).one());
  }
}
