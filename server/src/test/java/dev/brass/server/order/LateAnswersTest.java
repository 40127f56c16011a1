package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.job.NewJob;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.TestVault;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A store's yes that comes when its order has moved on: another node had taken the order over.
class LateAnswersTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final String ERROR =
      "{\"error\":{\"code\":\"%s\",\"message\":\"m\",\"data\":{}},\"notBefore\":\"2026-01-02T03:04:05Z\"}";

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private final InstantConnector instant = new InstantConnector();
  private final HookedShop shop = new HookedShop(instant);

  @ParameterizedTest
  @CsvSource({
    "queued, INTERNAL_ERROR",
    "retrying, INTERNAL_ERROR",
    "failed, ORDER_PROBABLY_PLACED"
  })
  void anOrderThatStillWaitsIsPlacedByIt(String state, String code) {
    try (EngineRig rig = rig()) {
      Order order = placedAfter(rig, state, ERROR.formatted(code));
      rig.await(order, OrderState.Placed.class);
      assertThat(rig.orders.strays().open()).isZero();
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"failed, INTERNAL_ERROR", "cancelled, INTERNAL_ERROR"})
  void anOrderThatEndedGetsAStrayPurchase(String state, String code) {
    String data =
        state.equals("cancelled") ? "{\"reason\":\"changed mind\"}" : ERROR.formatted(code);
    try (EngineRig rig = rig()) {
      Order order = placedAfter(rig, state, data);
      Awaitility.await().until(() -> rig.timeline(order).contains("StrayPurchaseFound"));
      StrayPurchase stray = rig.orders.strays().open(null, 10).getFirst();
      assertThat(stray.order()).isEqualTo(order.key());
      assertThat(stray.why()).contains(state);
      assertThat(stray.placement().merchantOrders().getFirst().id()).startsWith("I-");
      assertThat(rig.orders.strays().cancel(stray, "ann", "no"))
          .as("this connector cannot cancel")
          .isPresent();
      assertThat(rig.orders.strays().keepIt(stray, "ann", "sent to the client")).isTrue();
      assertThat(rig.orders.strays().keepIt(stray, "ann", "again")).isFalse();
      assertThat(rig.orders.strays().open(null, 10)).isEmpty();
    }
  }

  @Test
  void anOrderThatTheDatabaseHasForgottenGetsAStrayPurchase() {
    try (EngineRig rig = rig()) {
      shop.afterPlacing =
          () -> {
            shop.afterPlacing = () -> {};
            new Forgetting(DB.database()).everything();
          };
      Order order = rig.submit();
      rig.work();
      Awaitility.await().until(() -> rig.orders.strays().open() == 1);
      StrayPurchase stray = rig.orders.strays().open(null, 10).getFirst();
      assertThat(stray.order()).isEqualTo(order.key());
      assertThat(stray.placement().merchantOrders().getFirst().id()).startsWith("I-");
      assertThat(rig.orders.strays().cancel(stray, "ann", "no"))
          .as("nobody knows with which log-in it was bought")
          .isPresent();
      assertThat(rig.orders.strays().keepIt(stray, "ann", "sent back")).isTrue();
    }
  }

  @Test
  void aStrayPurchaseIsSettledWhenItsOrderIsSubmittedAgain() {
    try (EngineRig rig = rig()) {
      shop.afterPlacing =
          () -> {
            shop.afterPlacing = () -> {};
            new Forgetting(DB.database()).everything();
          };
      RecoveringTest.submit(rig, "key-1");
      rig.work();
      Awaitility.await().until(() -> rig.orders.strays().open() == 1);
      rig.recovery.lost("a test");
      Order again = RecoveringTest.submit(rig, "key-1");
      rig.await(again, OrderState.Placed.class);
      Awaitility.await().until(() -> rig.orders.strays().open() == 0);
      assertThat(settledStrays()).isEqualTo(1);
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  @Test
  void theLateYesOfAnOrderThatWasSubmittedAgainIsNoStrayPurchase() {
    try (EngineRig rig = rig()) {
      rig.work();
      shop.afterPlacing =
          () -> {
            shop.afterPlacing = () -> {};
            new Forgetting(DB.database()).everything();
            rig.recovery.lost("a test");
            rig.await(RecoveringTest.submit(rig, "key-1"), OrderState.Placed.class);
          };
      RecoveringTest.submit(rig, "key-1");
      Awaitility.await().until(() -> settledStrays() == 1);
      assertThat(rig.orders.strays().open()).isZero();
      assertThat(rig.shop.orders()).isEqualTo(1);
    }
  }

  private static int settledStrays() {
    return DB.database()
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select count(*) from stray_purchase where settled_by = 'brass'")
                    .mapTo(int.class)
                    .one());
  }

  @Test
  void anOrderThatWasFoundMeanwhileIsTheSamePurchase() {
    AtomicReference<Order> submitted = new AtomicReference<>();
    try (EngineRig rig = rig()) {
      rig.work();
      // While the first node still waits for its answer, the order is taken over and found.
      shop.afterPlacing =
          () -> {
            shop.afterPlacing = () -> {};
            Awaitility.await().until(() -> submitted.get() != null);
            Order order = submitted.get();
            setState(
                order,
                "in_doubt",
                """
                {"attempt":{"value":"%s"},"number":1,"settledAt":"2026-01-02T03:04:05Z","looks":0,"concessions":[]}
                """
                    .formatted(attempt(order)));
            rig.jobs.wake();
            DB.database()
                .jdbi()
                .useTransaction(
                    h ->
                        rig.jobs.enqueue(
                            h,
                            List.of(
                                NewJob.of(
                                    OrderJobs.RECONCILE,
                                    order.key().tenant().value(),
                                    order.id().value()))));
            rig.jobs.wake();
            rig.await(order, OrderState.Placed.class);
          };
      submitted.set(rig.submit());
      rig.await(submitted.get(), OrderState.Placed.class);
      Awaitility.await().until(() -> rig.orders.strays().open() == 0);
      assertThat(rig.timeline(submitted.get())).doesNotContain("StrayPurchaseFound");
    }
  }

  private EngineRig rig() {
    EngineRig rig = EngineRig.real(DB.database(), clock, instant);
    rig.close();
    return EngineRig.real(DB.database(), clock, instant, shop, rig.tenant);
  }

  /// An order that is in that state when its store's yes comes.
  private Order placedAfter(EngineRig rig, String state, String data) {
    AtomicReference<Order> submitted = new AtomicReference<>();
    shop.afterPlacing =
        () -> {
          shop.afterPlacing = () -> {};
          setState(submitted.get(), state, data);
        };
    submitted.set(rig.submit());
    rig.work();
    return submitted.get();
  }

  private static void setState(Order order, String state, String data) {
    PersonalData personal = new PersonalData(TestVault.open(DB.database()));
    DB.database()
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "update orders set state = ?, state_data = null, sealed_state = ?,"
                        + " version = version + 1 where id = ?",
                    state,
                    personal.seal(
                        PersonalColumn.ORDER_STATE,
                        order.key().tenant(),
                        order.id().toString(),
                        data),
                    order.id().value()));
    int sequence =
        DB.database()
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery("select version from orders where id = ?")
                        .bind(0, order.id().value())
                        .mapTo(Integer.class)
                        .one());
    DB.database()
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "insert into order_event (tenant_id, order_id, sequence, type, at, sealed)"
                        + " values (?, ?, ?, 'action_taken', now(), ?)",
                    order.key().tenant().value(),
                    order.id().value(),
                    sequence,
                    personal.seal(
                        PersonalColumn.ORDER_EVENT,
                        order.key().tenant(),
                        PersonalColumn.row(order.id(), sequence),
                        "{\"at\":\"2026-01-02T03:04:05Z\"}")));
  }

  private static String attempt(Order order) {
    return DB.database()
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select id::text from order_attempt where order_id = ?")
                    .bind(0, order.id().value())
                    .mapTo(String.class)
                    .one());
  }
}
