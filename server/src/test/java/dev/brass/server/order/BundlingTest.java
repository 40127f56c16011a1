package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.Ids;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.secret.TestVault;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.Placing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Orders that are bought together, and what a crash leaves of them.
class BundlingTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  /// A unit costs 19.99.
  private static OrderSpec of(String product, int quantity, @Nullable Long maxPrice) {
    OrderSpec plain = EngineRig.spec(product, maxPrice);
    return new OrderSpec(
        plain.store(),
        List.of(new OrderLine(Ids.next(), product, null, quantity, List.of(), SellerCriteria.ANY)),
        new OrderSpec.Delivery(plain.delivery().to(), plain.delivery().shipping(), null, null),
        new OrderSpec.Payment(OrderSpec.Pay.STORE_DEFAULT, plain.payment().billTo(), null),
        new OrderSpec.Terms(maxPrice, false, List.of(), List.of(), Fulfilment.WHOLE),
        OrderSpec.Reference.NONE,
        new OrderSpec.Bundle(true, List.of()),
        null);
  }

  private static Order submit(
      EngineRig rig, String product, int quantity, @Nullable Long maxPrice) {
    return rig.submit(of(product, quantity, maxPrice), OrderPrivate.NONE);
  }

  private void noFlaws() {
    assertThat(new OrderAudit(DB.database().jdbi(), TestVault.open(DB.database())).flaws())
        .isEmpty();
  }

  private EngineRig rig() {
    EngineRig rig = new EngineRig(DB.database(), clock);
    rig.shop.unitPrice(Money.of(1999, "USD"));
    return rig;
  }

  @Test
  void ordersThatAreWorthEnoughAreBoughtAsOne() {
    try (EngineRig rig = rig()) {
      rig.work();
      Order first = submit(rig, "product-1", 1, null);
      Order second = submit(rig, "product-2", 1, null);
      await(rig, first, "Submitted");
      assertThat(rig.shop.orders()).isZero();
      Order third = submit(rig, "product-3", 1, 2_000L);

      OrderState.Placed placed = rig.await(third, OrderState.Placed.class);
      assertThat(placed.placement().price().total()).isEqualTo(Money.of(1999, "USD"));
      assertThat(placed.placement().merchantOrders().getFirst().productIds())
          .containsExactly("product-3");
      String number = placed.placement().merchantOrders().getFirst().id();
      for (Order other : List.of(first, second)) {
        assertThat(
                rig.await(other, OrderState.Placed.class)
                    .placement()
                    .merchantOrders()
                    .getFirst()
                    .id())
            .isEqualTo(number);
      }
      assertThat(rig.shop.orders()).isEqualTo(1);
      assertThat(rig.timeline(first)).containsExactly("Submitted", "JoinedBundle", "Accepted");
      noFlaws();
    }
  }

  /// Hour by hour, as a job that runs just then sleeps from then on.
  private void sixHoursPass(EngineRig rig, Order... orders) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              clock.advance(Duration.ofHours(1));
              rig.jobs.wake();
              return Stream.of(orders)
                  .allMatch(
                      order ->
                          rig.orders.get(order.key()).orElseThrow().state()
                              instanceof OrderState.Placed);
            });
  }

  private static void await(EngineRig rig, Order order, String... timeline) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(rig.timeline(order)).containsExactly(timeline));
  }

  @Test
  void aCrashBetweenTheStoresAnswerAndTheSplitLosesNothingAndBuysNothingTwice() {
    Order first;
    Order second;
    try (EngineRig dies = rig().without(OrderJobs.SETTLE_BUNDLE)) {
      dies.work();
      first = submit(dies, "product-1", 2, null);
      second = submit(dies, "product-2", 1, null);
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> dies.shop.orders() == 1);
      await(dies, first, "Submitted", "JoinedBundle");
      noFlaws();

      try (EngineRig successor = dies.successor()) {
        successor.work();
        successor.await(first, OrderState.Placed.class);
        successor.await(second, OrderState.Placed.class);
        assertThat(dies.shop.orders()).isEqualTo(1);
        noFlaws();
      }
    }
  }

  @Test
  void aBundleWhoseAnswerWasLostIsLookedForAndNotBoughtAgain() {
    try (EngineRig rig = rig()) {
      rig.shop.next(new Placing.Doubt(true));
      rig.work();
      Order first = submit(rig, "product-1", 2, null);
      Order second = submit(rig, "product-2", 1, null);
      rig.await(first, OrderState.Placed.class);
      rig.await(second, OrderState.Placed.class);
      assertThat(rig.shop.orders()).isEqualTo(1);
      noFlaws();
    }
  }

  @Test
  void whoCannotAffordItsShareLeavesTheOthers() {
    try (EngineRig rig = rig()) {
      rig.work();
      Order poor = submit(rig, "product-1", 1, 1_000L);
      Order rich = submit(rig, "product-2", 2, null);
      OrderError error = rig.await(poor, OrderState.Failed.class).error();
      assertThat(error.code()).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
      assertThat(error.data()).containsEntry("max_price", 1000);
      await(rig, rich, "Submitted", "JoinedBundle", "LeftBundle");
      assertThat(rig.shop.orders()).isZero();
      noFlaws();

      sixHoursPass(rig, rich);
      assertThat(rig.shop.orders()).isEqualTo(1);
      noFlaws();
    }
  }

  @Test
  void whatTheStoreRefusesWithoutNamingAnyoneIsBoughtOneByOne() {
    try (EngineRig rig = rig()) {
      rig.shop.next(new Placing.Refuse(ErrorCode.SHIPPING_ADDRESS_REFUSED.error()));
      rig.work();
      Order first = submit(rig, "product-1", 2, null);
      Order second = submit(rig, "product-2", 1, null);
      rig.await(first, OrderState.Placed.class);
      rig.await(second, OrderState.Placed.class);
      assertThat(rig.shop.orders()).isEqualTo(2);
      noFlaws();
    }
  }

  @Test
  void aDeclinedCardFailsAll() {
    try (EngineRig rig = rig()) {
      rig.shop.next(new Placing.Refuse(ErrorCode.CREDIT_CARD_DECLINED.error()));
      rig.work();
      Order first = submit(rig, "product-1", 2, null);
      Order second = submit(rig, "product-2", 1, null);
      for (Order order : List.of(first, second)) {
        assertThat(rig.await(order, OrderState.Failed.class).error().code())
            .isEqualTo(ErrorCode.CREDIT_CARD_DECLINED);
      }
      noFlaws();
    }
  }

  @Test
  void whoIsCalledOffLeavesTheBundleAndTheOthersFormAnother() {
    try (EngineRig rig = rig().without(OrderJobs.PLACE)) {
      rig.work();
      Order leaver = submit(rig, "product-1", 1, null);
      Order stays = submit(rig, "product-2", 2, null);
      await(rig, leaver, "Submitted", "JoinedBundle");
      rig.orders.abort(leaver.key(), "changed my mind");
      rig.await(leaver, OrderState.Cancelled.class);
      await(rig, stays, "Submitted", "JoinedBundle", "LeftBundle");
      await(rig, leaver, "Submitted", "JoinedBundle", "AbortRequested", "LeftBundle", "Cancelled");
      noFlaws();
      Order waiting = submit(rig, "product-3", 1, null);
      await(rig, waiting, "Submitted", "JoinedBundle");
      noFlaws();
    }
  }

  @Test
  void whoWaitsCanBeCalledOffAtOnce() {
    try (EngineRig rig = rig()) {
      Order order = submit(rig, "product-1", 1, null);
      assertThat(rig.orders.abort(order.key(), "no").orElseThrow().state())
          .isInstanceOf(OrderState.Cancelled.class);
      noFlaws();
    }
  }

  @Test
  void ordersThatAreNotAlikeAreNotBoughtTogether() {
    try (EngineRig rig = rig()) {
      rig.work();
      Order store = submit(rig, "product-1", 2, null);
      OrderSpec card = of("product-2", 2, null);
      Order byCard =
          rig.submit(
              new OrderSpec(
                  card.store(),
                  card.lines(),
                  new OrderSpec.Delivery(
                      card.delivery().to(), card.delivery().shipping(), null, null),
                  new OrderSpec.Payment(OrderSpec.Pay.CARD, card.delivery().to(), null),
                  OrderSpec.Terms.ANY_PRICE,
                  OrderSpec.Reference.NONE,
                  new OrderSpec.Bundle(true, List.of()),
                  null),
              new OrderPrivate(Objects.requireNonNull(EngineRig.card().card()), null, Map.of()));
      Order same = submit(rig, "product-1", 2, null);
      sixHoursPass(rig, store, byCard, same);
      assertThat(rig.shop.orders()).isEqualTo(3);
      noFlaws();
    }
  }
}
