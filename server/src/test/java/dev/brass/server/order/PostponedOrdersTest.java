package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.connect.StoreRules;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.job.JobFilter;
import dev.brass.server.job.JobState;
import dev.brass.server.order.OrderAudit.Flaw;
import dev.brass.server.secret.TestVault;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// That orders wait for a store that cannot be asked, and lose nothing by it.
class PostponedOrdersTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final OrderSettings SETTINGS =
      new OrderSettings(Duration.ofSeconds(20), 3, 4, Duration.ZERO, Duration.ofMillis(20), 500);

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private final UnsteadyShop shop = new UnsteadyShop();

  @AfterEach
  void close() {
    shop.close();
  }

  private EngineRig rig(Duration holdFor) {
    return new EngineRig(
        DB.database(), clock, SETTINGS, shop, new StoreRules(null, StoreRules.UNLIMITED, holdFor));
  }

  /// Moves time on, and waits until all that is due is done.
  private void pass(EngineRig rig, Duration time) {
    clock.advance(time);
    rig.jobs.wake();
    settle(rig);
  }

  private void settle(EngineRig rig) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Stream.of(JobState.READY, JobState.RUNNING).noneMatch(s -> isDue(rig, s)));
  }

  private boolean isDue(EngineRig rig, JobState state) {
    return rig.jobs.list(new JobFilter(null, null, state), null, 500).stream()
        .anyMatch(job -> state == JobState.RUNNING || !job.dueAt().isAfter(clock.instant()));
  }

  private static OrderState state(EngineRig rig, Order order) {
    return rig.orders.get(order.key()).orElseThrow().state();
  }

  private List<Flaw> flaws() {
    return new OrderAudit(DB.database().jdbi(), TestVault.open(DB.database())).flaws();
  }

  @Test
  void aShopThatIsDownForAnHourGetsItsOrdersAfterwards() {
    shop.down();
    try (EngineRig rig = rig(Duration.ofHours(6))) {
      List<Order> orders = Stream.generate(rig::submit).limit(196).toList();
      rig.work();
      pass(rig, Duration.ofSeconds(1));
      int first = shop.asked();
      for (int i = 0; i < 120; i++) {
        pass(rig, Duration.ofSeconds(30));
      }
      assertThat(shop.asked() - first).as("questions in an hour").isBetween(20, 50);
      for (Order order : orders) {
        assertThat(state(rig, order)).isInstanceOf(OrderState.Queued.class);
        assertThat(rig.timeline(order)).containsExactly("Submitted", "Postponed");
      }
      assertThat(rig.reach.unreachable()).containsExactly(EngineRig.STORE);

      shop.up();
      for (int i = 0; i < 20; i++) {
        pass(rig, Duration.ofSeconds(30));
      }
      for (Order order : orders) {
        assertThat(rig.timeline(order))
            .containsExactly("Submitted", "Postponed", "AttemptStarted", "Accepted");
        assertThat(rig.orders.history().attempts(order.key())).hasSize(1);
      }
      assertThat(shop.orders()).isEqualTo(196);
      assertThat(rig.reach.unreachable()).isEmpty();
      assertThat(flaws()).isEmpty();
    }
  }

  @Test
  void anOrderThatHasWaitedForTooLongFailsAndSaysSo() {
    shop.down();
    try (EngineRig rig = rig(Duration.ofMinutes(10))) {
      Order order = rig.submit();
      rig.work();
      pass(rig, Duration.ofSeconds(1));
      Instant since = Objects.requireNonNull(state(rig, order).postponedSince());
      while (clock.instant().isBefore(since.plus(Duration.ofMinutes(10)).minusSeconds(10))) {
        assertThat(state(rig, order)).isInstanceOf(OrderState.Queued.class);
        pass(rig, Duration.ofSeconds(10));
      }
      pass(rig, Duration.ofSeconds(11));
      assertThat(state(rig, order))
          .isInstanceOfSatisfying(
              OrderState.Failed.class,
              failed -> {
                assertThat(failed.error().code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
                assertThat(failed.error().message())
                    .contains("'shop'", "could not be asked since " + since, "hold-for")
                    .contains("Nothing was bought");
              });
      assertThat(rig.timeline(order)).containsExactly("Submitted", "Postponed", "Refused");
      assertThat(rig.orders.history().attempts(order.key())).isEmpty();
      assertThat(flaws()).isEmpty();
    }
  }

  @Test
  void anOrderThatWaitsCanBeCalledOff() {
    shop.down();
    try (EngineRig rig = rig(Duration.ofHours(6))) {
      Order order = rig.submit();
      rig.work();
      pass(rig, Duration.ofSeconds(1));
      assertThat(rig.orders.cancel(order.key(), "changed my mind", true).orElseThrow().state())
          .isInstanceOf(OrderState.Cancelled.class);
      pass(rig, Duration.ofMinutes(5));
      assertThat(rig.timeline(order)).containsExactly("Submitted", "Postponed", "Cancelled");
    }
  }

  @Test
  void aGatewayWithoutTheShopBehindItIsNoAnswer() {
    shop.answering(UnsteadyShop.QUOTE, 503);
    try (EngineRig rig = rig(Duration.ofHours(6))) {
      Order order = rig.submit();
      rig.work();
      for (int i = 0; i < 10; i++) {
        pass(rig, Duration.ofMinutes(3));
      }
      assertThat(rig.timeline(order)).containsExactly("Submitted", "Postponed");
      shop.answering(UnsteadyShop.QUOTE, 200);
      pass(rig, Duration.ofMinutes(3));
      assertThat(rig.timeline(order)).endsWith("Postponed", "AttemptStarted", "Accepted");
    }
  }

  @Test
  void anErrorOfTheShopIsAnAnswerAndUsesAttempts() {
    shop.answering(UnsteadyShop.QUOTE, 500);
    try (EngineRig rig = rig(Duration.ofHours(6))) {
      Order order = rig.submit();
      rig.work();
      for (int i = 0; i < 5; i++) {
        pass(rig, Duration.ofSeconds(30));
      }
      assertThat(state(rig, order)).isInstanceOf(OrderState.Failed.class);
      assertThat(rig.orders.history().attempts(order.key())).hasSize(3);
    }
  }

  @Test
  void anAttemptOfWhichNothingWasSentIsMadeAgainAsTheSameAttempt() {
    shop.answering(UnsteadyShop.PREPARE, 503);
    try (EngineRig rig = rig(Duration.ofHours(6))) {
      Order order = rig.submit();
      rig.work();
      pass(rig, Duration.ofSeconds(1));
      assertThat(state(rig, order))
          .isInstanceOfSatisfying(
              OrderState.Retrying.class, retrying -> assertThat(retrying.unsent()).isNotNull());
      assertThat(flaws()).isEmpty();
      for (int i = 0; i < 6; i++) {
        pass(rig, Duration.ofSeconds(10));
      }
      assertThat(flaws()).isEmpty();
      shop.answering(UnsteadyShop.PREPARE, 200);
      for (int i = 0; i < 4; i++) {
        pass(rig, Duration.ofMinutes(1));
      }
      assertThat(rig.timeline(order))
          .startsWith("Submitted", "AttemptStarted", "NotSent", "Postponed", "AttemptStarted")
          .endsWith("AttemptStarted", "Accepted")
          .doesNotContain("RetryScheduled", "OutcomeLost");
      assertThat(rig.orders.history().attempts(order.key()))
          .singleElement()
          .satisfies(attempt -> assertThat(attempt.number()).isEqualTo(1));
      assertThat(shop.orders()).isEqualTo(1);
      assertThat(flaws()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAttemptOfWhichNothingWasSentIsInNobodysWayWhenAnOperatorDecides(boolean isPlaced) {
    shop.answering(UnsteadyShop.PREPARE, 503);
    try (EngineRig rig = rig(Duration.ofHours(6))) {
      Order order = rig.submit();
      rig.work();
      pass(rig, Duration.ofSeconds(1));
      assertThat(state(rig, order).unsent()).isNotNull();
      shop.findsByAttemptId = false;
      shop.answering(UnsteadyShop.PREPARE, 200);
      rig.recovery.lost("a test");
      pass(rig, Duration.ofMinutes(1));
      assertThat(state(rig, order)).isInstanceOf(OrderState.NeedsAction.class);

      Resolution word =
          isPlaced
              ? new Resolution.PlacedUnder("M-1", Money.of(1234, "USD"))
              : new Resolution.NeverPlaced();
      assertThat(rig.orders.resolve(order.key(), word, "ann", "I have looked"))
          .get()
          .isInstanceOf(Resolved.Done.class);

      pass(rig, Duration.ofSeconds(1));
      assertThat(state(rig, order)).isInstanceOf(OrderState.Placed.class);
      assertThat(shop.orders()).isEqualTo(isPlaced ? 0 : 1);
      assertThat(rig.orders.history().attempts(order.key())).hasSize(1);
      assertThat(flaws()).isEmpty();
    }
  }

  @Test
  void anAttemptIsNotMadeAgainForEver() {
    shop.answering(UnsteadyShop.PREPARE, 503);
    try (EngineRig rig = rig(Duration.ofMinutes(10))) {
      Order order = rig.submit();
      rig.work();
      pass(rig, Duration.ofSeconds(1));
      for (int i = 0; i < 40; i++) {
        pass(rig, Duration.ofSeconds(30));
      }
      assertThat(state(rig, order)).isInstanceOf(OrderState.Failed.class);
      assertThat(flaws()).isEmpty();
    }
  }

  @Test
  void aDoubtAtAShopThatIsDownIsKeptUntilTheShopCanBeAsked() {
    shop.answering(UnsteadyShop.BUY, 504);
    shop.answering(UnsteadyShop.FIND, 503);
    OrderSettings patient =
        new OrderSettings(
            SETTINGS.placeTimeout(),
            3,
            20,
            SETTINGS.duplicateWindow(),
            SETTINGS.retryAfter(),
            SETTINGS.mostInFlight());
    StoreRules rules = new StoreRules(null, 4, Duration.ofHours(6));
    try (EngineRig rig = new EngineRig(DB.database(), clock, patient, shop, rules)) {
      Order order = rig.submit();
      rig.work();
      pass(rig, Duration.ofSeconds(1));
      shop.down();
      rig.await(order, OrderState.InDoubt.class);
      for (int i = 0; i < 120; i++) {
        pass(rig, Duration.ofSeconds(30));
      }
      assertThat(state(rig, order)).isInstanceOf(OrderState.InDoubt.class);
      shop.answering(UnsteadyShop.FIND, 200);
      shop.up();
      for (int i = 0; i < 130; i++) {
        pass(rig, Duration.ofSeconds(30));
      }
      assertThat(rig.timeline(order))
          .startsWith("Submitted", "AttemptStarted", "OutcomeLost", "StillInDoubt")
          .endsWith("StillInDoubt", "Accepted");
      assertThat(shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void severalNodesKeepThePaceAndFailNoOrder() {
    Duration apart = Duration.ofMillis(20);
    StoreRules rules = new StoreRules(apart, StoreRules.UNLIMITED, Duration.ofHours(6));
    InstantSource system = InstantSource.system();
    try (EngineRig here = new EngineRig(DB.database(), system, SETTINGS, shop, rules);
        EngineRig there = new EngineRig(DB.database(), system, SETTINGS, shop, rules)) {
      List<Order> orders =
          Stream.concat(
                  Stream.generate(here::submit).limit(20), Stream.generate(there::submit).limit(20))
              .toList();
      here.work(false);
      there.work(false);
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.orders() == 40);
      for (Order order : orders) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> state(here, order) instanceof OrderState.Placed);
        assertThat(here.timeline(order)).containsExactly("Submitted", "AttemptStarted", "Accepted");
      }
      List<Long> arrivals = shop.arrivals();
      assertThat(arrivals).hasSize(120);
      assertThat(Duration.ofNanos(arrivals.getLast() - arrivals.getFirst()))
          .isGreaterThan(apart.multipliedBy(100));
    }
  }
}
