package dev.brass.server.job;

import static dev.brass.server.job.TestNode.TENANT;
import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.db.WriteBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LaneTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final Duration NOW = Duration.ZERO;
  private final ShiftedTime time = new ShiftedTime();

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  /// Many nodes, lanes, kinds and results at once: never two of a lane at a time, and all end.
  @Test
  void neverRunsTwoJobsOfALaneAtOnceAndEndsThemAll() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    List<String> overlaps = new CopyOnWriteArrayList<>();
    AtomicInteger runs = new AtomicInteger();
    JobHandler handler =
        job -> {
          AtomicInteger inLane = running.computeIfAbsent(job.payload(), _ -> new AtomicInteger());
          if (inLane.incrementAndGet() > 1 && !job.payload().equals("none")) {
            overlaps.add(job.payload());
          }
          // The work, so that another run can meet it.
          for (int i = 0; i < 2_000; i++) {
            Thread.onSpinWait();
          }
          inLane.decrementAndGet();
          return switch (runs.incrementAndGet() % 7) {
            case 0 -> new JobResult.Snooze(Duration.ofMillis(2));
            case 1 ->
                job.attempt() < 3 ? new JobResult.RetryLater("again") : new JobResult.Cancel("no");
            default -> JobResult.done();
          };
        };
    JobKind a = kind("a", handler);
    JobKind b = kind("b", handler);
    try (TestNode one = node(a, b);
        TestNode two = node(a, b);
        TestNode three = node(a)) {
      List<TestNode> nodes = List.of(one, two, three);
      for (int group = 0; group < 40; group++) {
        List<NewJob> jobs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          int number = random.nextInt(20);
          String lane = number == 0 ? null : "lane-" + number;
          jobs.add(
              NewJob.of(random.nextBoolean() ? "a" : "b", TENANT, UUID.randomUUID())
                  .payload(lane == null ? "none" : lane)
                  .lane(lane)
                  .after(Duration.ofMillis(random.nextInt(3))));
        }
        nodes.get(random.nextInt(3)).enqueue(jobs);
      }

      await()
          .alias("seed " + seed)
          .atMost(Duration.ofSeconds(60))
          .until(() -> unfinished(one) == 0);
      assertThat(overlaps).as("seed %d", seed).isEmpty();
      assertThat(lanesTaken()).isZero();
    }
  }

  @Test
  void runsALaneInTheOrderOfDueTimeThenId() {
    List<String> order = new CopyOnWriteArrayList<>();
    JobKind kind =
        kind(
            "ordered",
            job -> {
              order.add(job.payload());
              return JobResult.done();
            });
    List<NewJob> jobs = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int second = 9; second >= 0; second--) {
      for (String which : List.of("first", "second")) {
        jobs.add(
            NewJob.of("ordered", TENANT, UUID.randomUUID())
                .payload(second + which)
                .lane("lane")
                .after(Duration.ofSeconds(second)));
        expected.add((9 - second) + which);
      }
    }
    try (TestNode one = node(kind);
        TestNode two = node(kind)) {
      db.database().jdbi().useTransaction(handle -> one.jobs().enqueue(handle, jobs));
      time.advance(Duration.ofSeconds(20));
      one.jobs().wake();
      two.jobs().wake();

      await().until(() -> one.stored().isEmpty());
      assertThat(order).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void aSnoozedJobLetsTheNextOneOfItsLanePass() {
    List<String> order = new CopyOnWriteArrayList<>();
    JobKind kind =
        kind(
            "polite",
            job -> {
              order.add(job.payload());
              return job.payload().equals("sleeper") && order.size() == 1
                  ? new JobResult.Snooze(Duration.ofMinutes(1))
                  : JobResult.done();
            });
    try (TestNode node = node(kind)) {
      node.enqueue(
          NewJob.of("polite", TENANT, UUID.randomUUID()).payload("sleeper").lane("lane").after(NOW),
          NewJob.of("polite", TENANT, UUID.randomUUID()).payload("next").lane("lane").after(NOW));
      await().until(() -> order.size() == 2);
      time.advance(Duration.ofMinutes(1));
      node.jobs().wake();

      await().until(() -> node.stored().isEmpty());
      assertThat(order).containsExactly("sleeper", "next", "sleeper");
    }
  }

  @Test
  void tenThousandBlockedJobsDoNotHoldUpOthers() {
    CountDownLatch open = new CountDownLatch(1);
    AtomicInteger others = new AtomicInteger();
    JobKind blocked =
        JobKind.of(
                "blocked",
                job -> {
                  if ("full".equals(job.lane())) {
                    open.await();
                  }
                  others.incrementAndGet();
                  return JobResult.done();
                })
            .concurrency(4)
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ZERO);
    try (TestNode node = node(blocked)) {
      node.enqueue(Collections.nCopies(10_000, job("blocked", "full", NOW)));
      node.enqueue(job("blocked", "free", NOW), job("blocked"));

      await().until(() -> others.get() == 2);
      // Parked: in none of the indexes that claims read. What is left fits into one look.
      await().until(() -> count("state = 'ready'") < 200);

      node.enqueue(job("blocked", "free", NOW), job("blocked"));
      await().until(() -> others.get() == 4);
      node.worker().drain(Duration.ofMillis(200));
    }
  }

  @Test
  void aLaneThatIsFreedIsHandedOn() {
    try (TestNode node = node(kind("queue", _ -> JobResult.done()))) {
      node.enqueue(Collections.nCopies(200, job("queue", "lane", NOW)));

      await().atMost(Duration.ofSeconds(60)).until(() -> node.stored().isEmpty());
      assertThat(lanesTaken()).isZero();
    }
  }

  /// One claim takes several jobs of a lane, to be run in turn; only the first has surely been
  /// begun.
  @Test
  void theDeathOfANodeCostsOnlyTheFirstJobOfALaneAnAttempt() {
    Jobs jobs = new Jobs(db.database(), time);
    db.database()
        .jdbi()
        .useTransaction(h -> jobs.enqueue(h, Collections.nCopies(5, job("k", "lane", NOW))));
    Ghost ghost = new Ghost(db.database(), time);
    assertThat(ghost.claim("k", 10)).hasSize(5).allMatch(job -> job.attempt() == 1);

    List<Integer> attempts = new CopyOnWriteArrayList<>();
    JobKind kind =
        kind(
            "k",
            job -> {
              attempts.add(job.attempt());
              return JobResult.done();
            });
    try (TestNode node =
        TestNode.started(db.database(), time, TestNode.settings(NOW.plusMillis(100), true), kind)) {
      await().until(() -> node.stored().isEmpty());
      assertThat(attempts).containsExactly(2, 1, 1, 1, 1);
    }
  }

  @Test
  void drainGivesBackTheJobsOfALaneThatHaveNotBegun() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    JobKind kind =
        kind(
            "k",
            _ -> {
              begun.countDown();
              open.await();
              return JobResult.done();
            });
    TestNode node = node(kind);
    node.enqueue(Collections.nCopies(5, job("k", "lane", NOW)));
    begun.await();
    Thread drain = Thread.ofVirtual().start(() -> node.worker().drain(Duration.ofSeconds(20)));
    await().until(() -> !drain.join(Duration.ofMillis(50)));
    open.countDown();
    drain.join();

    assertThat(node.stored())
        .hasSize(4)
        .allMatch(job -> job.state() == JobState.READY && job.attempt() == 0);
    assertThat(lanesTaken()).isZero();
  }

  /// A kind that fails in the middle of its lane's turn does not take the others with it.
  @Test
  void aFailureInTheMiddleOfALaneLeavesTheRestInOrder() {
    List<String> order = new CopyOnWriteArrayList<>();
    JobKind kind =
        JobKind.of(
                "k",
                job -> {
                  order.add(job.payload());
                  if (job.payload().equals("1")) {
                    throw new IllegalStateException("one");
                  }
                  return JobResult.done();
                })
            .concurrency(5)
            .attempts(2)
            .backoff(Duration.ofHours(1), Duration.ofHours(1));
    List<NewJob> jobs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      jobs.add(NewJob.of("k", TENANT, UUID.randomUUID()).payload("" + i).lane("lane").after(NOW));
    }
    try (TestNode node = node(kind)) {
      node.enqueue(jobs);

      await().until(() -> node.stored().size() == 1 && lanesTaken() == 0);
      assertThat(order).containsExactly("0", "1", "2", "3");
      assertThat(node.stored().getFirst().attempt()).isEqualTo(1);
      assertThat(node.stored().getFirst().state()).isEqualTo(JobState.READY);
    }
  }

  @Test
  void lanesOfTwoTenantsAreTwoLanes() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    JobKind kind =
        kind(
            "meeting",
            _ -> {
              both.countDown();
              both.await();
              return JobResult.done();
            });
    try (TestNode node = node(kind)) {
      node.enqueue(
          NewJob.of("meeting", TENANT, UUID.randomUUID()).lane("lane").after(NOW),
          NewJob.of("meeting", UUID.randomUUID(), UUID.randomUUID()).lane("lane").after(NOW));

      await().until(() -> node.stored().isEmpty());
    }
  }

  /// The head of a lane is of a kind that only another node knows: nobody overtakes it.
  @Test
  void aHeadOfAnotherNodesKindKeepsItsTurn() {
    List<String> order = new CopyOnWriteArrayList<>();
    JobHandler handler =
        job -> {
          order.add(job.kind());
          return JobResult.done();
        };
    try (TestNode node = node(kind("mine", handler))) {
      node.enqueue(job("theirs", "lane", NOW), job("mine", "lane", NOW), job("mine", "free", NOW));
      // The one that is in nobody's way has ended, and is gone from the table.
      await().until(() -> node.stored().size() == 2);
      assertThat(order).hasSize(1);

      try (TestNode other = node(kind("theirs", handler))) {
        await()
            .until(
                () -> {
                  // The node learns of the freed lane at its next look, which is rare here.
                  node.jobs().wake();
                  return other.stored().isEmpty();
                });
      }
      assertThat(order).containsExactly("mine", "theirs", "mine");
    }
  }

  @Test
  void aDiscardedJobFreesItsLane() {
    JobKind kind =
        JobKind.of(
                "failing",
                job -> job.payload().isEmpty() ? new JobResult.RetryLater("no") : JobResult.done())
            .concurrency(5)
            .attempts(1)
            .backoff(Duration.ZERO, Duration.ZERO);
    try (TestNode node = node(kind)) {
      node.enqueue(
          job("failing", "lane", NOW),
          NewJob.of("failing", TENANT, UUID.randomUUID()).payload("good").lane("lane").after(NOW));

      await().until(() -> unfinished(node) == 0);
      assertThat(node.stored()).singleElement().matches(job -> job.state() == JobState.DISCARDED);
    }
  }

  /// The freeing of a lane and the parking of a job that wants it, in every order of commits.
  @Test
  void aJobParkedWhileItsLaneIsFreedIsNotForgotten() {
    Ghost holder = new Ghost(db.database(), time);
    Jobs jobs = new Jobs(db.database(), time);
    db.database().jdbi().useTransaction(h -> jobs.enqueue(h, List.of(job("k", "lane", NOW))));
    Job running = holder.claim("k", 10).getFirst();
    db.database().jdbi().useTransaction(h -> jobs.enqueue(h, List.of(job("k", "lane", NOW))));
    LaneRepository lanes = new LaneRepository();
    Lane lane = new Lane(TENANT, "lane");

    // Somebody is freeing the lane, not yet committed: nobody may park now.
    try (var freeing = db.database().jdbi().open()) {
      freeing.begin();
      delete(freeing, holder.lease().node(), running);
      lanes.free(freeing, holder.lease().node(), List.of(lane));
      lanes.promote(freeing, List.of(lane));
      assertThat(holder.claim("k", 10)).isEmpty();
      assertThat(count("state = 'parked'")).isZero();
      freeing.commit();
    }
    assertThat(holder.claim("k", 10)).hasSize(1);
    assertThat(count("state = 'ready' and node is not null")).isEqualTo(1);
  }

  @Test
  void aLaneIsNotFreedWhileAJobIsBeingParkedBehindIt() throws Exception {
    Ghost holder = new Ghost(db.database(), time);
    Jobs jobs = new Jobs(db.database(), time);
    db.database().jdbi().useTransaction(h -> jobs.enqueue(h, List.of(job("k", "lane", NOW))));
    Job running = holder.claim("k", 10).getFirst();
    db.database().jdbi().useTransaction(h -> jobs.enqueue(h, List.of(job("k", "lane", NOW))));
    LaneRepository lanes = new LaneRepository();
    List<Lane> lane = List.of(new Lane(TENANT, "lane"));

    Thread freeing;
    try (var parking = db.database().jdbi().open()) {
      parking.begin();
      assertThat(lanes.pin(parking, lane)).isEqualTo(lane);
      freeing =
          Thread.ofVirtual()
              .start(
                  () ->
                      db.database()
                          .jdbi()
                          .useTransaction(
                              h -> {
                                UUID node = holder.lease().node();
                                delete(h, node, running);
                                lanes.free(h, node, lane);
                                lanes.promote(h, lane);
                              }));
      await().until(() -> waitingBackends() == 1);
      assertThat(lanes.park(parking, lane, List.of(), 10, time.instant())).isEqualTo(1);
      parking.commit();
    }
    freeing.join();

    assertThat(count("state = 'parked'")).as("promoted").isZero();
    assertThat(holder.claim("k", 10)).hasSize(1);
  }

  private TestNode node(JobKind... kinds) {
    return TestNode.started(
        db.database(), time, TestNode.settings(Duration.ofMillis(200), false), kinds);
  }

  private static long unfinished(TestNode node) {
    return node.jobs().counts().stream()
        .filter(count -> count.state() != JobState.DISCARDED)
        .filter(count -> count.state() != JobState.CANCELLED)
        .mapToLong(JobCount::jobs)
        .sum();
  }

  private static int lanesTaken() {
    return number("select count(*) from job_lane");
  }

  private static int count(String condition) {
    return number("select count(*) from job where " + condition);
  }

  private static int waitingBackends() {
    return number(
        "select count(*) from pg_stat_activity where datname = current_database()"
            + " and wait_event_type = 'Lock'");
  }

  private static int number(String query) {
    return db.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(int.class).one());
  }

  private static void delete(Handle handle, UUID node, Job job) {
    WriteBatch writes = new WriteBatch();
    new JobRepository().delete(writes, node, List.of(job.id()));
    writes.run(handle);
  }
}
