package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.JumpingTime;
import dev.brass.server.db.TestDatabase;
import dev.brass.spi.StoreException;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import dev.brass.testkit.instant.Placing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The database's clock jumps forward, as when a host that is ahead takes over: an attempt that may
/// still arrive is given as much time as before.
class ClockJumpTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final Duration JUMP = Duration.ofMinutes(30);

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private volatile Instant jumped = Instant.EPOCH;

  /// The clock, of which it is known when it jumped.
  private final JumpingTime time =
      new JumpingTime() {
        @Override
        public Instant instant() {
          return clock.instant();
        }

        @Override
        public Duration jumpedSince(Instant then) {
          return jumped.isAfter(then) ? JUMP : Duration.ZERO;
        }
      };

  @Test
  void anAbsenceCountsNoEarlierForIt() {
    // The first look comes before the jump or after it, and in both cases too early.
    InstantConnector late = new InstantConnector(100, JUMP.dividedBy(2));
    try (EngineRig rig = EngineRig.real(DB.database(), time, late)) {
      rig.shop.next(
          new Placing.ThrowBefore(StoreException.answerLost("lost", new IOException("lost"))));
      rig.work();
      Order order = rig.submit();
      rig.await(order, OrderState.InDoubt.class);
      Awaitility.await().until(() -> looks(rig, order) > 0);
      int looks = looks(rig, order);
      jump();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                rig.jobs.wake();
                return looks(rig, order) > looks;
              });
      assertThat(Collections.frequency(rig.timeline(order), "AttemptStarted")).isEqualTo(1);
      assertThat(rig.orders.get(order.key()).orElseThrow().state())
          .isInstanceOf(OrderState.InDoubt.class);
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void anAbsenceAfterALossCountsNoEarlierForIt() {
    try (EngineRig rig = EngineRig.real(DB.database(), time, new InstantConnector())) {
      rig.recovery.lost("a test");
      Order order = rig.submit();
      jump();
      Instant before = clock.instant();
      rig.work();
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(clock.instant())
          .as("when it was bought")
          .isAfter(before.plus(EngineRig.QUICK.placeTimeout()));
    }
  }

  private void jump() {
    jumped = clock.advance(JUMP);
  }

  /// How often the store was asked and it was not decided.
  private static int looks(EngineRig rig, Order order) {
    return Collections.frequency(rig.timeline(order), "StillInDoubt");
  }
}
