package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.tenant.TenantId;
import dev.brass.server.webhook.Circuits.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CircuitsTest {

  private static final TenantId TENANT = new TenantId(new UUID(0, 1));
  private static final TenantId OTHER = new TenantId(new UUID(0, 2));

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
  private final Circuits circuits = new Circuits(1_000, now::get);

  private boolean goes(TenantId tenant, String key) throws InterruptedException {
    return circuits.enter(tenant, key) instanceof Entry.Go;
  }

  private Duration open(String key) throws InterruptedException {
    return switch (circuits.enter(TENANT, key)) {
      case Entry.Troubled(Duration again) -> again;
      case Entry other -> throw new AssertionError(other);
    };
  }

  private int enterAll(TenantId tenant, String key) throws InterruptedException {
    int entered = 0;
    while (circuits.enter(tenant, key) instanceof Entry.Go) {
      entered++;
    }
    return entered;
  }

  private void fail(int times, String key) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      assertThat(goes(TENANT, key)).isTrue();
      circuits.failed(TENANT, key, Duration.ZERO);
    }
  }

  @Test
  void startsWithEightCallsAtATime() throws InterruptedException {
    assertThat(enterAll(TENANT, "a")).isEqualTo(8);
    assertThat(circuits.inFlight()).isEqualTo(8);
  }

  @Test
  void growsWithSuccessesToThirtyTwo() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      assertThat(goes(TENANT, "a")).isTrue();
      circuits.succeeded(TENANT, "a");
    }
    assertThat(enterAll(TENANT, "a")).isEqualTo(32);
  }

  @Test
  void waitsForATurnThatComesSoon() throws Exception {
    assertThat(enterAll(TENANT, "a")).isEqualTo(8);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Entry> waiting = threads.submit(() -> circuits.enter(TENANT, "a"));
      circuits.succeeded(TENANT, "a");
      assertThat(waiting.get()).isInstanceOf(Entry.Go.class);
    }
  }

  @Test
  void fewWaitForAReceiverThatHasNeverAnswered() throws Exception {
    assertThat(enterAll(TENANT, "a")).isEqualTo(8);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Entry>> entering =
          IntStream.range(0, 40)
              .mapToObj(_ -> threads.submit(() -> circuits.enter(TENANT, "a")))
              .toList();
      await().until(() -> entering.stream().filter(Future::isDone).count() == 8);
      assertThat(entering.stream().filter(Future::isDone).map(Future::resultNow))
          .allSatisfy(entry -> assertThat(entry).isInstanceOf(Entry.Busy.class));
    }
  }

  @Test
  void doesNotWaitForAReceiverThatHangs() throws InterruptedException {
    assertThat(enterAll(TENANT, "a")).isEqualTo(8);
    now.updateAndGet(it -> it.plus(Duration.ofMillis(1_100)));
    assertThat(circuits.enter(TENANT, "a")).isInstanceOf(Entry.Troubled.class);
    assertThat(circuits.trouble("a")).isPositive();
    assertThat(circuits.trouble("b")).isZero();
  }

  @Test
  void ofABacklogForAReceiverThatHangsAFewAreLookedAtPerSecond() throws InterruptedException {
    assertThat(enterAll(TENANT, "a")).isEqualTo(8);
    now.updateAndGet(it -> it.plus(Duration.ofMillis(1_100)));
    List<Duration> looks = IntStream.range(0, 8_000).mapToObj(_ -> circuits.trouble("a")).toList();
    assertThat(looks).doesNotHaveDuplicates();
    assertThat(looks)
        .allSatisfy(
            look -> assertThat(look).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(61)));
    assertThat(looks).filteredOn(look -> look.toSeconds() == 17).hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void givesATurnOfItsOwnToEachThatMustComeAgain() throws Exception {
    assertThat(enterAll(TENANT, "a")).isEqualTo(8);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Entry>> waiting =
          IntStream.range(0, 50)
              .mapToObj(_ -> threads.submit(() -> circuits.enter(TENANT, "a")))
              .toList();
      now.updateAndGet(it -> it.plus(Duration.ofMillis(900)));
      circuits.succeeded(TENANT, "a");
      List<Duration> turns = new ArrayList<>();
      for (Future<Entry> each : waiting) {
        if (each.get() instanceof Entry.Busy(Duration again)) {
          turns.add(again);
        }
      }
      assertThat(turns).hasSizeGreaterThan(40).doesNotHaveDuplicates();
    }
  }

  @Test
  void halvesWithEachFailure() throws InterruptedException {
    fail(1, "a");
    assertThat(enterAll(TENANT, "a")).isEqualTo(4);
  }

  @Test
  void leavesAReceiverAloneThatKeepsFailing() throws InterruptedException {
    fail(5, "a");
    assertThat(circuits.open()).isEqualTo(1);
    assertThat(open("a")).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(13));
    assertThat(goes(TENANT, "b")).isTrue();
  }

  @Test
  void triesOneCallAfterAPauseThatDoubles() throws InterruptedException {
    fail(5, "a");
    Duration pause = Duration.ofSeconds(10);
    for (int i = 0; i < 10; i++) {
      now.updateAndGet(it -> it.plus(Duration.ofMinutes(10)));
      assertThat(goes(TENANT, "a")).isTrue();
      assertThat(goes(TENANT, "a")).as("only one").isFalse();
      circuits.failed(TENANT, "a", Duration.ZERO);
      pause = pause.multipliedBy(2);
      Duration expected =
          pause.compareTo(Circuits.LONGEST_PAUSE) < 0 ? pause : Circuits.LONGEST_PAUSE;
      assertThat(open("a")).isBetween(expected, expected.multipliedBy(2));
    }
  }

  @Test
  void closesWithASuccess() throws InterruptedException {
    fail(5, "a");
    now.updateAndGet(it -> it.plus(Duration.ofMinutes(1)));
    assertThat(goes(TENANT, "a")).isTrue();
    circuits.succeeded(TENANT, "a");
    assertThat(circuits.open()).isZero();
    assertThat(enterAll(TENANT, "a")).isEqualTo(2);
  }

  @Test
  void failuresOfCallsThatWereUnderWayDoNotLengthenThePause() throws InterruptedException {
    int entered = enterAll(TENANT, "a");
    for (int i = 0; i < entered; i++) {
      circuits.failed(TENANT, "a", Duration.ZERO);
    }
    assertThat(open("a")).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(13));
  }

  @Test
  void heedsAReceiverThatAsksToBeLeftAlone() throws InterruptedException {
    assertThat(goes(TENANT, "a")).isTrue();
    circuits.failed(TENANT, "a", Duration.ofHours(1));
    assertThat(open("a")).isBetween(Duration.ofHours(1), Duration.ofMinutes(76));
  }

  @Test
  void manyHangingReceiversOfOneTenantLeaveRoomForAnother() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      for (int call = 0; call < 8 && goes(TENANT, "hangs " + i); call++) {
        // Goes in, and does not come out.
      }
      if (circuits.inFlight() > 330) {
        break;
      }
    }
    assertThat(circuits.inFlight()).isLessThan(400);
    assertThat(enterAll(OTHER, "well")).isEqualTo(8);
  }

  @Test
  void anotherUrlStartsWithoutAPast() throws InterruptedException {
    fail(5, "a");
    circuits.forget("a");
    assertThat(goes(TENANT, "a")).isTrue();
  }

  @Test
  void remembersALimitedNumberOfReceivers() throws InterruptedException {
    fail(5, "a");
    for (int i = 0; i < 10_000; i++) {
      assertThat(goes(TENANT, "well " + i)).isTrue();
      circuits.succeeded(TENANT, "well " + i);
    }
    assertThat(circuits.open()).as("the oldest was forgotten").isZero();
  }
}
