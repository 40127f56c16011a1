package dev.brass.server.job;

import static dev.brass.server.job.TestNode.kind;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a claim takes when not all that is due can run.
class FairClaimsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final UUID FLOOD = UUID.randomUUID();

  private final ShiftedTime time = new ShiftedTime();
  private final List<Job> seen = new CopyOnWriteArrayList<>();
  private final FakeStores stores = new FakeStores("x", "y", "z");
  private final Semaphore runs = new Semaphore(0);

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
    db.database().jdbi().useHandle(handle -> handle.execute("truncate tenant cascade"));
  }

  @Test
  void oneJobDoesNotWaitForThousandsOfAnotherTenant() {
    try (TestNode node = node(gated(4))) {
      node.enqueue(jobs(5_000, FLOOD, null, JobScope.LIVE));
      await().until(() -> seen.size() == 4);
      UUID other = UUID.randomUUID();
      node.enqueue(jobs(1, other, null, JobScope.LIVE));

      runs.release(20);

      await().until(() -> seen.size() >= 20);
      assertThat(seen.subList(4, 20)).anyMatch(job -> job.tenantId().equals(other));
    }
  }

  @Test
  void oneJobWithoutALaneDoesNotWaitForThousandsInLanesAndTheOtherWayRound() {
    try (TestNode node = node(gated(4))) {
      List<NewJob> flood = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        flood.addAll(jobs(1, FLOOD, "lane-" + i, JobScope.LIVE));
      }
      flood.addAll(jobs(2_000, FLOOD, null, JobScope.LIVE));
      node.enqueue(flood);
      await().until(() -> seen.size() == 4);
      UUID lone = UUID.randomUUID();
      UUID loneInLane = UUID.randomUUID();
      node.enqueue(jobs(1, lone, null, JobScope.LIVE));
      node.enqueue(jobs(1, loneInLane, "lane", JobScope.LIVE));

      runs.release(24);

      await().until(() -> seen.size() >= 24);
      assertThat(seen.subList(4, 24)).extracting(Job::tenantId).contains(lone, loneInLane);
      assertThat(seen.subList(4, 24)).anyMatch(job -> job.lane() == null);
    }
  }

  /// Each paid order has a tenant of its own, and sandboxes are free.
  @Test
  void thousandsOfTenantsOfAgentsAndSandboxesAreOneShareEach() {
    tenants("agent", 200);
    tenants("sandbox", 200);
    List<NewJob> flood = new ArrayList<>();
    ids("agent").forEach(id -> flood.addAll(jobs(10, id, null, JobScope.LIVE)));
    ids("sandbox").forEach(id -> flood.addAll(jobs(10, id, null, JobScope.test(true))));
    UUID live = UUID.randomUUID();
    UUID tests = UUID.randomUUID();
    try (TestNode node = node(gated(4))) {
      node.enqueue(flood);
      await().until(() -> seen.size() == 4);
      node.enqueue(jobs(500, live, null, JobScope.LIVE));
      node.enqueue(jobs(500, tests, null, JobScope.test(true)));

      runs.release(400);

      await().until(() -> seen.size() >= 400);
      Map<JobClass, Long> got =
          seen.subList(80, 400).stream()
              .collect(groupingBy(job -> job.scope().jobClass(), counting()));
      assertThat(got.get(JobClass.LIVE)).isBetween(130L, 190L);
      assertThat(got.get(JobClass.AGENTS)).isBetween(60L, 100L);
      assertThat(got.get(JobClass.SANDBOXES)).isBetween(25L, 55L);
      assertThat(got.get(JobClass.TEST)).isBetween(25L, 55L);
      assertThat(count("select count(distinct share) from job where class in (1, 2)")).isEqualTo(1);
    }
  }

  @Test
  void whatFitsRunsInTheOrderInWhichItCame() {
    List<UUID> order = new ArrayList<>();
    List<NewJob> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      UUID tenant = UUID.randomUUID();
      order.add(tenant);
      all.add(jobs(1, tenant, null, JobScope.LIVE).getFirst());
    }
    Jobs channel = new Jobs(db.database(), time);
    db.database().jdbi().useTransaction(handle -> channel.enqueue(handle, all));
    Ghost ghost = new Ghost(db.database(), time);

    assertThat(ghost.claim("work", 10))
        .extracting(Job::tenantId)
        .containsExactlyInAnyOrderElementsOf(order.subList(0, 10));
  }

  /// Also when jobs get due or are given back while there is a backlog.
  @Test
  void nothingIsForgotten() {
    JobKind failing =
        kind(
            "work",
            job -> {
              seen.add(job);
              return job.attempt() < 3
                  ? new JobResult.RetryLater("again")
                  : seen.size() % 5 == 0
                      ? new JobResult.Snooze(Duration.ofMillis(1))
                      : JobResult.done();
            });
    try (TestNode one = node(failing);
        TestNode two = node(failing)) {
      for (int i = 0; i < 20; i++) {
        UUID tenant = i % 3 == 0 ? FLOOD : UUID.randomUUID();
        TestNode channel = i % 2 == 0 ? one : two;
        channel.enqueue(jobs(100, tenant, i % 4 == 0 ? "lane" : null, JobScope.LIVE.at("x")));
        channel.enqueue(jobs(20, UUID.randomUUID(), null, JobScope.LIVE));
      }

      await().atMost(Duration.ofSeconds(60)).until(() -> one.stored().isEmpty());
      assertThat(count("select count(*) from job_lane")).isZero();
    }
  }

  @Test
  void jobsAtAStoreThatANodeDoesNotKnowAreLeftToOthers() {
    try (TestNode node = node(gated(50))) {
      node.enqueue(jobs(3, FLOOD, null, JobScope.LIVE.at("elsewhere")));
      node.enqueue(jobs(2, FLOOD, "lane", JobScope.LIVE.at("elsewhere")));
      node.enqueue(jobs(2, FLOOD, null, JobScope.LIVE.at("x")));
      await().until(() -> seen.size() == 2);
      runs.release(100);
      await().until(() -> node.stored().size() == 5);
      assertThat(node.stored()).allMatch(job -> job.attempt() == 0 && job.node() == null);

      try (TestNode other =
          TestNode.started(
              db.database(),
              time,
              settings(),
              new FakeStores("elsewhere"),
              System::nanoTime,
              gated(50))) {
        await().until(() -> other.stored().isEmpty());
      }
    }
  }

  @Test
  void jobsAtAClosedStoreWaitWithoutAnAttemptAndHoldUpNobody() {
    stores.close("x");
    try (TestNode node = node(gated(4))) {
      node.enqueue(jobs(1_000, FLOOD, null, JobScope.LIVE.at("x")));
      node.enqueue(jobs(1_000, FLOOD, "lane", JobScope.LIVE.at("x")));
      node.enqueue(jobs(10, FLOOD, null, JobScope.LIVE.at("y")));
      runs.release(10);
      await().until(() -> seen.size() == 10);
      assertThat(seen).allMatch(job -> job.scope().store().equals("y"));
      assertThat(count("select count(*) from job where attempt > 0 or node is not null")).isZero();

      stores.open("x");
      node.jobs().wake();
      await().until(() -> seen.size() >= 12);
      assertThat(seen.subList(10, 12)).allMatch(job -> job.scope().store().equals("x"));
    }
  }

  @Test
  void aStoreThatHangsLeavesHalfOfThePlacesToOthers() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    JobKind hanging =
        JobKind.of(
                "work",
                job -> {
                  seen.add(job);
                  if (job.scope().store().equals("x")) {
                    never.await();
                  }
                  return JobResult.done();
                })
            .concurrency(20)
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ZERO);
    try (TestNode node = node(hanging)) {
      node.enqueue(jobs(200, FLOOD, null, JobScope.LIVE.at("x")));
      await().until(() -> seen.size() >= 9);
      node.enqueue(jobs(500, FLOOD, null, JobScope.LIVE.at("y")));
      node.enqueue(jobs(500, FLOOD, null, JobScope.LIVE.at("z")));

      await().atMost(Duration.ofSeconds(30)).until(() -> at("y") == 500 && at("z") == 500);
      assertThat(at("x")).isBetween(9L, 11L);
      never.countDown();
      await().until(() -> node.stored().isEmpty());
    }
  }

  /// What waits outside takes no place from those at work, but it is in flight: so many are, and
  /// of one store no more than are left.
  @Test
  void thousandsWaitAtAStoreThatHangsWhileOthersGoOn() {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger outside = new AtomicInteger();
    JobKind hanging = hangingAt("x", outside, answer).inFlight(3_000);
    try (TestNode node = node(hanging)) {
      node.enqueue(jobs(4_000, FLOOD, null, JobScope.LIVE.at("x")));
      await().atMost(Duration.ofSeconds(60)).until(() -> outside.get() >= 1_500);
      node.enqueue(jobs(1_000, FLOOD, null, JobScope.LIVE.at("y")));
      node.enqueue(jobs(500, UUID.randomUUID(), null, JobScope.LIVE));

      await().atMost(Duration.ofSeconds(60)).until(() -> at("y") == 1_000 && at("") == 500);
      assertThat(outside).hasValue(1_500);

      answer.countDown();
      await().atMost(Duration.ofSeconds(60)).until(() -> node.stored().isEmpty());
      await().until(() -> node.registry().get("brass.jobs.working").gauge().value() == 0);
      assertThat(node.registry().get("brass.jobs.in.flight").gauge().value()).isZero();
    }
  }

  /// The next place of a store that has its fill is for whoever was served least.
  @Test
  void oneJobAtAStoreThatHasItsFillIsTheNextOneThere() {
    Semaphore answers = new Semaphore(0);
    JobKind slow =
        JobKind.of(
                "work",
                job -> {
                  seen.add(job);
                  Run.<Boolean, InterruptedException>outside(
                      () -> {
                        answers.acquire();
                        return true;
                      });
                  return JobResult.done();
                })
            .concurrency(20)
            .attempts(3)
            .backoff(Duration.ZERO, Duration.ZERO)
            .inFlight(1_000);
    try (TestNode node = node(slow)) {
      node.enqueue(jobs(3_000, FLOOD, null, JobScope.LIVE.at("x")));
      await().atMost(Duration.ofSeconds(60)).until(() -> seen.size() == 500);
      UUID other = UUID.randomUUID();
      node.enqueue(jobs(1, other, null, JobScope.LIVE.at("x")));

      // One by one, so that the worker looks at what is due as often.
      for (int freed = 501; freed <= 540; freed++) {
        int count = freed;
        answers.release();
        await().until(() -> seen.size() >= count);
      }
      assertThat(seen.subList(500, 540)).anyMatch(job -> job.tenantId().equals(other));
      assertThat(seen).hasSize(540);
      answers.release(10_000);
      await().atMost(Duration.ofSeconds(60)).until(() -> node.stored().isEmpty());
    }
  }

  private JobKind hangingAt(String store, AtomicInteger outside, CountDownLatch answer) {
    return JobKind.of(
            "work",
            job -> {
              seen.add(job);
              if (job.scope().store().equals(store)) {
                Run.<Boolean, InterruptedException>outside(
                    () -> {
                      outside.incrementAndGet();
                      answer.await();
                      return true;
                    });
              }
              return JobResult.done();
            })
        .concurrency(20)
        .attempts(3)
        .backoff(Duration.ZERO, Duration.ZERO);
  }

  private long at(String store) {
    return seen.stream().filter(job -> job.scope().store().equals(store)).count();
  }

  /// A kind each run of which waits until the test lets it go.
  private JobKind gated(int concurrency) {
    return JobKind.of(
            "work",
            job -> {
              seen.add(job);
              runs.acquire();
              return JobResult.done();
            })
        .concurrency(concurrency)
        .attempts(3)
        .backoff(Duration.ZERO, Duration.ZERO);
  }

  private TestNode node(JobKind kind) {
    return TestNode.started(db.database(), time, settings(), stores, System::nanoTime, kind);
  }

  private static WorkerSettings settings() {
    return TestNode.settings(Duration.ofMillis(200), false);
  }

  private static List<NewJob> jobs(int count, UUID tenant, @Nullable String lane, JobScope scope) {
    return Collections.nCopies(
        count, NewJob.of("work", tenant, UUID.randomUUID()).lane(lane).in(scope));
  }

  private static void tenants(String kind, int count) {
    db.database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into tenant (id, name, kind, created_at)"
                        + " select uuidv7(), ? || number, ?, now()"
                        + " from generate_series(1, ?) as number",
                    kind,
                    kind,
                    count));
  }

  private static List<UUID> ids(String kind) {
    return db.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select id from tenant where kind = :kind")
                    .bind("kind", kind)
                    .mapTo(UUID.class)
                    .list());
  }

  private static int count(String query) {
    return db.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(int.class).one());
  }
}
