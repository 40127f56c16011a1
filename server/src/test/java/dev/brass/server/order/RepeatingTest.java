package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.StoreException;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.Finding;
import dev.brass.testkit.instant.InstantConnector;
import dev.brass.testkit.instant.Placing;
import dev.brass.testkit.instant.RepeatingInstantConnector;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An attempt in doubt at a store that cannot tell, but makes one order of one attempt.
class RepeatingTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private final InstantConnector instant = new RepeatingInstantConnector();

  @Test
  void theAttemptIsSentAgainAndIsOneOrder() {
    try (EngineRig rig = rig()) {
      rig.shop.next(new Placing.ThrowAfter(lost()));
      cannotTell(rig, 1);
      Order order = rig.submit();
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.timeline(order))
          .containsExactly(
              "Submitted", "AttemptStarted", "OutcomeLost", "AttemptRepeated", "Accepted");
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void onlyATypedNeverHadLeadsToAnotherAttempt() {
    try (EngineRig rig = rig()) {
      rig.shop.next(
          new Placing.ThrowBefore(lost()), new Placing.Refuse(ErrorCode.INTERNAL_ERROR.error()));
      cannotTell(rig, 1);
      Order order = rig.submit();
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.timeline(order))
          .containsExactly(
              "Submitted",
              "AttemptStarted",
              "OutcomeLost",
              "AttemptRepeated",
              "RetryScheduled",
              "AttemptStarted",
              "Accepted");
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void anUnclearAnswerLeavesTheDoubt() {
    try (EngineRig rig = rig()) {
      rig.shop.next(
          new Placing.ThrowBefore(lost()), new Placing.Doubt(false), new Placing.Doubt(true));
      cannotTell(rig, 2);
      Order order = rig.submit();
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(Collections.frequency(rig.timeline(order), "AttemptStarted")).isEqualTo(1);
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void nothingIsSentAgainForAClientWhoWantsItCalledOff() {
    InstantConnector slow = new RepeatingInstantConnector(100, Duration.ofMinutes(1));
    try (EngineRig rig = EngineRig.real(DB.database(), clock, slow)) {
      rig.work();
      rig.shop.next(new Placing.ThrowBefore(lost()));
      cannotTell(rig, 20);
      Order order = rig.submit();
      rig.await(order, OrderState.InDoubt.class);
      rig.orders.abort(order.key(), "changed my mind");
      rig.awaitLater(clock, order, OrderState.Failed.class);
      String last = rig.timeline(order).toString();
      assertThat(last.substring(last.indexOf("AbortRequested"))).doesNotContain("AttemptRepeated");
      assertThat(rig.shop.orders()).isZero();
    }
  }

  @Test
  void whatEndedInDoubtIsLookedForNowAndThen() {
    try (EngineRig rig = EngineRig.real(DB.database(), clock, new InstantConnector())) {
      rig.shop.next(new Placing.ThrowAfter(lost()));
      cannotTell(rig, 5);
      rig.work();
      Order order = rig.submit();
      rig.awaitLater(clock, order, OrderState.Failed.class);
      clock.advance(Duration.ofHours(2));
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.timeline(order)).endsWith("GaveUp", "Accepted");
    }
  }

  @Test
  void theOperatorEndsADoubt() {
    try (EngineRig rig = EngineRig.real(DB.database(), clock, new InstantConnector())) {
      rig.shop.next(new Placing.ThrowBefore(lost()), new Placing.ThrowAfter(lost()));
      cannotTell(rig, 100);
      rig.work();
      Order order = rig.submit();
      rig.await(order, OrderState.InDoubt.class);
      rig.orders.resolve(order.key(), new Resolution.NeverPlaced(), "ann", "I looked");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Collections.frequency(rig.timeline(order), "OutcomeLost") == 2);
      rig.orders.resolve(
          order.key(), new Resolution.PlacedUnder("M-7", null), "ann", "there it is");
      OrderState.Placed placed = rig.await(order, OrderState.Placed.class);
      assertThat(placed.placement().merchantOrders().getFirst().id()).isEqualTo("M-7");
      assertThat(placed.placement().price().total().minor())
          .as("what the attempt was to cost")
          .isEqualTo(1000);
      assertThat(rig.orders.resolve(order.key(), new Resolution.NeverPlaced(), "ann", "again"))
          .containsInstanceOf(Resolved.NotInDoubt.class);
    }
  }

  @Test
  void nobodyCanSayNeverWhileTheAttemptMayStillArrive() {
    Duration late = Duration.ofMinutes(1);
    try (EngineRig rig = EngineRig.real(DB.database(), clock, new InstantConnector(100, late))) {
      rig.shop.next(new Placing.ThrowBefore(lost()));
      cannotTell(rig, 100);
      rig.work();
      Order order = rig.submit();
      rig.await(order, OrderState.InDoubt.class);
      Instant said = clock.instant();
      Resolution never = new Resolution.NeverPlaced();
      assertThat(rig.orders.resolve(order.key(), never, "ann", "I looked"))
          .hasValueSatisfying(
              answer ->
                  assertThat(answer)
                      .isInstanceOfSatisfying(
                          Resolved.TooEarly.class,
                          early -> assertThat(early.until()).isAfterOrEqualTo(said.plus(late))));
      assertThat(rig.orders.get(order.key()).orElseThrow().state())
          .isInstanceOf(OrderState.InDoubt.class);
      clock.advance(Duration.ofMinutes(10));
      assertThat(rig.orders.resolve(order.key(), never, "ann", "I looked again"))
          .containsInstanceOf(Resolved.Done.class);
      rig.await(order, OrderState.Placed.class);
    }
  }

  private EngineRig rig() {
    EngineRig rig = EngineRig.real(DB.database(), clock, instant);
    rig.work();
    return rig;
  }

  private static void cannotTell(EngineRig rig, int times) {
    rig.shop.nextFinds(
        Collections.nCopies(times, new Finding.Unknown("index down")).toArray(Finding[]::new));
  }

  private static StoreException lost() {
    return StoreException.answerLost("the line is dead", new IOException("reset"));
  }
}
