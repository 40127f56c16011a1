package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of work that was under way when a process died.
class SuspectsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final int UNDER_WAY = 256;
  private static final List<Duration> LONG = List.of(Duration.ofHours(1));

  private final ShiftedTime time = new ShiftedTime();
  private final Jobs jobs = new Jobs(db.database(), time);
  private final TakeoverRepository repository = new TakeoverRepository();

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  private void enqueue(int count) {
    List<NewJob> all = IntStream.range(0, count).mapToObj(_ -> job("work")).toList();
    db.database().jdbi().useTransaction(handle -> jobs.enqueue(handle, all));
  }

  /// A process claims all jobs, begins some, and dies.
  ///
  /// @param watched those of the suspects that it began
  private List<Job> died(List<UUID> watched, int how) {
    Ghost process = new Ghost(db.database(), time);
    List<Job> claimed = process.claim("work", 500);
    UUID node = process.lease().node();
    db.database()
        .jdbi()
        .useHandle(
            handle -> {
              watched.forEach(each -> repository.watch(handle, node, each, how));
              handle.execute("update node set dead_at = now() where id = ?", node);
            });
    process.takeOver();
    return claimed;
  }

  private int count(String where) {
    return db.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from job where " + where)
                    .mapTo(Integer.class)
                    .one());
  }

  @Test
  void onlyWhatEndsAProcessTwiceByItselfIsSetAside() {
    enqueue(UNDER_WAY);
    UUID poison = died(List.of(), 0).getFirst().id();
    assertThat(count("crashes = 1 and state = 'ready'")).isEqualTo(UNDER_WAY);

    died(List.of(poison), TakeoverRepository.BESIDE);
    assertThat(count("crashes = 2")).isEqualTo(1);

    died(List.of(poison), TakeoverRepository.ALONE);
    assertThat(count("state = 'set_aside'")).isZero();

    died(List.of(poison), TakeoverRepository.ALONE);
    assertThat(count("state = 'set_aside' and id = '" + poison + "'")).isEqualTo(1);
    assertThat(count("state = 'ready' and crashes = 1 and node is null")).isEqualTo(UNDER_WAY - 1);
    assertThat(jobs.list(new JobFilter(null, null, JobState.SET_ASIDE), null, 10))
        .extracting(StoredJob::id)
        .containsExactly(poison);

    assertThat(jobs.retry(poison)).isTrue();
    assertThat(count("crashes = 0 and alone_crashes = 0 and id = '" + poison + "'")).isEqualTo(1);
  }

  @Test
  void whatIsSetAsideDoesNotRunAndAllElseDoesOneAtATime() {
    enqueue(6);
    UUID poison = died(List.of(), 0).getFirst().id();
    for (int i = 0; i < 2; i++) {
      died(List.of(poison), TakeoverRepository.ALONE);
    }
    AtomicInteger running = new AtomicInteger();
    List<Integer> beside = new CopyOnWriteArrayList<>();
    JobKind work =
        kind(
            "work",
            _ -> {
              beside.add(running.incrementAndGet());
              running.decrementAndGet();
              return JobResult.done();
            });
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      await().untilAsserted(() -> assertThat(node.stored()).hasSize(1));
      assertThat(node.stored().getFirst().id()).isEqualTo(poison);
      assertThat(node.stored().getFirst().state()).isEqualTo(JobState.SET_ASIDE);
      assertThat(beside).hasSize(5).containsOnly(1);
    }
  }

  @Test
  void aRunThatComesToItsEndClearsTheSuspicion() {
    enqueue(1);
    died(List.of(), 0);
    JobKind work = kind("work", _ -> new JobResult.Snooze(Duration.ofHours(1)));
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      await().until(() -> count("crashes = 0 and watched = 0 and node is null") == 1);
      assertThat(node.stored()).hasSize(1);
    }
  }

  @Test
  void whatIsNeverSetAsideSaysItsLastWord() {
    enqueue(1);
    db.database().jdbi().useHandle(h -> h.execute("update job set crashes = 4, alone_crashes = 2"));
    List<String> words = new CopyOnWriteArrayList<>();
    JobHandler handler =
        new JobHandler() {
          @Override
          public JobResult run(Job job) {
            words.add("ran");
            return JobResult.done();
          }

          @Override
          public JobResult end(Job job, String why) {
            words.add(why);
            return JobResult.done();
          }
        };
    try (TestNode node =
        TestNode.started(db.database(), time, kind("work", handler).keptRunning())) {
      await().until(() -> node.stored().isEmpty());
      assertThat(words).containsExactly("The process ended 2 times while only this ran");
    }
  }

  @Test
  void oneThatWasThereTwiceRunsAloneAndOthersWait() throws Exception {
    Suspects suspects = new Suspects(db.database(), LONG);
    CountDownLatch entered = new CountDownLatch(1);
    Suspects.Entry poison = Objects.requireNonNull(suspects.enter(claim(2, 0)));
    Thread other =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (Suspects.Entry mine = suspects.enter(claim(0, 0))) {
                    if (mine != null) {
                      entered.countDown();
                    }
                  }
                });
    assertThat(entered.getCount()).isEqualTo(1);
    poison.close();
    entered.await();
    other.join();
  }

  @Test
  void oneThatTakesLongIsJoinedByOthersAndNoLongerCalledAlone() throws Exception {
    Suspects suspects = new Suspects(db.database(), List.of(Duration.ZERO));
    List<Suspects.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      entries.add(Objects.requireNonNull(suspects.enter(claim(1, 0))));
    }
    entries.forEach(Suspects.Entry::close);
  }

  private static Claim claim(int crashes, int alone) {
    Job job =
        new Job(
            UUID.randomUUID(),
            TestNode.TENANT,
            "work",
            UUID.randomUUID(),
            "",
            null,
            null,
            1,
            Instant.EPOCH);
    return new Claim(
        job,
        UUID.randomUUID(),
        new KindLimit(kind("work", _ -> JobResult.done())),
        true,
        false,
        new JobRepository.Crashes(crashes, alone));
  }
}
