package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.Ids;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobKind;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.Finding;
import dev.brass.testkit.instant.InstantConnector;
import dev.brass.testkit.instant.Placing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// That nothing is bought twice when the database has forgotten what it bought.
class RecoveringTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final Money PRICE = Money.of(1000, "USD");

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private final InstantConnector instant = new InstantConnector();

  @Test
  void anOrderThatWasBoughtInALifeThatIsForgottenIsFoundAtTheStore() {
    Order order = boughtAndForgotten(Placing.Accept::new);
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      rig.work();
      OrderState.Placed placed = rig.await(order, OrderState.Placed.class);
      assertThat(placed.placement().merchantOrders().getFirst().id()).startsWith("I-");
      assertThat(rig.timeline(order)).containsExactly("Submitted", "AttemptRecovered", "Accepted");
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void aLaterAttemptOfTheForgottenLifeIsFoundToo() {
    Order order =
        boughtAndForgotten(
            () -> new Placing.Refuse(new OrderError(ErrorCode.INTERNAL_ERROR, "busy")));
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      rig.work();
      rig.await(order, OrderState.Placed.class);
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void anOrderThatIsSentAgainWithItsKeyIsFoundAtTheStore() {
    try (EngineRig rig = life()) {
      rig.work();
      Order first = submit(rig, "key-1");
      rig.await(first, OrderState.Placed.class);
    }
    new Forgetting(DB.database()).everything();
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      rig.work();
      Order again = submit(rig, "key-1");
      rig.await(again, OrderState.Placed.class);
      assertThat(rig.timeline(again)).contains("AttemptRecovered");
      Order other = submit(rig, "key-2");
      rig.awaitLater(clock, other, OrderState.Placed.class);
      assertThat(rig.shop.orders()).as("one for each key").isEqualTo(2);
    }
  }

  @Test
  void anAbsenceCountsOnceNothingOfTheForgottenLifeCanArrive() {
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      rig.work();
      Order order = rig.submit();
      Awaitility.await().until(() -> waits(order));
      assertThat(rig.shop.orders()).isZero();
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.timeline(order)).containsExactly("Submitted", "AttemptStarted", "Accepted");
    }
  }

  @Test
  void aStoreThatCannotTellIsAskedUntilItCan() {
    Order order = boughtAndForgotten(Placing.Accept::new);
    instant.shop(EngineRig.STORE).nextFinds(new Finding.Unknown("index down"));
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      rig.work();
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.timeline(order)).contains("AttemptRecovered");
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void whereLostAttemptsHadOtherIdsTheOperatorDecides() {
    try (EngineRig rig = life()) {
      Order order = rig.submit();
      clock.advance(Duration.ofMinutes(1));
      rig.recovery.lost("a copy from before the update", false);
      rig.work();
      rig.awaitLater(clock, order, OrderState.NeedsAction.class);
      assertThat(rig.shop.orders()).isZero();
      rig.recovery.refresh();
      rig.recovery.end("ann", "not there");
      rig.await(order, OrderState.Placed.class);
    }
  }

  @Test
  void aStoreThatCannotBeAskedLeavesTheOrderToTheOperator() {
    try (EngineRig rig = unaskable()) {
      rig.recovery.lost("a test");
      rig.work();
      Order order = rig.submit();
      OrderState.NeedsAction waits = rig.await(order, OrderState.NeedsAction.class);
      assertThat(waits.action().kind()).isEqualTo(RequiredAction.Kind.STORE_VERIFICATION);
      assertThat(rig.orders.resume(order.key()).orElseThrow().state())
          .as("whoever only says that it is done decides nothing")
          .isInstanceOf(OrderState.NeedsAction.class);
      assertThat(resolve(rig, order, new Resolution.NeverPlaced()))
          .isInstanceOf(Resolved.Done.class);
      rig.await(order, OrderState.Placed.class);
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void theOperatorMayFindTheOrderAtTheStore() {
    try (EngineRig rig = unaskable()) {
      rig.recovery.lost("a test");
      rig.work();
      Order order = rig.submit();
      rig.await(order, OrderState.NeedsAction.class);
      assertThat(resolve(rig, order, new Resolution.PlacedUnder("M-1", null)))
          .as("no attempt tells the price")
          .isInstanceOf(Resolved.Incomplete.class);
      Resolution placed = new Resolution.PlacedUnder("M-1", Money.of(1234, "USD"));
      assertThat(resolve(rig, order, placed)).isInstanceOf(Resolved.Done.class);
      OrderState.Placed state = rig.await(order, OrderState.Placed.class);
      assertThat(state.placement().price().total()).isEqualTo(Money.of(1234, "USD"));
      assertThat(rig.timeline(order))
          .containsExactly("Submitted", "ActionRequired", "OperatorDecided", "Accepted");
      assertThat(rig.shop.orders()).isZero();
    }
  }

  @Test
  void aYesToWhatIsForgottenAnswersTheQuestionToTheOperator() {
    HookedShop shop = unaskableShop();
    try (EngineRig rig = EngineRig.real(DB.database(), clock, instant, shop, tenant())) {
      Order order = rig.submit();
      shop.beforePlacing =
          () -> {
            shop.beforePlacing = () -> {};
            new Forgetting(DB.database()).allButSubmissions();
            rig.recovery.lost("a test");
            rig.jobs.wake();
            rig.await(order, OrderState.NeedsAction.class);
          };
      rig.work();
      rig.await(order, OrderState.Placed.class);
      assertThat(rig.shop.orders()).isEqualTo(1);
      assertThat(rig.orders.strays().open()).isZero();
    }
  }

  @Test
  void whatWasReadOfAHistoryThatIsLostIsReadAnew() {
    try (EngineRig rig = life()) {
      rig.work();
      Order order = rig.submit();
      rig.await(order, OrderState.Placed.class);
      DB.database()
          .jdbi()
          .useHandle(h -> h.execute("update orders set state = 'queued', state_data = '{}'"));
      assertThat(rig.orders.get(order.key()).orElseThrow().state())
          .as("it has the version that was read")
          .isInstanceOf(OrderState.Placed.class);

      rig.recovery.lost("a test");

      assertThat(rig.orders.get(order.key()).orElseThrow().state())
          .isInstanceOf(OrderState.Queued.class);
    }
  }

  @Test
  void whatIsReleasedIsBoughtAtOnce() {
    try (EngineRig rig = unaskable()) {
      rig.recovery.lost("a test");
      rig.recovery.refresh();
      rig.recovery.release(EngineRig.STORE, "ann", "looked");
      rig.work();
      rig.await(rig.submit(), OrderState.Placed.class);
    }
  }

  @Test
  void whatWaitsForVerificationGoesOnWithTheRelease() {
    try (EngineRig rig = unaskable()) {
      rig.recovery.lost("a test");
      rig.work();
      Order first = rig.submit();
      Order second = rig.submit();
      rig.await(first, OrderState.NeedsAction.class);
      rig.await(second, OrderState.NeedsAction.class);
      rig.recovery.refresh();
      rig.recovery.release(EngineRig.STORE, "ann", "nothing there");
      rig.await(first, OrderState.Placed.class);
      rig.await(second, OrderState.Placed.class);
      assertThat(rig.timeline(first))
          .containsExactly(
              "Submitted",
              "ActionRequired",
              "OperatorDecided",
              "ActionTaken",
              "AttemptStarted",
              "Accepted");
      assertThat(rig.shop.orders()).isEqualTo(2);
    }
  }

  @Test
  void whatWaitsGoesOnWithTheEndOfTheRecoveryAlsoWhenItWasPutAsideAfterwards() {
    try (EngineRig rig = unaskable();
        EngineRig late = unaskable()) {
      rig.recovery.lost("a test");
      rig.recovery.refresh();
      late.recovery.refresh();
      rig.recovery.end("ann", "nothing there");
      // This node has not heard of it yet.
      late.without(OrderJobs.RESUME_RELEASED).work(false);
      Order order = late.submit();
      late.await(order, OrderState.NeedsAction.class);
      rig.work(false);
      rig.await(order, OrderState.Placed.class);
    }
  }

  @Test
  void aReleaseThatALaterLossTookBackLetsNothingGoOn() {
    Order order;
    try (EngineRig rig = unaskable()) {
      rig.recovery.lost("a test");
      rig.without(OrderJobs.RESUME_RELEASED).work();
      order = rig.submit();
      rig.await(order, OrderState.NeedsAction.class);
      rig.recovery.refresh();
      rig.recovery.release("another", "ann", "looked");
      rig.recovery.release(EngineRig.STORE, "ann", "looked");
      rig.recovery.lost("once more");
      rig.recovery.refresh();
    }
    clock.advance(Duration.ofMinutes(4));
    try (EngineRig rig = unaskable()) {
      rig.work();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> releasesUnderWay() == 0);
      assertThat(rig.orders.get(order.key()).orElseThrow().state())
          .isInstanceOf(OrderState.NeedsAction.class);
    }
  }

  @Test
  void ordersThatWereQueuedBeforeTheStartAreLookedUpWithoutAnyAlarm() {
    Order order = boughtAndForgotten(Placing.Accept::new);
    try (EngineRig rig = life()) {
      rig.work();
      rig.await(order, OrderState.Placed.class);
      assertThat(rig.timeline(order)).containsExactly("Submitted", "AttemptRecovered", "Accepted");
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void whatIsCalledOffIsAskedForFirstAndFound() {
    Order order = boughtAndForgotten(Placing.Accept::new);
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      OrderState asked = rig.orders.cancel(order.key(), "no", true).orElseThrow().state();
      assertThat(asked).isEqualTo(new OrderState.Queued(null, "no"));
      assertThat(rig.orders.abort(order.key(), "no").orElseThrow().state())
          .as("a second wish")
          .isEqualTo(asked);
      rig.work();
      rig.await(order, OrderState.Placed.class);
      assertThat(rig.timeline(order))
          .containsExactly("Submitted", "AbortRequested", "AttemptRecovered", "Accepted");
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void whatIsCalledOffIsAskedForFirstAndNotThere() {
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      Order order = rig.submit();
      rig.orders.abort(order.key(), "changed my mind");
      rig.work();
      rig.awaitLater(clock, order, OrderState.Cancelled.class);
      assertThat(rig.shop.orders()).isZero();
    }
  }

  @Test
  void whatIsCalledOffAtAStoreThatCannotBeAskedIsTheOperatorsQuestion() {
    try (EngineRig rig = unaskable()) {
      rig.recovery.lost("a test");
      rig.work();
      Order order = rig.submit();
      rig.await(order, OrderState.NeedsAction.class);
      rig.orders.cancel(order.key(), "no", false);
      rig.await(order, OrderState.NeedsAction.class);
      Awaitility.await()
          .until(
              () ->
                  rig.timeline(order)
                      .equals(
                          List.of(
                              "Submitted", "ActionRequired", "AbortRequested", "ActionRequired")));
      assertThat(resolve(rig, order, new Resolution.NeverPlaced()))
          .isInstanceOf(Resolved.Done.class);
      rig.await(order, OrderState.Cancelled.class);
      assertThat(rig.shop.orders()).isZero();
    }
  }

  @Test
  void anOrderDoesNotFailBeforeItsStoreWasAsked() throws Exception {
    Order order = boughtAndForgotten(Placing.Accept::new);
    instant.shop(EngineRig.STORE).nextFinds(new Finding.Unknown("index down"));
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      JobKind placing =
          rig.orders.kinds().stream()
              .filter(kind -> kind.name().equals(OrderJobs.PLACE))
              .findFirst()
              .orElseThrow();
      Job ran =
          new Job(
              Ids.next(),
              rig.tenant.value(),
              OrderJobs.PLACE,
              order.id().value(),
              "",
              null,
              null,
              1,
              clock.instant());
      placing.handler().end(ran, "It was tried for ever");
      OrderState.NeedsAction asked = rig.await(order, OrderState.NeedsAction.class);
      assertThat(asked.action().kind()).isEqualTo(RequiredAction.Kind.STORE_VERIFICATION);
      assertThat(resolve(rig, order, new Resolution.LookAgain())).isInstanceOf(Resolved.Done.class);
      rig.work();
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.timeline(order)).contains("AttemptRecovered");
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void aStoreThatCannotTellIsAskedAgainWithoutAnyAlarmToo() {
    Order order = boughtAndForgotten(Placing.Accept::new);
    instant
        .shop(EngineRig.STORE)
        .nextFinds(new Finding.Unknown("index down"), new Finding.Unknown("index down"));
    try (EngineRig rig = life()) {
      rig.work();
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.timeline(order)).contains("AttemptRecovered");
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void attemptsBeyondThoseThatAnOrderHasByItselfAreFoundToo() {
    RequiredAction action =
        new RequiredAction(RequiredAction.Kind.MANUAL_REVIEW, "Look.", Map.of());
    Order order;
    try (EngineRig rig = life()) {
      rig.work();
      rig.shop.next(new Placing.Act(action), new Placing.Act(action), new Placing.Act(action));
      order = rig.submit();
      for (int i = 1; i <= 3; i++) {
        int times = i;
        Awaitility.await()
            .until(() -> Collections.frequency(rig.timeline(order), "ActionRequired") == times);
        rig.orders.resume(order.key());
      }
      rig.await(order, OrderState.Placed.class);
    }
    new Forgetting(DB.database()).allButSubmissions();
    DB.database().jdbi().useHandle(handle -> handle.execute("update orders set attempts = 1"));
    clock.advance(Duration.ofMinutes(1));
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      rig.work();
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.timeline(order)).contains("AttemptRecovered");
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void anOrderThatTheStoreHasWithoutANumberIsTheOperatorsQuestion() {
    HookedShop shop =
        new HookedShop(instant) {
          @Override
          public FindResult find(Store store, FindOrder order) {
            return new FindResult.Found(
                new Placement(
                    List.of(), PriceComponents.of(PRICE, PRICE.minus(PRICE), PRICE.minus(PRICE))));
          }
        };
    try (EngineRig rig = EngineRig.real(DB.database(), clock, instant, shop, tenant())) {
      rig.recovery.lost("a test");
      rig.work();
      Order order = rig.submit();
      OrderState.NeedsAction asked = rig.await(order, OrderState.NeedsAction.class);
      assertThat(asked.action().message()).contains("does not report its number");
      assertThat(rig.shop.orders()).isZero();
    }
  }

  @Test
  void severalForgottenPurchasesOfAnOrderAreOneAndStrays() {
    instant.shop(EngineRig.STORE).nextFinds(new Finding.Miss());
    Order order =
        boughtAndForgotten(
            () -> new Placing.ThrowAfter(StoreException.answerLost("lost", new IOException())));
    assertThat(instant.shop(EngineRig.STORE).orders()).as("its look-up lied").isEqualTo(2);
    try (EngineRig rig = life()) {
      rig.recovery.lost("a test");
      rig.work();
      rig.await(order, OrderState.Placed.class);
      Awaitility.await().until(() -> rig.timeline(order).contains("StrayPurchaseFound"));
      StrayPurchase stray = rig.orders.strays().open(null, 10).getFirst();
      assertThat(stray.number()).isEqualTo(2);
      assertThat(rig.orders.strays().cancel(stray, "ann", "not wanted")).isEmpty();
      assertThat(rig.orders.strays().open()).isZero();
    }
  }

  @Test
  void aLossBetweenTheDecisionAndTheCallKeepsTheStoreFromBeingAsked() {
    AtomicInteger placed = new AtomicInteger();
    HookedShop hooked = new HookedShop(instant);
    hooked.beforePlacing = placed::incrementAndGet;
    try (EngineRig rig = EngineRig.real(DB.database(), clock, instant, hooked, tenant())) {
      hooked.whileQuoting = () -> rig.recovery.lost("just now");
      rig.work();
      Order order = rig.submit();
      Awaitility.await().until(() -> rig.timeline(order).contains("OutcomeLost"));
      assertThat(placed).hasValue(0);
      hooked.whileQuoting = () -> {};
      rig.awaitLater(clock, order, OrderState.Placed.class);
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  /// An order that was bought in a life which the database has forgotten since.
  ///
  /// @param first how the store treats the first attempt
  private Order boughtAndForgotten(Supplier<Placing> first) {
    Order order;
    try (EngineRig rig = life()) {
      rig.shop.next(first.get());
      rig.work();
      order = rig.submit();
      rig.awaitLater(clock, order, OrderState.Placed.class);
    }
    new Forgetting(DB.database()).allButSubmissions();
    clock.advance(Duration.ofMinutes(1));
    return order;
  }

  /// The same tenant in each life of a test.
  private TenantId tenant() {
    try (Tenants tenants = new Tenants(DB.database(), clock)) {
      return tenants.find("tenant").or(() -> tenants.create("tenant")).orElseThrow().id();
    }
  }

  private EngineRig life() {
    return EngineRig.real(DB.database(), clock, instant, instant, tenant());
  }

  private EngineRig unaskable() {
    return EngineRig.real(DB.database(), clock, instant, unaskableShop(), tenant());
  }

  private HookedShop unaskableShop() {
    return new HookedShop(instant) {
      @Override
      public boolean findsByAttemptId(StoreSettings settings) {
        return false;
      }
    };
  }

  static Order submit(EngineRig rig, String key) {
    // The same body each time: what differs from life to life is made by the server.
    OrderSpec spec = EngineRig.spec("product-1", null);
    return EngineRig.accepted(
        rig.orders.submit(
            new OrderRequest(
                rig.tenant,
                Mode.LIVE,
                "v1",
                spec,
                Payer.CLASSIC,
                OrderPrivate.NONE,
                "{}",
                new OrderRequest.Idempotency("v1", key, "the body"))));
  }

  private static Resolved resolve(EngineRig rig, Order order, Resolution resolution) {
    return rig.orders.resolve(order.key(), resolution, "ann", "I have looked").orElseThrow();
  }

  private static int releasesUnderWay() {
    return DB.database()
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select count(*) from job where kind = 'resume-released'")
                    .mapTo(int.class)
                    .one());
  }

  /// Whether the order was looked at and put off.
  private static boolean waits(Order order) {
    return DB.database()
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery(
                            "select count(*) from job where subject = ? and node is null and due_at > ?")
                        .bind(0, order.id().value())
                        .bind(1, order.createdAt())
                        .mapTo(int.class)
                        .one())
        == 1;
  }
}
