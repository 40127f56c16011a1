package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a run may do, and when it waits for somebody else.
class RunTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private final ShiftedTime time = new ShiftedTime();

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  @Test
  void codeOutsideOfJobsMayDoEverything() {
    assertThat(Run.current().isMine()).isTrue();
    assertThat(Run.<Integer, RuntimeException>outside(() -> 7)).isEqualTo(7);
  }

  @Test
  void aRunIsItsNodesUntilItEnds() {
    CompletableFuture<BooleanSupplier> mayAct = new CompletableFuture<>();
    AtomicBoolean within = new AtomicBoolean();
    JobKind kind =
        kind(
            "work",
            _ -> {
              mayAct.complete(Run.current()::isMine);
              within.set(Run.current().isMine());
              return JobResult.done();
            });
    try (TestNode node = TestNode.started(db.database(), time, kind)) {
      node.enqueue(job("work"));
      await().until(() -> node.stored().isEmpty());

      assertThat(within).isTrue();
      assertThat(mayAct.join().getAsBoolean()).isFalse();
    }
  }

  /// As when the whole process is stopped and goes on: the clock has gone on, and nothing else.
  @Test
  void theFirstQuestionAfterALongPauseIsAnsweredWithNo() {
    AtomicLong nanos = new AtomicLong(System.nanoTime());
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch woken = new CountDownLatch(1);
    List<Boolean> answers = new CopyOnWriteArrayList<>();
    JobKind kind =
        kind(
            "work",
            _ -> {
              answers.add(Run.current().isMine());
              begun.countDown();
              woken.await();
              answers.add(Run.current().isMine());
              return JobResult.done();
            });
    try (TestNode node = paused(nanos, kind)) {
      node.enqueue(job("work"));
      await().until(() -> begun.getCount() == 0);
      nanos.addAndGet(TestNode.RARELY.multipliedBy(2).plusSeconds(1).toNanos());
      woken.countDown();

      await().until(() -> answers.size() == 2);
      assertThat(answers).containsExactly(true, false);
    }
  }

  @Test
  void aNodeThatCannotBeatClaimsNothingAndStopsItsRunsUntilItCan() {
    AtomicLong nanos = new AtomicLong(System.nanoTime());
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch interrupted = new CountDownLatch(1);
    JobKind kind =
        kind(
            "work",
            _ -> {
              if (runs.incrementAndGet() == 1) {
                try {
                  new CountDownLatch(1).await();
                } finally {
                  interrupted.countDown();
                }
              }
              return JobResult.done();
            });
    try (TestNode node = paused(nanos, kind)) {
      node.enqueue(job("work"));
      await().until(() -> runs.get() == 1);
      assertThat(node.health().problems()).isEmpty();
      nanos.addAndGet(TestNode.RARELY.multipliedBy(2).plusSeconds(1).toNanos());
      node.worker().stopWhatIsNotHeld();
      await().until(() -> interrupted.getCount() == 0);
      node.enqueue(job("work"));

      assertThat(node.health().problems())
          .singleElement()
          .matches(problem -> problem.part().equals("job-lease") && !problem.hopeless());
      await().during(Duration.ofMillis(300)).until(() -> runs.get() == 1);

      node.worker().beat();
      assertThat(node.health().problems()).isEmpty();
      await().until(() -> node.stored().isEmpty());
      assertThat(runs).hasValue(3);
    }
  }

  @Test
  void aRunThatWaitsOutsideTakesNoPlaceAmongThoseAtWork() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    AtomicInteger outside = new AtomicInteger();
    AtomicInteger afterwards = new AtomicInteger();
    Semaphore goOn = new Semaphore(0);
    JobKind kind =
        JobKind.of(
                "work",
                _ -> {
                  Run.<Boolean, InterruptedException>outside(
                      () -> {
                        outside.incrementAndGet();
                        answered.await();
                        return true;
                      });
                  afterwards.incrementAndGet();
                  goOn.acquire();
                  afterwards.decrementAndGet();
                  return JobResult.done();
                })
            .concurrency(2)
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ZERO)
            .inFlight(50);
    try (TestNode node = TestNode.started(db.database(), time, kind)) {
      node.enqueue(Collections.nCopies(60, job("work")));
      await().until(() -> outside.get() == 50);
      assertThat(gauge(node, "brass.jobs.working")).isZero();
      assertThat(gauge(node, "brass.jobs.in.flight")).isEqualTo(50);

      // None of them waits for a place when it comes back; but nobody else is begun meanwhile.
      answered.countDown();
      await().until(() -> afterwards.get() == 50);
      assertThat(outside).hasValue(50);
      goOn.release(100);
      await().until(() -> node.stored().isEmpty() && gauge(node, "brass.jobs.in.flight") == 0);
      assertThat(gauge(node, "brass.jobs.working")).isZero();
    }
  }

  @Test
  void callsOutsideWithinEachOtherCountOnce() {
    JobKind kind =
        kind("work", _ -> JobResult.done())
            .inFlight(60)
            .with(
                _ ->
                    Run.<JobResult, RuntimeException>outside(
                        () -> Run.<JobResult, RuntimeException>outside(() -> JobResult.done())));
    try (TestNode node = TestNode.started(db.database(), time, kind)) {
      node.enqueue(Collections.nCopies(200, job("work")));
      await().until(() -> node.stored().isEmpty());

      await().until(() -> gauge(node, "brass.jobs.in.flight") == 0);
      assertThat(gauge(node, "brass.jobs.working")).isZero();
    }
  }

  private static double gauge(TestNode node, String name) {
    return node.registry().get(name).tag("kind", "work").gauge().value();
  }

  private TestNode paused(AtomicLong nanos, JobKind kind) {
    return TestNode.started(
        db.database(),
        time,
        TestNode.settings(Duration.ofMillis(100), false),
        StoreLimits.of(Set.of()),
        nanos::get,
        kind);
  }
}
