package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.LostCommits;
import dev.brass.server.db.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Claims that are committed and whose answers are lost.
class StraysTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  private final ShiftedTime time = new ShiftedTime();
  private final List<Job> seen = new CopyOnWriteArrayList<>();
  private final JobKind work =
      kind(
          "work",
          job -> {
            seen.add(job);
            return JobResult.done();
          });

  @Test
  void aJobWhoseClaimGotNoAnswerIsRunAllTheSame() {
    AtomicBoolean lose = new AtomicBoolean(true);
    db.database()
        .jdbi()
        .setSqlLogger(
            new SqlLogger() {
              @Override
              public void logAfterExecution(StatementContext context) {
                if (String.valueOf(context.getRawSql()).contains("cross join unnest(:kinds, :limits)")
                    && String.valueOf(context.getRawSql()).contains("update job")
                    && !db.database()
                        .jdbi()
                        .withHandle(
                            h ->
                                h.createQuery("select id from job where node is not null")
                                    .mapTo(String.class)
                                    .list())
                        .isEmpty()
                    && lose.getAndSet(false)) {
                  throw new ConnectionException(new SQLException("the connection broke"));
                }
              }
            });
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      node.enqueue(job("work"), job("work"));

      await().atMost(Duration.ofSeconds(20)).until(() -> node.stored().isEmpty());
      assertThat(lose).isFalse();
      assertThat(seen).hasSize(2).allMatch(job -> job.attempt() == 1);
    }
  }

  @Test
  void aLaneWhoseClaimGotNoAnswerIsFree() {
    LostCommits commits = LostCommits.of(db.database().jdbi());
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      commits.next(1);
      enqueue(node, job("work", "lane", Duration.ZERO), job("work", "lane", Duration.ZERO));

      await().atMost(Duration.ofSeconds(20)).until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(2).allMatch(job -> job.attempt() == 1);
    }
  }

  @Test
  void whatRunsIsNoStray() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    JobKind slow =
        kind(
            "slow",
            job -> {
              seen.add(job);
              begun.countDown();
              end.await();
              return JobResult.done();
            });
    LostCommits commits = LostCommits.of(db.database().jdbi());
    try (TestNode node = TestNode.started(db.database(), time, slow)) {
      node.enqueue(job("slow"), job("slow", "lane", Duration.ZERO));
      begun.await();
      commits.next(1);
      enqueue(node, job("slow", "other lane", Duration.ZERO));
      await().atMost(Duration.ofSeconds(20)).until(() -> seen.size() == 3);
      end.countDown();

      await().until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(3).allMatch(job -> job.attempt() == 1);
    }
  }

  /// Not in a transaction, whose answer would be the lost one.
  private static void enqueue(TestNode node, NewJob... jobs) {
    db.database().jdbi().useHandle(handle -> node.jobs().enqueue(handle, List.of(jobs)));
    node.jobs().wake();
  }
}
