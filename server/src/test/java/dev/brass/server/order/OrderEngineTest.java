package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.StoreException;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.Placing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The engine from submission to the last parcel, on real PostgreSQL with a store that can fail in
/// every way.
class OrderEngineTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private EngineRig rig;
  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  @BeforeEach
  void start() {
    rig = new EngineRig(DB.database(), clock);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void anOrderIsPlacedAndItsTimelineTellsHow() {
    rig.work();
    Order order = rig.submit();
    OrderState.Placed placed = rig.await(order, OrderState.Placed.class);
    assertThat(placed.placement().merchantOrders()).hasSize(1);
    assertThat(rig.timeline(order)).containsExactly("Submitted", "AttemptStarted", "Accepted");
    Order now = rig.orders.get(order.key()).orElseThrow();
    assertThat(now.attempts()).isEqualTo(1);
    assertThat(now.version()).isEqualTo(3);
    assertThat(now.items())
        .allSatisfy(i -> assertThat(i.status()).isEqualTo(OrderItem.Status.ORDERED));
    assertThat(rig.shop.orders()).isEqualTo(1);
  }

  @Test
  void whatWasSubmittedIsReadBackAsItWas() {
    OrderSpec spec = EngineRig.spec("product-1", 5000L);
    Order order = rig.submit(spec, EngineRig.card());
    Order read = rig.orders.get(order.key()).orElseThrow();
    assertThat(read).isEqualTo(order);
    assertThat(read.spec()).isEqualTo(spec);
  }

  @Test
  void anotherTenantDoesNotSeeIt() {
    Order order = rig.submit();
    OrderKey foreign = new OrderKey(new TenantId(UUID.randomUUID()), order.id());
    assertThat(rig.orders.get(foreign)).isEmpty();
    assertThat(rig.orders.timeline(foreign)).isEmpty();
    assertThat(rig.orders.cancel(foreign, "not mine", false)).isEmpty();
  }

  @Test
  void theCapIsHeldBeforeTheStoreIsAskedToBuy() {
    rig.work();
    Order order = rig.submit(EngineRig.spec("product-1", 999L), OrderPrivate.NONE);
    OrderState.Failed failed = rig.await(order, OrderState.Failed.class);
    assertThat(failed.error().code()).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
    assertThat(failed.error().data()).containsEntry("max_price", 999);
    assertThat(rig.shop.orders()).isZero();
  }

  @Test
  void aPriceThatJumpsBetweenQuoteAndPurchaseIsRefused() {
    rig.shop.next(new Placing.Dearer(100_000));
    rig.work();
    Order order = rig.submit(EngineRig.spec("product-1", 5000L), OrderPrivate.NONE);
    OrderState.Failed failed = rig.await(order, OrderState.Failed.class);
    assertThat(failed.error().code()).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
    assertThat(rig.shop.orders()).isZero();
  }

  @Test
  void aRefusalThatIsNotWorthAnotherTryEndsTheOrder() {
    rig.shop.next(new Placing.Refuse(ErrorCode.CREDIT_CARD_DECLINED.error()));
    rig.work();
    Order order = rig.submit();
    OrderState.Failed failed = rig.await(order, OrderState.Failed.class);
    assertThat(failed.error().code()).isEqualTo(ErrorCode.CREDIT_CARD_DECLINED);
    assertThat(rig.timeline(order)).containsExactly("Submitted", "AttemptStarted", "Refused");
  }

  @Test
  void anOutageIsTriedAgainAndThenGivenUp() {
    rig.shop.next(
        new Placing.Refuse(ErrorCode.INTERNAL_ERROR.error()),
        new Placing.Refuse(ErrorCode.INTERNAL_ERROR.error()));
    rig.work();
    Order lucky = rig.submit();
    advanceUntil(lucky, OrderState.Placed.class);
    assertThat(rig.orders.get(lucky.key()).orElseThrow().attempts()).isEqualTo(3);

    rig.shop.always(new Placing.Refuse(ErrorCode.INTERNAL_ERROR.error()));
    Order unlucky = rig.submit();
    advanceUntil(unlucky, OrderState.Failed.class);
    assertThat(rig.orders.get(unlucky.key()).orElseThrow().attempts()).isEqualTo(3);
    assertThat(rig.timeline(unlucky))
        .containsExactly(
            "Submitted",
            "AttemptStarted",
            "RetryScheduled",
            "AttemptStarted",
            "RetryScheduled",
            "AttemptStarted",
            "Refused");
  }

  @Test
  void aLostAnswerIsFoundByAskingAndNeverBoughtTwice() {
    rig.shop.next(new Placing.ThrowAfter(lost()));
    rig.work();
    Order order = rig.submit();
    rig.await(order, OrderState.Placed.class);
    assertThat(rig.timeline(order))
        .containsExactly("Submitted", "AttemptStarted", "OutcomeLost", "Accepted");
    assertThat(rig.shop.orders()).isEqualTo(1);
  }

  @Test
  void aLostRequestIsTriedAgainOnceItCanNoLongerArrive() {
    rig.shop.next(new Placing.ThrowBefore(lost()));
    rig.work();
    Order order = rig.submit();
    advanceUntil(order, OrderState.Placed.class);
    assertThat(rig.shop.orders()).isEqualTo(1);
    assertThat(rig.timeline(order)).contains("OutcomeLost", "RetryScheduled");
    assertThat(rig.orders.get(order.key()).orElseThrow().attempts()).isEqualTo(2);
  }

  @Test
  void aLostRequestIsNotTriedAgainAfterAnAbort() {
    Order order = rig.submit();
    rig.shop.next(
        new Placing.Look(
            _ -> {
              rig.orders.abort(order.key(), "changed my mind");
              rig.orders.abort(order.key(), "once more");
              throw lost();
            }));
    rig.work();
    advanceUntil(order, OrderState.Cancelled.class);
    assertThat(rig.orders.get(order.key()).orElseThrow().state())
        .isEqualTo(new OrderState.Cancelled("changed my mind"));
    assertThat(rig.timeline(order))
        .startsWith("Submitted", "AttemptStarted", "AbortRequested", "OutcomeLost")
        .endsWith("RetryScheduled", "Cancelled");
    assertThat(rig.shop.orders()).isZero();
  }

  @Test
  void whatTheStoreIsBuyingIsPlacedAlthoughItIsAborted() {
    Order order = rig.submit();
    rig.shop.next(new Placing.Look(_ -> rig.orders.abort(order.key(), "changed my mind")));
    rig.work();
    rig.await(order, OrderState.Placed.class);
    assertThat(rig.timeline(order))
        .containsExactly("Submitted", "AttemptStarted", "AbortRequested", "Accepted");
    assertThat(rig.shop.orders()).isEqualTo(1);
  }

  @Test
  void anAttemptThatFailsAfterAnAbortIsTheLast() {
    Order order = rig.submit();
    rig.shop.next(
        new Placing.Look(
            _ -> {
              rig.orders.abort(order.key(), "changed my mind");
              throw StoreException.notSent("no connection", new IOException());
            }));
    rig.work();
    rig.await(order, OrderState.Cancelled.class);
    assertThat(rig.timeline(order)).endsWith("AbortRequested", "NotSent", "Cancelled");
    assertThat(rig.shop.orders()).isZero();
  }

  @Test
  void anExceptionOfTheConnectorIsDoubtToo() {
    rig.shop.next(new Placing.ThrowAfter(new IllegalStateException("bug")));
    rig.work();
    Order order = rig.submit();
    rig.await(order, OrderState.Placed.class);
    assertThat(rig.timeline(order)).contains("OutcomeLost");
    assertThat(rig.shop.orders()).isEqualTo(1);
  }

  @Test
  void whatWasSurelyNotSentIsNoDoubt() {
    rig.shop.next(
        new Placing.ThrowBefore(StoreException.notSent("no connection", new IOException())));
    rig.work();
    Order order = rig.submit();
    advanceUntil(order, OrderState.Placed.class);
    assertThat(rig.timeline(order))
        .containsExactly(
            "Submitted", "AttemptStarted", "NotSent", "Postponed", "AttemptStarted", "Accepted");
    assertThat(rig.orders.history().attempts(order.key())).hasSize(1);
  }

  @Test
  void aStoreThatHangsIsInterruptedAndTheOrderInDoubt() {
    rig.shop.next(new Placing.Hold());
    rig.work();
    Order order = rig.submit();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rig.timeline(order).contains("OutcomeLost"));
    advanceUntil(order, OrderState.Placed.class);
    assertThat(rig.shop.orders()).isEqualTo(1);
  }

  @Test
  void whoMustActIsToldAndTheOrderGoesOnAfterwards() {
    RequiredAction action =
        new RequiredAction(RequiredAction.Kind.VERIFICATION_CODE, "enter the code", Map.of());
    rig.shop.next(new Placing.Act(action));
    rig.work();
    Order order = rig.submit();
    assertThat(rig.await(order, OrderState.NeedsAction.class).action()).isEqualTo(action);
    assertThat(rig.orders.resume(order.key())).isPresent();
    rig.await(order, OrderState.Placed.class);
    assertThat(rig.timeline(order)).contains("ActionRequired", "ActionTaken");
  }

  @Test
  void anActionThatNobodyTakesFailsTheOrderAfterAWeek() {
    rig.shop.next(
        new Placing.Act(new RequiredAction(RequiredAction.Kind.MANUAL_REVIEW, "look", Map.of())));
    rig.work();
    Order order = rig.submit();
    rig.await(order, OrderState.NeedsAction.class);
    clock.advance(Orders.ACTION_EXPIRES_AFTER.plusMinutes(1));
    assertThat(rig.await(order, OrderState.Failed.class).error().code())
        .isEqualTo(ErrorCode.MANUAL_REVIEW_REQUIRED);
  }

  @Test
  void aQueuedOrderCanBeCancelledAndIsThenNeverPlaced() {
    Order order = rig.submit();
    assertThat(rig.orders.cancel(order.key(), "changed my mind", true).orElseThrow().state())
        .isEqualTo(new OrderState.Cancelled("changed my mind"));
    rig.work();
    Order other = rig.submit();
    rig.await(other, OrderState.Placed.class);
    assertThat(rig.shop.orders()).isEqualTo(1);
    assertThat(rig.orders.get(order.key()).orElseThrow().state())
        .isInstanceOf(OrderState.Cancelled.class);
  }

  @Test
  void aPlacedOrderCannotBeCancelledThisWay() {
    rig.work();
    Order order = rig.submit();
    rig.await(order, OrderState.Placed.class);
    assertThat(rig.orders.cancel(order.key(), "too late", false).orElseThrow().state())
        .isInstanceOf(OrderState.Placed.class);
  }

  @Test
  void cardDataIsErasedWithTheLastAttempt() {
    rig.work();
    Order order = rig.submit(EngineRig.spec("product-1", null), EngineRig.card());
    rig.await(order, OrderState.Placed.class);
    String left =
        DB.database()
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery(
                            """
                            select (select count(*) from order_card) || ','
                              || (select count(private) from order_request)
                            """)
                        .mapTo(String.class)
                        .one());
    assertThat(left).isEqualTo("0,1");
  }

  @Test
  void noSecretIsReadableInAnyTable() {
    rig.shop.next(new Placing.ThrowAfter(lost()));
    rig.work();
    Order order = rig.submit(EngineRig.spec("product-1", null), EngineRig.card());
    rig.await(order, OrderState.Placed.class);
    for (String table :
        List.of(
            "orders",
            "order_request",
            "order_card",
            "order_item",
            "order_attempt",
            "order_event",
            "job",
            "shipment")) {
      List<String> rows =
          DB.database()
              .jdbi()
              .withHandle(
                  h ->
                      h.createQuery("select t::text from " + table + " t")
                          .mapTo(String.class)
                          .list());
      assertThat(rows)
          .allSatisfy(
              row -> assertThat(row).doesNotContain("5555555555554444").doesNotContain("canary"));
    }
  }

  @Test
  void parcelsAreFollowedUntilTheyArrive() {
    rig.work();
    Order order = rig.submit();
    rig.await(order, OrderState.Placed.class);
    rig.shop.shipAll();
    clock.advance(TrackingPace.FIRST_LOOK.plusSeconds(1));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rig.timeline(order).contains("Shipped"));
    assertThat(rig.orders.get(order.key()).orElseThrow().shipments()).hasSize(1);
    assertThat(rig.orders.get(order.key()).orElseThrow().items())
        .allSatisfy(
            i -> assertThat(i.status()).isIn(OrderItem.Status.SHIPPED, OrderItem.Status.DELIVERED));
  }

  @Test
  void aRetailerCanCallAPlacedOrderOff() {
    rig.work();
    Order order = rig.submit();
    rig.await(order, OrderState.Placed.class);
    rig.shop.callOffAll("out of stock after all");
    clock.advance(TrackingPace.FIRST_LOOK.plusSeconds(1));
    assertThat(rig.await(order, OrderState.CancelledByRetailer.class).reason())
        .isEqualTo("out of stock after all");
  }

  @Test
  void theSandboxClockCarriesWaitingWorkAlong() {
    SandboxClocks clocks = new SandboxClocks(DB.database().jdbi(), rig.jobs, clock);
    rig.work();
    Order order = rig.submit();
    rig.await(order, OrderState.Placed.class);
    rig.shop.shipAll();
    Instant before = clock.instant();
    clocks.advance(rig.tenant, Duration.ofDays(2));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rig.timeline(order).contains("Shipped"));
    Instant shipped =
        rig.orders.timeline(order.key()).stream()
            .map(TimelineEntry::event)
            .filter(e -> e instanceof OrderEvent.Shipped)
            .map(OrderEvent::at)
            .findFirst()
            .orElseThrow();
    assertThat(shipped).isAfterOrEqualTo(before.plus(Duration.ofDays(2)));
  }

  @Test
  void ordersOfOneLoginAreNeverPlacedSideBySide() {
    rig.shop.always(new Placing.Hold());
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      orders.add(rig.submit(EngineRig.spec("product-1", null), EngineRig.card()));
    }
    rig.work();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> count(orders, OrderState.Placing.class) == 1);
    assertThat(count(orders, OrderState.Queued.class)).isEqualTo(2);
    rig.shop.always(new Placing.Accept());
    rig.shop.release();
    orders.forEach(o -> rig.await(o, OrderState.Placed.class));
  }

  @Test
  void aKeyMakesOneOrderHoweverManyAskAtOnce() throws Exception {
    Set<OrderId> accepted = new HashSet<>();
    Set<OrderId> originals = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Submission>> futures = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        futures.add(
            threads.submit(
                () ->
                    rig.orders.submit(
                        rig.request(
                            EngineRig.spec("product-1", null), OrderPrivate.NONE, "key-1"))));
      }
      for (Future<Submission> future : futures) {
        switch (future.get()) {
          case Submission.Accepted(var order) -> accepted.add(order.id());
          case Submission.Duplicate(var original, _) -> originals.add(original);
          case Submission.Repeated(var earlier) -> throw new AssertionError(earlier.toString());
          case Submission.Unfunded unfunded -> throw new AssertionError(unfunded);
          case Submission.CapMissing missing -> throw new AssertionError(missing);
          case Submission.PlayMoney play -> throw new AssertionError(play);
        }
      }
    }
    assertThat(accepted).hasSize(1);
    assertThat(originals).isEqualTo(accepted);
  }

  @Test
  void manyOrdersAtOnceAreAllPlacedOnce() throws Exception {
    rig.work();
    List<Order> orders = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Order>> futures = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        futures.add(threads.submit(() -> rig.submit()));
      }
      for (Future<Order> future : futures) {
        orders.add(future.get());
      }
    }
    orders.forEach(o -> rig.await(o, OrderState.Placed.class));
    assertThat(rig.shop.orders()).isEqualTo(500);
  }

  @Test
  void listsAreTheTenantsOwnNewestFirst() {
    Order first = rig.submit();
    clock.advance(Duration.ofSeconds(1));
    Order second = rig.submit();
    assertThat(rig.orders.count(rig.tenant, Mode.LIVE, OrderFilter.ALL)).isEqualTo(2);
    OrderWalk walk = rig.orders.walk(rig.tenant, Mode.LIVE, OrderFilter.ALL, 0, 10);
    assertThat(walk.next().stream().map(Order::id)).containsExactly(second.id(), first.id());
    assertThat(walk.next()).isEmpty();
    assertThat(rig.orders.count(rig.tenant, Mode.TEST, OrderFilter.ALL)).isZero();
    TenantId other = new TenantId(UUID.randomUUID());
    assertThat(rig.orders.walk(other, Mode.LIVE, OrderFilter.ALL, 0, 10).next()).isEmpty();
  }

  @Test
  void amountsKeepTheirCurrency() {
    rig.shop.unitPrice(Money.of(123_456, "JPY"));
    rig.work();
    Order order = rig.submit();
    assertThat(
            rig.await(order, OrderState.Placed.class)
                .placement()
                .price()
                .total()
                .currency()
                .getCurrencyCode())
        .isEqualTo("JPY");
  }

  private long count(List<Order> orders, Class<? extends OrderState> state) {
    return orders.stream()
        .filter(o -> state.isInstance(rig.orders.get(o.key()).orElseThrow().state()))
        .count();
  }

  /// Lets time pass until the order is there: retries and reconciling wait.
  private void advanceUntil(Order order, Class<? extends OrderState> state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              clock.advance(Duration.ofMillis(500));
              rig.jobs.wake();
              return state.isInstance(rig.orders.get(order.key()).orElseThrow().state());
            });
  }

  private static StoreException lost() {
    return StoreException.answerLost("the connection was closed", new IOException());
  }
}
