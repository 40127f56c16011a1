package dev.brass.server.job;

import static dev.brass.server.job.TestNode.TENANT;
import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StoredJobsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private final ShiftedTime time = new ShiftedTime();
  private final Jobs jobs = new Jobs(db.database(), time);

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  @Test
  void listsJobsInPagesInTheOrderOfTheirEnqueueing() {
    List<NewJob> all = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      all.add(job("listed"));
    }
    enqueue(all);

    List<UUID> subjects = new ArrayList<>();
    UUID last = null;
    for (int page = 0; page < 3; page++) {
      List<StoredJob> stored = jobs.list(JobFilter.ALL, last, 10);
      assertThat(stored).hasSize(page < 2 ? 10 : 5);
      stored.forEach(each -> subjects.add(each.subject()));
      last = stored.getLast().id();
    }
    assertThat(subjects).isEqualTo(all.stream().map(NewJob::subject).toList());
    assertThat(jobs.list(JobFilter.ALL, last, 10)).isEmpty();
  }

  @Test
  void listsByTenantKindAndState() {
    UUID other = UUID.randomUUID();
    enqueue(List.of(job("a"), job("a"), job("b"), NewJob.of("a", other, other)));
    new Ghost(db.database(), time).claim("a", 1);

    assertThat(list(TENANT, null, null)).hasSize(3);
    assertThat(list(other, null, null))
        .singleElement()
        .matches(each -> each.subject().equals(other));
    assertThat(list(null, "b", null)).hasSize(1);
    assertThat(list(null, "a", JobState.RUNNING)).hasSize(1);
    assertThat(list(null, "a", JobState.READY)).hasSize(2);
    assertThat(list(null, null, JobState.DISCARDED)).isEmpty();
  }

  @Test
  void refusesPagesWithoutALimit() {
    assertThatThrownBy(() -> jobs.list(JobFilter.ALL, null, 0)).hasMessageContaining("1 to 1000");
    assertThatThrownBy(() -> jobs.discarded(null, 1_001)).hasMessageContaining("1 to 1000");
  }

  @Test
  void countsByKindAndState() {
    enqueue(List.of(job("a"), job("a"), job("b")));
    new Ghost(db.database(), time).claim("a", 1);

    assertThat(jobs.counts())
        .containsExactlyInAnyOrder(
            new JobCount("a", JobState.READY, 1),
            new JobCount("a", JobState.RUNNING, 1),
            new JobCount("b", JobState.READY, 1));
  }

  @Test
  void discardedJobsCanBeListedTriedAgainAndDeleted() {
    AtomicBoolean repaired = new AtomicBoolean();
    JobKind fails =
        JobKind.of(
                "fails",
                _ -> repaired.get() ? JobResult.done() : new JobResult.RetryLater("broken"))
            .concurrency(5)
            .attempts(1)
            .backoff(Duration.ZERO, Duration.ZERO);
    try (TestNode node = TestNode.started(db.database(), time, fails)) {
      node.enqueue(job("fails"));
      await().until(() -> jobs.discarded(null, 10).size() == 1);
      node.enqueue(job("fails"), job("fails"));
      await().until(() -> jobs.discarded(null, 10).size() == 3);

      List<StoredJob> first = jobs.discarded(null, 2);
      List<StoredJob> second = jobs.discarded(first.getLast(), 2);
      assertThat(first).hasSize(2);
      assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
      assertThat(second.getFirst().finishedAt()).isBefore(first.getFirst().finishedAt());

      assertThat(node.jobs().delete(second.getFirst().id())).isTrue();
      assertThat(node.jobs().delete(second.getFirst().id())).isFalse();
      repaired.set(true);
      assertThat(node.jobs().retry(first.getFirst().id())).isTrue();
      await().until(() -> node.stored().size() == 1);
      assertThat(node.jobs().retry(UUID.randomUUID())).isFalse();
    }
  }

  @Test
  void aJobThatWaitsOrRunsIsNeitherDeletedNorTriedAgain() {
    enqueue(List.of(job("a"), job("a")));
    new Ghost(db.database(), time).claim("a", 1);

    for (StoredJob each : jobs.list(JobFilter.ALL, null, 10)) {
      assertThat(jobs.delete(each.id())).isFalse();
      assertThat(jobs.retry(each.id())).isFalse();
    }
    assertThat(jobs.list(JobFilter.ALL, null, 10)).hasSize(2);
  }

  @Test
  void forgetsEndedJobsAfterTheirRetentionAndCountsTheOthers() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Upkeep upkeep =
        new Upkeep(
            db.database(),
            time,
            new JobMetrics(registry),
            StoreLimits.of(Set.of()),
            Duration.ofDays(30));
    JobKind quits = kind("quits", _ -> new JobResult.Cancel("no"));
    try (TestNode node = TestNode.started(db.database(), time, quits)) {
      node.enqueue(job("quits"), job("other"));
      await().until(() -> jobs.discarded(null, 10).size() == 1);
    }

    upkeep.run();
    assertThat(jobs.counts()).hasSize(2);
    assertThat(registry.get("brass.jobs.stored").tag("state", "cancelled").gauge().value())
        .isEqualTo(1);

    time.advance(Duration.ofDays(31));
    upkeep.run();
    assertThat(jobs.counts()).containsExactly(new JobCount("other", JobState.READY, 1));
  }

  @Test
  void refusesAPayloadOfMoreThan64KiB() {
    String euros = "€".repeat(22_000);

    assertThatThrownBy(() -> NewJob.of("a", TENANT, TENANT).payload(euros))
        .hasMessageContaining("64 KiB");
    enqueue(List.of(NewJob.of("a", TENANT, TENANT).payload("€".repeat(21_000))));
  }

  private void enqueue(List<NewJob> all) {
    db.database().jdbi().useTransaction(handle -> jobs.enqueue(handle, all));
  }

  private List<StoredJob> list(
      @Nullable UUID tenant, @Nullable String kind, @Nullable JobState state) {
    return jobs.list(new JobFilter(tenant, kind, state), null, 100);
  }
}
