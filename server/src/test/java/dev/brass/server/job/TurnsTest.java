package dev.brass.server.job;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.job.Turns.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who is next, without a database: queues are numbers of jobs in a map.
class TurnsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int MANY = 1_000_000;

  private final Turns turns = new Turns();
  private final Map<Queue, Integer> jobs = new HashMap<>();
  private final List<Queue> begun = new ArrayList<>();
  private StoresNow stores = stores(StoreLimits.of(Set.of("x", "y")));

  @Test
  void aFloodDoesNotHoldUpASingleJob() {
    Queue flood = wait(JobClass.LIVE, "", MANY);
    claim(100, 1_000);
    Queue single = wait(JobClass.LIVE, "", 1);
    begun.clear();

    claim(1, 1);

    assertThat(begun).containsExactly(single);
    claim(10, 10);
    assertThat(begun).hasSize(11).contains(flood);
  }

  @Test
  void sharesGetTheSameHoweverManyJobsTheyHave() {
    Queue small = wait(JobClass.LIVE, "", 500);
    Queue large = wait(JobClass.LIVE, "", MANY);

    claim(10, 100);

    assertThat(count(small)).isBetween(45, 55);
    assertThat(count(large)).isBetween(45, 55);
  }

  @Test
  void aNewcomerDoesNotWaitForARoundOfTenThousandOthers() {
    for (int i = 0; i < 10_000; i++) {
      Queue other = queue(JobClass.LIVE, "", false);
      jobs.put(other, 10);
      turns.add(other, false);
    }
    claim(256, 2_560);
    Queue newcomer = wait(JobClass.LIVE, "", 1);
    begun.clear();

    claim(10, 10);

    assertThat(begun).contains(newcomer);
  }

  /// One job at a time, always just in time, would otherwise be more than a share.
  @Test
  void whoComesBackBeforeTheOthersHadTheirTurnIsNoNewcomer() {
    List<Queue> others = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      others.add(wait(JobClass.LIVE, "", MANY));
    }
    Queue sly = queue(JobClass.LIVE, "", false);
    for (int i = 0; i < 1_000; i++) {
      jobs.put(sly, 1);
      turns.add(sly, true);
      claim(1, 1);
    }

    assertThat(count(sly)).isBetween(80, 120);
    assertThat(others).allMatch(other -> count(other) > 80);
  }

  @Test
  void classesGetPlacesByTheirWeightsAndNoneGetsNothing() {
    for (JobClass each : JobClass.values()) {
      wait(each, "", MANY);
    }

    claim(16, 1_600);

    Map<JobClass, Long> got = begun.stream().collect(groupingBy(Queue::jobClass, counting()));
    assertThat(got)
        .containsEntry(JobClass.LIVE, 800L)
        .containsEntry(JobClass.AGENTS, 400L)
        .containsEntry(JobClass.SANDBOXES, 200L)
        .containsEntry(JobClass.TEST, 200L);
  }

  @Test
  void aClassWithoutJobsLeavesItsPlacesToTheOthers() {
    wait(JobClass.TEST, "", MANY);

    assertThat(claim(16, 160)).isEqualTo(160);
  }

  @Test
  void aTenantAtManyStoresHasOneShare() {
    UUID wide = UUID.randomUUID();
    Queue atX = wait(new Queue("x", JobClass.LIVE, wide, false), MANY);
    Queue atY = wait(new Queue("y", JobClass.LIVE, wide, false), MANY);
    Queue narrow = wait(JobClass.LIVE, "x", MANY);

    claim(10, 1_000);

    assertThat(count(narrow)).isBetween(450, 550);
    assertThat(count(atX) + count(atY)).isBetween(450, 550);
    assertThat(count(atY)).isPositive();
  }

  @Test
  void jobsWithAndWithoutLanesTakeTurns() {
    UUID tenant = UUID.randomUUID();
    Queue without = wait(new Queue("", JobClass.LIVE, tenant, false), MANY);
    Queue inLanes = wait(new Queue("", JobClass.LIVE, tenant, true), MANY);

    claim(10, 1_000);

    assertThat(count(without)).isBetween(450, 550);
    assertThat(count(inLanes)).isBetween(450, 550);
  }

  @Test
  void aClosedStoreCostsItsCustomersNothingElsewhere() {
    Queue closed = wait(JobClass.LIVE, "closed", MANY);
    Queue open = wait(JobClass.LIVE, "x", MANY);

    assertThat(claim(10, 100)).isEqualTo(100);
    assertThat(count(open)).isEqualTo(100);
    assertThat(count(closed)).isZero();
  }

  /// It has a claim to its share from now on, not to all that it missed.
  @Test
  void aStoreThatOpensAgainDoesNotTakeEverything() {
    Queue late = wait(JobClass.LIVE, "closed", MANY);
    Queue open = wait(JobClass.LIVE, "x", MANY);
    claim(10, 10_000);
    begun.clear();
    stores = stores(StoreLimits.of(Set.of("x", "closed")));

    claim(10, 1_000);

    assertThat(count(late)).isBetween(450, 550);
    assertThat(count(open)).isBetween(450, 550);
  }

  /// Of its places that is: what is free belongs to whoever comes next.
  @Test
  void aStoreGetsHalfOfAllPlacesAtMostAndThreeGetTheSame() {
    wait(JobClass.LIVE, "x", MANY);
    Room alone = room(100);
    assertThat(turns.plan(500, alone, NOW).stream().mapToInt(Turn::most).sum()).isLessThan(51);

    Turns three = new Turns();
    stores = stores(StoreLimits.of(Set.of("x", "y", "z")));
    for (String store : List.of("x", "y", "z")) {
      three.add(queue(JobClass.LIVE, store, false), true);
    }
    Room room = room(1_000);
    Map<String, Integer> got = new HashMap<>();
    List<Turn> plan;
    do {
      plan = three.plan(100, room, NOW);
      plan.forEach(turn -> got.merge(turn.queue().store(), turn.most(), Integer::sum));
      plan.forEach(turn -> three.had(turn, turn.most(), NOW, NOW));
    } while (!plan.isEmpty());
    assertThat(got.values()).hasSize(3).allMatch(count -> count >= 245 && count <= 255);
  }

  @Test
  void aQueueThatIsEmptyIsForgottenAfterALookFromItsBeginning() {
    wait(JobClass.LIVE, "", 20);

    claim(8, 100);

    assertThat(begun).hasSize(20);
    assertThat(turns.isEmpty()).isTrue();
    assertThat(turns.size()).isZero();
  }

  private static StoresNow stores(StoreLimits limits) {
    return StoresNow.of(limits, Set.of());
  }

  private Room room(int free) {
    return new Room(free, free, Map.of(), stores, false);
  }

  private static Queue queue(JobClass jobClass, String store, boolean inLanes) {
    return new Queue(store, jobClass, UUID.randomUUID(), inLanes);
  }

  private Queue wait(JobClass jobClass, String store, int count) {
    return wait(queue(jobClass, store, false), count);
  }

  private Queue wait(Queue queue, int count) {
    jobs.put(queue, count);
    turns.add(queue, true);
    return queue;
  }

  private int count(Queue queue) {
    return (int) begun.stream().filter(queue::equals).count();
  }

  /// Claims until nothing is left, or enough; gives the number of jobs that were begun.
  private int claim(int atOnce, int enough) {
    int before = begun.size();
    List<Turn> plan;
    do {
      plan = turns.plan(Math.min(atOnce, enough - (begun.size() - before)), room(1_000), NOW);
      for (Turn turn : plan) {
        int waiting = jobs.getOrDefault(turn.queue(), 0);
        int count = Math.min(waiting, turn.most());
        jobs.put(turn.queue(), waiting - count);
        for (int i = 0; i < count; i++) {
          begun.add(turn.queue());
        }
        @Nullable Instant first = count == 0 ? null : NOW;
        turns.had(turn, count, first, NOW);
      }
    } while (!plan.isEmpty() && begun.size() - before < enough);
    return begun.size() - before;
  }
}
