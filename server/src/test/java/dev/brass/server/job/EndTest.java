package dev.brass.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How jobs end that did not end by themselves.
class EndTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final Duration WEEK = Duration.ofDays(7);

  private final TestClock clock = TestClock.atStart();
  private final List<Integer> runs = new CopyOnWriteArrayList<>();
  private final List<String> lastWords = new CopyOnWriteArrayList<>();

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  /// A handler of which a test says what its runs and its last word come to.
  private JobHandler handler(JobHandler run, JobResult last) {
    return new JobHandler() {
      @Override
      public JobResult run(Job job) throws Exception {
        runs.add(job.attempt());
        return run.run(job);
      }

      @Override
      public JobResult end(Job job, String why) {
        lastWords.add(why);
        return last;
      }
    };
  }

  private static JobKind kind(JobHandler handler) {
    return TestNode.kind("watch", handler)
        .ending(JobEnd.discarded(WEEK, "It is seen.", "nobody looks."));
  }

  private TestNode node(JobKind kind) {
    return TestNode.started(
        db.database(), clock, TestNode.settings(Duration.ofMillis(20), true), kind);
  }

  private static StoredJob only(TestNode node, JobState state) {
    return Awaitility.await()
        .until(
            () -> node.stored().stream().filter(job -> job.state() == state).findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void oneThatIsTooOldIsNotRunAnyMoreAndHasItsLastWord() {
    JobKind kind = kind(handler(_ -> new JobResult.Snooze(Duration.ofDays(1)), JobResult.done()));
    try (TestNode node = node(kind)) {
      node.enqueue(TestNode.job("watch"));
      Awaitility.await().until(() -> runs.size() == 1);
      clock.advance(WEEK);
      Awaitility.await().until(() -> runs.size() == 2);
      clock.advance(Duration.ofDays(1).plusSeconds(1));
      Awaitility.await().until(() -> node.stored().isEmpty());
    }
    assertThat(runs).hasSize(2);
    assertThat(lastWords).containsExactly("It had not ended after 7 days");
  }

  @Test
  void whatHasNoLastWordIsKeptForAnOperatorWhoMayGiveItItsTimeAgain() {
    AtomicInteger pause = new AtomicInteger(8);
    JobKind kind =
        TestNode.kind(
                "watch",
                job -> {
                  runs.add(job.attempt());
                  return new JobResult.Snooze(Duration.ofDays(pause.get()));
                })
            .ending(JobEnd.discarded(WEEK, "It is seen.", "nobody looks."));
    try (TestNode node = node(kind)) {
      node.enqueue(TestNode.job("watch"));
      Awaitility.await().until(() -> runs.size() == 1);
      clock.advance(Duration.ofDays(9));
      StoredJob discarded = only(node, JobState.DISCARDED);
      assertThat(discarded.error()).isEqualTo("It had not ended after 7 days");
      assertThat(runs).hasSize(1);

      assertThat(node.jobs().retry(discarded.id())).isTrue();
      Awaitility.await().until(() -> runs.size() == 2);
    }
  }

  @Test
  void oneThatFailedTooOftenHasItsLastWordToo() {
    JobKind kind =
        kind(
            handler(
                _ -> {
                  throw new IllegalStateException("broken");
                },
                new JobResult.Cancel("given up")));
    try (TestNode node = node(kind)) {
      node.enqueue(TestNode.job("watch"));
      Awaitility.await()
          .until(
              () -> {
                // The pauses after failures pass.
                clock.advance(Duration.ofMillis(20));
                return !lastWords.isEmpty();
              });
      assertThat(only(node, JobState.CANCELLED).error()).isEqualTo("given up");
    }
    assertThat(runs).containsExactly(1, 2, 3);
    assertThat(lastWords).containsExactly("java.lang.IllegalStateException: broken");
  }

  @Test
  void aLastWordThatFailsEndsTheJobAllTheSame() {
    JobKind kind =
        TestNode.kind(
                "watch",
                new JobHandler() {
                  @Override
                  public JobResult run(Job job) {
                    return new JobResult.Snooze(Duration.ofDays(8));
                  }

                  @Override
                  public JobResult end(Job job, String why) {
                    lastWords.add(why);
                    throw new IllegalStateException("broken");
                  }
                })
            .ending(JobEnd.discarded(WEEK, "It is seen.", "nobody looks."));
    try (TestNode node = node(kind)) {
      node.enqueue(TestNode.job("watch"));
      Awaitility.await()
          .until(
              () -> {
                clock.advance(Duration.ofDays(1));
                return !lastWords.isEmpty();
              });
      assertThat(only(node, JobState.DISCARDED).error()).startsWith("It had not ended");
    }
    assertThat(lastWords).hasSize(1);
  }

  @Test
  void aStandingJobHasNoEnd() {
    JobKind kind =
        TestNode.kind(
                "watch",
                job -> {
                  runs.add(job.attempt());
                  return new JobResult.Snooze(Duration.ofDays(100));
                })
            .ending(JobEnd.standing("Watches."));
    try (TestNode node = node(kind)) {
      node.enqueue(TestNode.job("watch"));
      for (int i = 1; i < 5; i++) {
        int seen = i;
        Awaitility.await().until(() -> runs.size() == seen);
        clock.advance(Duration.ofDays(101));
      }
    }
  }

  @Test
  void failuresCountInARow() {
    JobKind kind =
        kind(
            handler(
                job -> {
                  if (runs.size() == 20) {
                    return JobResult.done();
                  }
                  return job.attempt() < 3
                      ? new JobResult.RetryLater("not now")
                      : new JobResult.GoOn(Duration.ZERO);
                },
                JobResult.done()));
    try (TestNode node = node(kind)) {
      node.enqueue(TestNode.job("watch"));
      Awaitility.await()
          .until(
              () -> {
                clock.advance(Duration.ofMillis(20));
                return node.stored().isEmpty();
              });
    }
    assertThat(runs).startsWith(1, 2, 3, 1, 2, 3, 1, 2, 3).hasSize(20);
    assertThat(lastWords).isEmpty();
  }
}
