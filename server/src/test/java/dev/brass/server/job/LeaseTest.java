package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeaseTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private final ShiftedTime time = new ShiftedTime();
  private final List<Job> seen = new CopyOnWriteArrayList<>();
  private final JobKind work =
      kind(
          "work",
          job -> {
            seen.add(job);
            return JobResult.done();
          });

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  @Test
  void takesOverTheJobsOfANodeThatGivesNoSignOfLife() {
    Ghost ghost = ghostWith(job("work"), job("work", "lane", Duration.ZERO));
    assertThat(ghost.claim("work", 10)).hasSize(2);
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      // The first look is no verdict; then three more without a sign are.
      node.worker().beat();
      node.worker().beat();
      node.worker().beat();
      assertThat(node.stored()).allMatch(job -> job.state() == JobState.RUNNING);
      node.worker().beat();

      await().until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(2).allMatch(job -> job.attempt() == 2);
      assertThat(node.registry().get("brass.jobs.taken.over").counter().count()).isEqualTo(2);
    }
  }

  @Test
  void leavesTheJobsOfANodeThatLivesHoweverSlowly() {
    Ghost slow = ghostWith(job("work"));
    slow.claim("work", 10);
    try (TestNode node = TestNode.started(db.database(), time, work)) {
      for (int i = 0; i < 4; i++) {
        node.worker().beat();
        node.worker().beat();
        node.worker().beat();
        slow.lease().beat();
      }

      assertThat(node.stored()).singleElement().matches(job -> job.state() == JobState.RUNNING);
    }
  }

  @Test
  void aSoleNodeTakesOverAtOnce() {
    Ghost ghost = ghostWith(job("work"), job("work", "lane", Duration.ZERO));
    assertThat(ghost.claim("work", 10)).hasSize(2);

    try (TestNode node =
        TestNode.started(db.database(), time, TestNode.settings(TestNode.RARELY, true), work)) {
      await().until(() -> node.stored().isEmpty());
      assertThat(seen).hasSize(2);
    }
  }

  @Test
  void aNodeDeclaredDeadClaimsNothingUntilItHasANewId() {
    Ghost paused = ghostWith(job("work"), job("work", "lane", Duration.ZERO));
    Ghost other = new Ghost(db.database(), time, 1, false);
    other.lease().beat();
    assertThat(other.lease().beat().dead()).isTrue();

    assertThat(paused.claim("work", 10)).isEmpty();
    UUID before = paused.lease().node();
    assertThat(paused.lease().beat().lost()).isTrue();

    assertThat(paused.lease().node()).isNotEqualTo(before);
    assertThat(paused.claim("work", 10)).hasSize(2);
  }

  @Test
  void whatWasTakenOverIsNeitherAcknowledgedNorSettledByTheFormerNode() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    TestNode[] holder = new TestNode[1];
    JobHandler slow =
        job -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          goOn.await();
          if (job.kind().equals("settles")) {
            db.database()
                .jdbi()
                .useTransaction(handle -> holder[0].jobs().settle(handle, List.of(job)));
          }
          return JobResult.done();
        };
    try (TestNode node =
        TestNode.started(db.database(), time, kind("returns", slow), kind("settles", slow))) {
      holder[0] = node;
      node.enqueue(job("returns"), job("settles", "lane", Duration.ZERO));
      begun.await();
      Ghost other = new Ghost(db.database(), time, 1, false);
      other.lease().beat();
      assertThat(other.lease().beat().dead()).isTrue();
      assertThat(other.takeOver()).isEqualTo(2);
      Ghost next = new Ghost(db.database(), time);
      next.claim("returns", 1);
      next.claim("settles", 1);

      node.worker().beat();
      interrupted.await();
      goOn.countDown();
      node.worker().drain(Duration.ofSeconds(5));

      assertThat(node.stored())
          .hasSize(2)
          .allMatch(job -> next.lease().node().equals(job.node()) && job.attempt() == 2);
      assertThat(lanes()).isEqualTo(1);
    }
  }

  @Test
  void aNodeThatHasLeftIsNotMissed() {
    TestNode node = TestNode.started(db.database(), time, work);
    node.close();

    Ghost other = new Ghost(db.database(), time, 1, false);
    assertThat(other.lease().beat()).isEqualTo(new Lease.Beat(false, false, true));
  }

  private Ghost ghostWith(NewJob... jobs) {
    Jobs channel = new Jobs(db.database(), time);
    db.database().jdbi().useTransaction(handle -> channel.enqueue(handle, List.of(jobs)));
    return new Ghost(db.database(), time);
  }

  private static int lanes() {
    return db.database()
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("select count(*) from job_lane").mapTo(int.class).one());
  }
}
