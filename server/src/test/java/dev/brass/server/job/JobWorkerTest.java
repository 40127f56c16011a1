package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobWorkerTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private final ShiftedTime time = new ShiftedTime();

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  @Test
  void runsAJobWithWhatItWasGivenAndDeletesIt() {
    UUID subject = UUID.randomUUID();
    List<Job> seen = new CopyOnWriteArrayList<>();
    try (TestNode node = node(kind("greet", collect(seen)))) {
      node.enqueue(NewJob.of("greet", TestNode.TENANT, subject).payload("{\"a\":1}"));

      await().until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(1);
      Job job = seen.getFirst();
      assertThat(job.tenantId()).isEqualTo(TestNode.TENANT);
      assertThat(job.subject()).isEqualTo(subject);
      assertThat(job.payload()).isEqualTo("{\"a\":1}");
      assertThat(job.attempt()).isEqualTo(1);
    }
  }

  @Test
  void doesNotRunWhatWasRolledBack() {
    List<Job> seen = new CopyOnWriteArrayList<>();
    try (TestNode node = node(kind("greet", collect(seen)))) {
      assertThatThrownBy(
              () ->
                  db.database()
                      .jdbi()
                      .useTransaction(
                          handle -> {
                            node.jobs().enqueue(handle, List.of(job("greet")));
                            throw new IllegalStateException("changed my mind");
                          }))
          .hasMessage("changed my mind");
      node.enqueue(job("greet"));

      await().until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(1);
    }
  }

  @Test
  void runsManyJobsOnceEach() {
    Map<UUID, Integer> runs = new ConcurrentHashMap<>();
    try (TestNode one = node(kind("count", count(runs)));
        TestNode two = node(kind("count", count(runs)))) {
      for (int i = 0; i < 10; i++) {
        one.enqueue(Collections.nCopies(500, job("count")));
        two.enqueue(Collections.nCopies(500, job("count")));
      }

      await().atMost(Duration.ofSeconds(60)).until(() -> one.stored().isEmpty());
      assertThat(runs).hasSize(10_000).allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
    }
  }

  @Test
  void waitsUntilAJobIsDue() {
    List<Job> seen = new CopyOnWriteArrayList<>();
    try (TestNode node = node(kind("later", collect(seen)))) {
      node.enqueue(job("later", null, Duration.ofMinutes(5)));
      node.enqueue(job("later"));
      await().until(() -> seen.size() == 1);
      assertThat(node.stored()).hasSize(1);

      time.advance(Duration.ofMinutes(5));
      node.jobs().wake();

      await().until(() -> node.stored().isEmpty());
    }
  }

  @Test
  void findsAJobWhenItGetsDueWithoutAWake() {
    try (TestNode node = node(kind("later", _ -> JobResult.done()))) {
      node.enqueue(job("later", null, Duration.ofMillis(300)));

      await().until(() -> node.stored().isEmpty());
    }
  }

  @Test
  void runsTheEarliestDueFirst() {
    List<String> order = new CopyOnWriteArrayList<>();
    JobKind single =
        JobKind.of(
                "single",
                job -> {
                  order.add(job.payload());
                  return JobResult.done();
                })
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ZERO);
    List<NewJob> jobs = new ArrayList<>();
    for (int second : new int[] {3, 1, 2}) {
      jobs.add(
          NewJob.of("single", TestNode.TENANT, UUID.randomUUID())
              .payload(String.valueOf(second))
              .after(Duration.ofSeconds(second)));
    }
    try (TestNode node = node(single)) {
      node.enqueue(jobs);
      time.advance(Duration.ofSeconds(10));
      node.jobs().wake();

      await().until(() -> node.stored().isEmpty());
      assertThat(order).containsExactly("1", "2", "3");
    }
  }

  @Test
  void runsNoMoreOfAKindThanItsConcurrency() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(3);
    JobKind narrow =
        JobKind.of(
                "narrow",
                _ -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  together.await();
                  running.decrementAndGet();
                  return JobResult.done();
                })
            .concurrency(3)
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ZERO);
    try (TestNode node = node(narrow)) {
      node.enqueue(Collections.nCopies(99, job("narrow")));

      await().until(() -> node.stored().isEmpty());
      assertThat(most).hasValue(3);
    }
  }

  @Test
  void aKindThatIsFullDoesNotHoldUpAnother() {
    CountDownLatch open = new CountDownLatch(1);
    JobKind stuck =
        JobKind.of(
                "stuck",
                _ -> {
                  open.await();
                  return JobResult.done();
                })
            .concurrency(2)
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ZERO);
    List<Job> seen = new CopyOnWriteArrayList<>();
    try (TestNode node = node(stuck, kind("free", collect(seen)))) {
      node.enqueue(Collections.nCopies(20, job("stuck")));
      node.enqueue(job("free"));
      await().until(() -> seen.size() == 1);

      open.countDown();
      await().until(() -> node.stored().isEmpty());
    }
  }

  @Test
  void leavesAnUnknownKindToOtherNodes() {
    try (TestNode one = node(kind("known", _ -> JobResult.done()))) {
      one.enqueue(job("unknown"), job("known"));
      await().until(() -> one.stored().size() == 1);
      assertThat(one.stored().getFirst().attempt()).isZero();

      try (TestNode two = node(kind("unknown", _ -> JobResult.done()))) {
        await().until(() -> two.stored().isEmpty());
      }
    }
  }

  @Test
  void refusesTwoKindsOfOneName() {
    JobKind kind = kind("same", _ -> JobResult.done());

    assertThatThrownBy(() -> node(kind, kind)).hasMessageContaining("same");
  }

  @Test
  void triesAgainAfterAFailureUntilItSucceeds() {
    List<Job> seen = new CopyOnWriteArrayList<>();
    JobHandler failsTwice =
        job -> {
          seen.add(job);
          return job.attempt() < 3 ? new JobResult.RetryLater("not yet") : JobResult.done();
        };
    try (TestNode node = node(kind("flaky", failsTwice))) {
      node.enqueue(job("flaky"));

      await().until(() -> node.stored().isEmpty());
      assertThat(seen).extracting(Job::attempt).containsExactly(1, 2, 3);
    }
  }

  @Test
  void waitsItsBackoffBetweenAttempts() {
    AtomicInteger runs = new AtomicInteger();
    JobKind slow =
        JobKind.of(
                "slow",
                _ -> {
                  runs.incrementAndGet();
                  return new JobResult.RetryLater("no");
                })
            .attempts(10)
            .backoff(Duration.ofHours(4), Duration.ofHours(8));
    try (TestNode node = node(slow)) {
      node.enqueue(job("slow"));
      await().until(() -> node.stored().getFirst().error() != null);
      StoredJob waiting = node.stored().getFirst();
      assertThat(waiting.state()).isEqualTo(JobState.READY);
      assertThat(waiting.error()).isEqualTo("no");
      assertThat(Duration.between(time.instant(), waiting.dueAt()))
          .isBetween(Duration.ZERO, Duration.ofHours(4));

      time.advance(Duration.ofHours(4));
      node.jobs().wake();
      await().until(() -> runs.get() == 2);
    }
  }

  @Test
  void discardsAJobThatHasUsedUpItsAttempts() {
    JobHandler fails =
        _ -> {
          throw new IllegalStateException("broken\0 pipe");
        };
    try (TestNode node = node(kind("hopeless", fails))) {
      node.enqueue(job("hopeless"));

      await().until(() -> node.stored().getFirst().state() == JobState.DISCARDED);
      StoredJob discarded = node.stored().getFirst();
      assertThat(discarded.attempt()).isEqualTo(3);
      assertThat(discarded.error()).isEqualTo("java.lang.IllegalStateException: broken? pipe");
      assertThat(discarded.finishedAt()).isNotNull();
      assertThat(discarded.node()).isNull();
      assertThat(
              node.registry()
                  .get("brass.jobs.run")
                  .tag("kind", "hopeless")
                  .tag("result", "discarded")
                  .timer()
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void aHandlerWithoutAResultFails() {
    JobHandler forgetful = new Forgetful();
    try (TestNode node = node(kind("forgetful", forgetful))) {
      node.enqueue(job("forgetful"));

      await().until(() -> node.stored().getFirst().state() == JobState.DISCARDED);
      assertThat(node.stored().getFirst().error()).isEqualTo("The handler gave no result");
    }
  }

  @Test
  void aSnoozeCostsNoAttempt() {
    List<Job> seen = new CopyOnWriteArrayList<>();
    JobHandler sleepy =
        job -> {
          seen.add(job);
          return seen.size() < 10 ? new JobResult.Snooze(Duration.ofMillis(1)) : JobResult.done();
        };
    try (TestNode node = node(kind("sleepy", sleepy))) {
      node.enqueue(job("sleepy"));

      await().until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(10).allMatch(job -> job.attempt() == 1);
    }
  }

  @Test
  void keepsACancelledJob() {
    try (TestNode node = node(kind("quitter", _ -> new JobResult.Cancel("no such order")))) {
      node.enqueue(job("quitter"));

      await().until(() -> node.stored().getFirst().state() == JobState.CANCELLED);
      assertThat(node.stored().getFirst().error()).isEqualTo("no such order");
      assertThat(node.stored().getFirst().attempt()).isEqualTo(1);
    }
  }

  @Test
  void drainWaitsForWhatRunsAndClaimsNothingMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    JobKind one =
        JobKind.of(
                "one",
                _ -> {
                  begun.countDown();
                  open.await();
                  return JobResult.done();
                })
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ZERO);
    try (TestNode node = node(one)) {
      node.enqueue(job("one"), job("one"));
      begun.await();
      Thread drain = Thread.ofVirtual().start(() -> node.worker().drain(Duration.ofSeconds(20)));
      assertThat(drain.join(Duration.ofMillis(100))).isFalse();
      open.countDown();

      assertThat(drain.join(Duration.ofSeconds(10))).isTrue();
      assertThat(node.stored()).singleElement().matches(job -> job.attempt() == 0);
    }
  }

  @Test
  void drainInterruptsWhatDoesNotEndAndGivesItBack() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    JobKind yields =
        kind(
            "yields",
            _ -> {
              begun.countDown();
              try {
                never.await();
              } finally {
                interrupted.countDown();
              }
              return JobResult.done();
            });
    JobKind stubborn =
        kind(
            "stubborn",
            _ -> {
              begun.countDown();
              while (true) {
                try {
                  never.await();
                  return JobResult.done();
                } catch (InterruptedException e) {
                  // As code does that does not honour it.
                }
              }
            });
    TestNode node = node(yields, stubborn);
    node.enqueue(job("yields"), job("stubborn", "lane", Duration.ZERO));
    begun.await();

    node.worker().drain(Duration.ofMillis(500));

    assertThat(interrupted.getCount()).isZero();
    assertThat(node.stored())
        .hasSize(2)
        .allMatch(job -> job.state() == JobState.READY && job.attempt() == 0);
    try (TestNode next =
        node(kind("yields", _ -> JobResult.done()), kind("stubborn", _ -> JobResult.done()))) {
      await().until(() -> next.stored().isEmpty());
    }
    never.countDown();
  }

  @Test
  void drainLetsTheAcknowledgementsThrough() {
    try (TestNode node = node(kind("quick", _ -> JobResult.done()))) {
      for (int i = 0; i < 20; i++) {
        node.enqueue(Collections.nCopies(50, job("quick")));
      }
      node.worker().drain(Duration.ofSeconds(10));

      assertThat(node.stored()).allMatch(job -> job.state() == JobState.READY);
      int nodes =
          db.database()
              .jdbi()
              .withHandle(
                  handle -> handle.createQuery("select count(*) from node").mapTo(int.class).one());
      assertThat(nodes).isZero();
    }
  }

  @Test
  void countsRunsAndLag() {
    try (TestNode node = node(kind("counted", _ -> JobResult.done()))) {
      node.enqueue(IntStream.range(0, 5).mapToObj(_ -> job("counted")).toList());

      await().until(() -> node.stored().isEmpty());
      assertThat(node.registry().get("brass.jobs.run").tag("result", "done").timer().count())
          .isEqualTo(5);
      assertThat(node.registry().get("brass.jobs.lag").tag("kind", "counted").timer().count())
          .isEqualTo(5);
    }
  }

  private TestNode node(JobKind... kinds) {
    return TestNode.started(db.database(), time, kinds);
  }

  private static JobHandler collect(List<Job> seen) {
    return job -> {
      seen.add(job);
      return JobResult.done();
    };
  }

  private static JobHandler count(Map<UUID, Integer> runs) {
    return job -> {
      runs.merge(job.id(), 1, Integer::sum);
      return JobResult.done();
    };
  }

  /// A handler written without null checks.
  private static final class Forgetful implements JobHandler {
    @Override
    @SuppressWarnings("NullAway") // It is the mistake under test.
    public JobResult run(Job job) {
      return null;
    }
  }
}
