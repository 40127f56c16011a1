package dev.brass.server.job;

import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StandingJobTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private final ShiftedTime time = new ShiftedTime();
  private final Jobs jobs = new Jobs(db.database(), time);
  private final StandingJob standing = new StandingJob(db.database(), jobs, "tidy");

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  @Test
  void thereIsOneHoweverManyStartItAtOnce() throws Exception {
    CountDownLatch together = new CountDownLatch(1);
    List<Thread> starts =
        IntStream.range(0, 8)
            .mapToObj(
                _ ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try {
                                together.await();
                              } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                              }
                              standing.start();
                            }))
            .toList();
    together.countDown();
    for (Thread start : starts) {
      start.join();
    }

    assertThat(stored()).hasSize(1);
  }

  @Test
  void goesOnAfterItWasGivenUp() {
    standing.start();
    db.database()
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "update job set state = 'discarded', attempt = 9, finished_at = now(),"
                        + " due_at = now() + interval '1 day'"));

    standing.start();

    assertThat(stored())
        .singleElement()
        .matches(job -> job.state() == JobState.READY && job.attempt() == 0);
  }

  @Test
  void isLeftAloneWhileItWaits() {
    standing.start();
    db.database()
        .jdbi()
        .useHandle(h -> h.execute("update job set due_at = '2100-01-01T00:00:00Z'"));

    standing.start();

    assertThat(stored().getFirst().dueAt()).isAfter(time.instant().plus(Duration.ofDays(365)));
  }

  /// As earlier versions may have left them, under ids of their own.
  @Test
  void anotherOneOfItsKindEnds() {
    AtomicInteger work = new AtomicInteger();
    JobKind tidy =
        kind(
            "tidy",
            job -> {
              if (!standing.isTheOne(job)) {
                return JobResult.done();
              }
              work.incrementAndGet();
              return new JobResult.Snooze(Duration.ofHours(1));
            });
    UUID nobody = new UUID(0, 0);
    NewJob old = NewJob.of("tidy", nobody, nobody).lane("tidy");
    db.database().jdbi().useTransaction(handle -> jobs.enqueue(handle, List.of(old, old)));
    try (TestNode node = TestNode.started(db.database(), time, tidy)) {
      standing.start();
      node.jobs().wake();

      await().until(() -> work.get() == 1 && node.stored().size() == 1);
    }
  }

  private List<StoredJob> stored() {
    return jobs.list(JobFilter.ALL, null, 10);
  }
}
