package dev.brass.server.job;

import static dev.brass.server.job.TestNode.TENANT;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MoveClockTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final UUID CLOCK = UUID.randomUUID();
  private static final Duration DAY = Duration.ofDays(1);
  private final ShiftedTime time = new ShiftedTime();
  private final AtomicInteger runs = new AtomicInteger();
  private final JobKind counted =
      kind(
          "counted",
          _ -> {
            runs.incrementAndGet();
            return JobResult.done();
          });

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  @Test
  void aWaitingJobThatFollowsTheClockComesEarlier() {
    try (TestNode node = TestNode.started(db.database(), time, counted)) {
      node.enqueue(
          job("counted", CLOCK, DAY),
          job("counted", UUID.randomUUID(), DAY),
          job("counted", null, DAY));
      move(node, DAY.minusHours(1));
      assertThat(node.stored()).hasSize(3);

      move(node, Duration.ofHours(1));

      await().until(() -> node.stored().size() == 2);
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void aRunningJobThatSnoozesHasSnoozedSinceBeforeTheMove() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch moved = new CountDownLatch(1);
    JobKind snoozing =
        kind(
            "snoozing",
            _ -> {
              begun.countDown();
              moved.await();
              return runs.incrementAndGet() == 1 ? new JobResult.Snooze(DAY) : JobResult.done();
            });
    try (TestNode node = TestNode.started(db.database(), time, snoozing)) {
      node.enqueue(job("snoozing", CLOCK, Duration.ZERO));
      begun.await();
      move(node, Duration.ofHours(20));
      move(node, Duration.ofHours(1));
      moved.countDown();

      await().until(() -> node.stored().getFirst().state() == JobState.READY);
      Instant due = node.stored().getFirst().dueAt();
      assertThat(Duration.between(time.instant(), due))
          .isBetween(Duration.ofMinutes(170), Duration.ofHours(3));

      move(node, Duration.ofHours(3));
      await().until(() -> node.stored().isEmpty());
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void aMoveDuringOneRunDoesNotCountForTheNext() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch moved = new CountDownLatch(1);
    JobKind snoozing =
        kind(
            "snoozing",
            _ -> {
              begun.countDown();
              moved.await();
              return new JobResult.Snooze(runs.incrementAndGet() == 1 ? Duration.ofHours(1) : DAY);
            });
    try (TestNode node = TestNode.started(db.database(), time, snoozing)) {
      node.enqueue(job("snoozing", CLOCK, Duration.ZERO));
      begun.await();
      move(node, DAY);
      moved.countDown();

      await().until(() -> runs.get() == 2 && node.stored().getFirst().state() == JobState.READY);
      assertThat(Duration.between(time.instant(), node.stored().getFirst().dueAt()))
          .isBetween(DAY.minusMinutes(10), DAY);
    }
  }

  @Test
  void movesTheBackoffOfAJobThatFailed() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch moved = new CountDownLatch(1);
    JobKind failing =
        JobKind.of(
                "failing",
                job -> {
                  begun.countDown();
                  moved.await();
                  runs.incrementAndGet();
                  return job.attempt() == 1 ? new JobResult.RetryLater("no") : JobResult.done();
                })
            .attempts(9)
            .backoff(DAY, DAY);
    try (TestNode node = TestNode.started(db.database(), time, failing)) {
      node.enqueue(job("failing", CLOCK, Duration.ZERO));
      begun.await();
      move(node, DAY);
      moved.countDown();

      await().until(() -> node.stored().isEmpty());
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void aRollbackLeavesTheClockWhereItWas() {
    try (TestNode node = TestNode.started(db.database(), time, counted)) {
      node.enqueue(job("counted", CLOCK, DAY));
      Instant due = node.stored().getFirst().dueAt();
      db.database()
          .jdbi()
          .useHandle(
              handle -> {
                handle.begin();
                node.jobs().moveClock(handle, CLOCK, DAY);
                handle.rollback();
              });

      assertThat(node.stored()).singleElement().matches(job -> job.dueAt().equals(due));
    }
  }

  private static NewJob job(String kind, @Nullable UUID clock, Duration delay) {
    return NewJob.of(kind, TENANT, UUID.randomUUID()).after(delay).following(clock);
  }

  private static void move(TestNode node, Duration advance) {
    db.database().jdbi().useTransaction(handle -> node.jobs().moveClock(handle, CLOCK, advance));
    node.jobs().wake();
  }
}
