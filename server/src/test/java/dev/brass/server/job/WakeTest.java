package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.NotificationChannel;
import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WakeTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private final ShiftedTime time = new ShiftedTime();
  private final AtomicInteger runs = new AtomicInteger();
  private final JobKind work =
      kind(
          "work",
          _ -> {
            runs.incrementAndGet();
            return JobResult.done();
          });

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  /// The worker polls once an hour; only a notification can tell it.
  @Test
  void aWakeReachesTheWorkerOfAnotherProcess() {
    Jobs elsewhere = new Jobs(db.database(), time);
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      await().until(() -> listeners() == 1);
      for (int i = 1; i <= 3; i++) {
        db.database().jdbi().useTransaction(h -> elsewhere.enqueue(h, List.of(job("work"))));
        elsewhere.wake();
        int expected = i;
        await().until(() -> runs.get() == expected && node.stored().isEmpty());
      }
    }
  }

  @Test
  void manyWakesAtOnceAreFewNotifications() {
    Jobs elsewhere = new Jobs(db.database(), time);
    AtomicInteger received = new AtomicInteger();
    try (var channel =
        new NotificationChannel(db.database(), "brass_job", _ -> received.incrementAndGet())) {
      channel.listen();
      await().until(() -> received.get() == 1);
      for (int i = 0; i < 10_000; i++) {
        elsewhere.wake();
      }

      await().during(Duration.ofMillis(100)).until(() -> received.get() >= 2);
      assertThat(received).hasValueLessThan(1_000);
    }
  }

  @Test
  void aJobWhoseWakeWasLostIsFoundByPolling() {
    Jobs elsewhere = new Jobs(db.database(), time);
    try (TestNode node =
        TestNode.started(
            db.database(), time, TestNode.settings(Duration.ofMillis(50), false), work)) {
      db.database().jdbi().useTransaction(h -> elsewhere.enqueue(h, List.of(job("work"))));

      await().until(() -> node.stored().isEmpty());
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void listensAgainAfterItsConnectionBroke() {
    Jobs elsewhere = new Jobs(db.database(), time);
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      await().until(() -> listeners() == 1);
      // The job is there before the connection breaks; the worker looks because it has reconnected.
      db.database().jdbi().useTransaction(h -> elsewhere.enqueue(h, List.of(job("work"))));
      db.database()
          .jdbi()
          .useHandle(h -> h.execute("select pg_terminate_backend(pid)" + LISTENING));
      await().until(() -> node.stored().isEmpty());

      await().until(() -> listeners() == 1);
      db.database().jdbi().useTransaction(h -> elsewhere.enqueue(h, List.of(job("work"))));
      elsewhere.wake();
      await().until(() -> node.stored().isEmpty());
    }
  }

  /// The next one in the queue may be on this node while the lane was freed on the other.
  @Test
  void aLaneThatAnotherNodeFreedIsLookedAtWithinAPoll() {
    try (TestNode one = quickPoll();
        TestNode two = quickPoll()) {
      for (int i = 0; i < 20; i++) {
        one.enqueue(job("work", "lane", Duration.ZERO));
        two.enqueue(job("work", "lane", Duration.ZERO));
      }

      await().until(() -> one.stored().isEmpty());
      assertThat(runs).hasValue(40);
    }
  }

  private TestNode quickPoll() {
    return TestNode.started(
        db.database(), time, TestNode.settings(Duration.ofMillis(50), false), work);
  }

  private static final String LISTENING =
      """
       from pg_stat_activity
       where datname = current_database() and query = 'listen brass_job'
      """;

  private static int listeners() {
    return db.database()
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("select count(*)" + LISTENING).mapTo(int.class).one());
  }
}
