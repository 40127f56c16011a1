package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.Ids;
import dev.brass.server.db.TestDatabase;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.RequiredAction;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.Placing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of orders whose jobs may not run any more.
class LastWordsTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final Duration LONGER_THAN_ANY_LASTS = Duration.ofDays(32);

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  private EngineRig rig() {
    EngineRig rig = new EngineRig(DB.database(), clock);
    rig.shop.unitPrice(Money.of(1999, "USD"));
    return rig;
  }

  private static Order submit(EngineRig rig, String product) {
    OrderSpec plain = EngineRig.spec(product, null);
    OrderSpec bundled =
        new OrderSpec(
            plain.store(),
            List.of(new OrderLine(Ids.next(), product, null, 2, List.of(), SellerCriteria.ANY)),
            new OrderSpec.Delivery(plain.delivery().to(), plain.delivery().shipping(), null, null),
            new OrderSpec.Payment(OrderSpec.Pay.STORE_DEFAULT, plain.payment().billTo(), null),
            OrderSpec.Terms.ANY_PRICE,
            OrderSpec.Reference.NONE,
            new OrderSpec.Bundle(true, List.of()),
            null);
    return rig.submit(bundled, OrderPrivate.NONE);
  }

  private static void execute(String sql) {
    DB.database().jdbi().useHandle(handle -> handle.execute(sql));
  }

  private static int jobs() {
    return DB.database()
        .jdbi()
        .withHandle(h -> h.createQuery("select count(*) from job").mapTo(int.class).one());
  }

  /// A node that comes back after so long that no job may run.
  private EngineRig muchLater(EngineRig before) {
    EngineRig next = before.successor();
    clock.advance(LONGER_THAN_ANY_LASTS);
    return next;
  }

  @Test
  void membersOfABundleGetTheirPartHoweverLate() {
    EngineRig dies = rig().without(OrderJobs.SETTLE_BUNDLE);
    dies.work();
    Order first = submit(dies, "product-1");
    Order second = submit(dies, "product-2");
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> dies.shop.orders() == 1);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> settles() == 1);
    try (EngineRig rig = muchLater(dies)) {
      rig.work();
      rig.await(first, OrderState.Placed.class);
      rig.await(second, OrderState.Placed.class);
    }
  }

  @Test
  void aMemberThatCannotGetItsPartIsProbablyPlacedAndAnOperatorPlacesIt() {
    EngineRig dies = rig().without(OrderJobs.SETTLE_BUNDLE);
    dies.work();
    Order first = submit(dies, "product-1");
    Order second = submit(dies, "product-2");
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> dies.shop.orders() == 1);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> settles() == 1);
    // It is refused whenever it is to be placed.
    execute(
        "alter table orders add constraint never check (id <> '%s' or state <> 'placed') not valid"
            .formatted(first.id()));
    try (EngineRig rig = muchLater(dies)) {
      rig.work();
      rig.await(second, OrderState.Placed.class);
      OrderState.Failed failed = rig.await(first, OrderState.Failed.class);
      assertThat(failed.error().code()).isEqualTo(ErrorCode.ORDER_PROBABLY_PLACED);
      Awaitility.await().until(() -> settles() == 0);
      execute("alter table orders drop constraint never");
      Resolution placed = new Resolution.PlacedUnder("M-1", Money.of(3998, "USD"));
      assertThat(rig.orders.resolve(first.key(), placed, "ann", "I have looked").orElseThrow())
          .isInstanceOf(Resolved.Done.class);
      rig.await(first, OrderState.Placed.class);
    }
  }

  private static int settles() {
    return DB.database()
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select count(*) from job where kind = 'settle-bundle'")
                    .mapTo(int.class)
                    .one());
  }

  @Test
  void anOrderFailsWhoseActionNobodyTookWhileNoNodeRan() {
    EngineRig first = rig();
    first.shop.next(
        new Placing.Act(new RequiredAction(RequiredAction.Kind.MANUAL_REVIEW, "look", Map.of())));
    first.work();
    Order order = first.submit();
    first.await(order, OrderState.NeedsAction.class);
    try (EngineRig rig = muchLater(first)) {
      rig.work();
      OrderState.Failed failed = rig.await(order, OrderState.Failed.class);
      assertThat(failed.error().code()).isEqualTo(ErrorCode.MANUAL_REVIEW_REQUIRED);
      Awaitility.await().until(() -> jobs() == 0);
    }
  }
}
