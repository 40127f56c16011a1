package dev.brass.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Stores at which only so many jobs may be under way at a time over all nodes.
class SlotsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final JobScope SHOP = JobScope.LIVE.at("shop");

  private final ShiftedTime time = new ShiftedTime();
  private final FakeStores stores = new FakeStores("shop", "other").limit("shop", 4);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final List<Job> seen = new CopyOnWriteArrayList<>();
  private final Semaphore runs = new Semaphore(0);

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  @Test
  void noMoreThanItsPlacesOverAllNodesWithAndWithoutLanes() {
    JobKind kind = placing(job -> JobResult.done());
    try (TestNode one = node(kind);
        TestNode two = node(kind);
        TestNode three = node(kind)) {
      for (int i = 0; i < 40; i++) {
        String lane = i % 2 == 0 ? null : "lane-" + i % 7;
        (i % 3 == 0 ? one : two).enqueue(jobs(5, lane, SHOP));
      }
      await().until(() -> seen.size() == 4);
      runs.release(10_000);

      await().atMost(Duration.ofSeconds(60)).until(() -> three.stored().isEmpty());
      assertThat(seen).hasSize(200);
      assertThat(most.get()).isEqualTo(4);
      assertThat(taken()).isZero();
    }
  }

  @Test
  void otherStoresAndOtherKindsHaveNoPlaces() {
    JobKind tracking =
        TestNode.kind(
            "track",
            job -> {
              seen.add(job);
              runs.acquire();
              return JobResult.done();
            });
    try (TestNode node = node(placing(_ -> JobResult.done()), tracking)) {
      node.enqueue(jobs(10, null, SHOP));
      node.enqueue(jobs(10, null, JobScope.LIVE.at("other")));
      node.enqueue(
          jobs(10, null, SHOP).stream()
              .map(j -> NewJob.of("track", j.tenantId(), j.subject()).after(j.delay()))
              .map(j -> j.in(SHOP))
              .toList());

      await().until(() -> seen.size() == 24);
      assertThat(taken()).isEqualTo(4);
      runs.release(100);
      await().until(() -> node.stored().isEmpty());
    }
  }

  @Test
  void aPlaceIsFreedHoweverTheRunEnds() {
    List<JobResult> ends =
        List.of(
            JobResult.done(),
            new JobResult.Cancel("no"),
            new JobResult.Snooze(Duration.ofHours(1)),
            new JobResult.RetryLater("again"));
    TestNode[] holder = new TestNode[1];
    AtomicInteger next = new AtomicInteger();
    JobKind kind =
        placing(
            job -> {
              int run = next.getAndIncrement();
              if (run == 4) {
                db.database().jdbi().useTransaction(h -> holder[0].jobs().settle(h, List.of(job)));
                return JobResult.done();
              }
              return ends.get(run % 4);
            });
    try (TestNode node = node(kind)) {
      holder[0] = node;
      for (int i = 0; i < 5; i++) {
        int run = i + 1;
        node.enqueue(jobs(1, null, SHOP));
        runs.release();
        await().until(() -> next.get() == run && taken() == 0);
      }
    }
  }

  @Test
  void aDeadNodesPlacesAreFreedWithItsJobs() {
    try (TestNode node = node(placing(_ -> JobResult.done()))) {
      node.enqueue(jobs(6, null, SHOP));
      await().until(() -> seen.size() == 4);
      Ghost other = new Ghost(db.database(), time, 1, false);
      other.lease().beat();
      other.lease().beat();
      assertThat(other.takeOver()).isEqualTo(4);

      assertThat(taken()).isZero();
    }
  }

  @Test
  void aNodeThatLeavesTakesNoPlaceAlong() {
    TestNode node = node(placing(_ -> JobResult.done()));
    node.enqueue(jobs(6, null, SHOP));
    await().until(() -> seen.size() == 4);

    node.worker().drain(Duration.ofMillis(300));

    assertThat(taken()).isZero();
    assertThat(node.stored()).hasSize(6).allMatch(job -> job.attempt() == 0);
  }

  /// PostgreSQL may lose the last claims and acknowledgements in a crash.
  @Test
  void aPlaceOfAJobThatTheNodeDoesNotKnowIsFreed() {
    try (TestNode node = node(placing(_ -> JobResult.done()))) {
      node.enqueue(jobs(1, null, JobScope.LIVE.at("other")));
      await().until(() -> seen.size() == 1);
      await().until(() -> count("select count(*) from store_slot") == 4);
      db.database()
          .jdbi()
          .useHandle(
              h -> h.execute("update store_slot set node = (select id from node), job = uuidv7()"));
      db.database().jdbi().useHandle(h -> h.execute("alter table job rename to gone"));
      node.jobs().wake();
      await().until(() -> node.worker().claimsFailed());
      db.database().jdbi().useHandle(h -> h.execute("alter table gone rename to job"));

      await().until(() -> taken() == 0);
      runs.release(10);
    }
  }

  @Test
  void aLimitThatGrowsCountsAtOnce() {
    try (TestNode node = node(placing(_ -> JobResult.done()))) {
      node.enqueue(jobs(10, null, SHOP));
      await().until(() -> seen.size() == 4);
      stores.limit("shop", 7);
      node.jobs().wake();

      await().until(() -> seen.size() == 7);
      runs.release(100);
      await().until(() -> node.stored().isEmpty());
    }
  }

  /// A kind whose runs wait until the test lets them go.
  private JobKind placing(JobHandler then) {
    return JobKind.of(
            "place",
            job -> {
              seen.add(job);
              if (job.scope().store().equals("shop")) {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              }
              runs.acquire();
              if (job.scope().store().equals("shop")) {
                underWay.decrementAndGet();
              }
              return then.run(job);
            })
        .concurrency(50)
        .attempts(3)
        .backoff(Duration.ofHours(1), Duration.ofHours(1))
        .takingSlots();
  }

  private TestNode node(JobKind... kinds) {
    return TestNode.started(
        db.database(),
        time,
        TestNode.settings(Duration.ofMillis(200), false),
        stores,
        System::nanoTime,
        kinds);
  }

  private static List<NewJob> jobs(int count, @Nullable String lane, JobScope scope) {
    List<NewJob> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      jobs.add(TestNode.job("place", lane, Duration.ZERO).in(scope));
    }
    return jobs;
  }

  private static int taken() {
    return count("select count(*) from store_slot where node is not null");
  }

  private static int count(String query) {
    return db.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(int.class).one());
  }
}
