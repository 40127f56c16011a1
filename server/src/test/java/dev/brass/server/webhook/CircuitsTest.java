package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CircuitsTest {

  private static final TenantId TENANT = new TenantId(new UUID(0, 1));
  private static final TenantId OTHER = new TenantId(new UUID(0, 2));

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
  private final Circuits circuits =
      new Circuits(1_000, now::get, RandomGenerator.of("L64X128MixRandom"));

  private int enterAll(TenantId tenant, String key) throws InterruptedException {
    int entered = 0;
    while (circuits.enter(tenant, key) == null) {
      entered++;
    }
    return entered;
  }

  private void fail(int times, String key) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      assertThat(circuits.enter(TENANT, key)).isNull();
      circuits.failed(TENANT, key, Duration.ZERO);
    }
  }

  @Test
  void startsWithEightCallsAtATime() throws InterruptedException {
    assertThat(enterAll(TENANT, "a")).isEqualTo(8);
    assertThat(circuits.inFlight()).isEqualTo(8);
  }

  @Test
  void growsWithSuccessesToSixtyFour() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      assertThat(circuits.enter(TENANT, "a")).isNull();
      circuits.succeeded(TENANT, "a");
    }
    assertThat(enterAll(TENANT, "a")).isEqualTo(64);
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
    assertThat(circuits.enter(TENANT, "a"))
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(13));
    assertThat(circuits.enter(TENANT, "b")).isNull();
  }

  @Test
  void triesOneCallAfterAPauseThatDoubles() throws InterruptedException {
    fail(5, "a");
    Duration pause = Duration.ofSeconds(10);
    for (int i = 0; i < 10; i++) {
      now.updateAndGet(it -> it.plus(Duration.ofMinutes(10)));
      assertThat(circuits.enter(TENANT, "a")).isNull();
      assertThat(circuits.enter(TENANT, "a")).as("only one").isNotNull();
      circuits.failed(TENANT, "a", Duration.ZERO);
      pause = pause.multipliedBy(2);
      Duration expected =
          pause.compareTo(Circuits.LONGEST_PAUSE) < 0 ? pause : Circuits.LONGEST_PAUSE;
      assertThat(circuits.enter(TENANT, "a")).isBetween(expected, expected.multipliedBy(2));
    }
  }

  @Test
  void closesWithASuccess() throws InterruptedException {
    fail(5, "a");
    now.updateAndGet(it -> it.plus(Duration.ofMinutes(1)));
    assertThat(circuits.enter(TENANT, "a")).isNull();
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
    assertThat(circuits.enter(TENANT, "a"))
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(13));
  }

  @Test
  void heedsAReceiverThatAsksToBeLeftAlone() throws InterruptedException {
    assertThat(circuits.enter(TENANT, "a")).isNull();
    circuits.failed(TENANT, "a", Duration.ofHours(1));
    assertThat(circuits.enter(TENANT, "a")).isBetween(Duration.ofHours(1), Duration.ofMinutes(76));
  }

  @Test
  void manyHangingReceiversOfOneTenantLeaveRoomForAnother() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      for (int call = 0; call < 8 && circuits.enter(TENANT, "hangs " + i) == null; call++) {
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
    assertThat(circuits.enter(TENANT, "a")).isNull();
  }

  @Test
  void remembersALimitedNumberOfReceivers() throws InterruptedException {
    fail(5, "a");
    for (int i = 0; i < 10_000; i++) {
      assertThat(circuits.enter(TENANT, "well " + i)).isNull();
      circuits.succeeded(TENANT, "well " + i);
    }
    assertThat(circuits.open()).as("the oldest was forgotten").isZero();
  }
}
