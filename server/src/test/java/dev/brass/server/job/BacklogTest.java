package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The search for queues with due jobs, by a clock that stands still while the database works.
class BacklogTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final Set<String> OPEN = Set.of("", "x");

  private final ShiftedTime time = new ShiftedTime();
  private final AtomicLong nanos = new AtomicLong();
  private final Jobs jobs = new Jobs(db.database(), time);
  private final Backlog backlog = new Backlog("work", nanos::get);

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  @Test
  void findsWhatCameLastAtOnceAndTheRestByWalking() {
    List<NewJob> old = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      old.add(of(UUID.randomUUID(), "x", i % 2 == 0 ? null : "lane"));
    }
    enqueue(old);
    time.advance(Duration.ofMinutes(1));
    look();
    int atFirst = backlog.turns().size();
    enqueue(List.of(of(UUID.randomUUID(), "x", null)));

    look();
    assertThat(backlog.turns().size()).isGreaterThan(atFirst);
    for (int i = 0; i < 4; i++) {
      look();
    }
    assertThat(backlog.turns().size()).isEqualTo(1_201);
  }

  @Test
  void passesOverStoresThatAreNotOpenHoweverManyQueuesTheyHave() {
    List<NewJob> closed = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      closed.add(of(UUID.randomUUID(), i % 2 == 0 ? "closed" : "y", null));
    }
    closed.add(of(UUID.randomUUID(), "x", null));
    enqueue(closed);
    time.advance(Duration.ofMinutes(1));

    look();

    assertThat(backlog.turns().size()).isEqualTo(1);
  }

  @Test
  void aQueueWhoseJobsAllRunOrAreNotDueHasNothingToClaim() {
    enqueue(List.of(of(TestNode.TENANT, "x", null), of(TestNode.TENANT, "x", null)));
    new Ghost(db.database(), time).lease();
    db.database()
        .jdbi()
        .useHandle(h -> h.execute("update job set node = (select id from node limit 1)"));
    enqueue(List.of(job("work", null, Duration.ofHours(1)).in(JobScope.LIVE.at("x"))));

    look();
    look();

    assertThat(backlog.turns().isEmpty()).isTrue();
    assertThat(backlog.isOver()).isTrue();
  }

  /// It may wait for a closed store for hours.
  @Test
  void looksRarelyWhenThereIsNothing() {
    enqueue(List.of(of(TestNode.TENANT, "closed", null)));
    look();
    look();

    assertThat(backlog.isOver()).isTrue();
    assertThat(backlog.untilNextLook()).isGreaterThanOrEqualTo(Duration.ofMillis(900));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(backlog.untilNextLook()).isZero();
  }

  @Test
  void isNotOverBeforeAWholeWalkHasFoundNothing() {
    enqueue(List.of(of(TestNode.TENANT, "x", null)));
    time.advance(Duration.ofMinutes(1));
    look();
    look();
    Turns.Turn turn = backlog.turns().plan(5, room(), time.instant()).getFirst();
    backlog.turns().had(turn, 1, null, time.instant());
    assertThat(backlog.turns().isEmpty()).isTrue();
    assertThat(backlog.isOver()).isFalse();
    db.database().jdbi().useHandle(h -> h.execute("truncate job"));

    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    look();
    look();
    assertThat(backlog.isOver()).isTrue();
  }

  private static Room room() {
    return new Room(10, 10, Map.of(), StoresNow.of(StoreLimits.of(Set.of("x")), Set.of()), false);
  }

  private void look() {
    Instant now = time.instant();
    backlog.look(db.database(), OPEN, now);
  }

  private void enqueue(List<NewJob> all) {
    db.database().jdbi().useTransaction(handle -> jobs.enqueue(handle, all));
  }

  private static NewJob of(UUID tenant, String store, @Nullable String lane) {
    return NewJob.of("work", tenant, UUID.randomUUID()).lane(lane).in(JobScope.LIVE.at(store));
  }
}
