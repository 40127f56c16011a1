package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.Ids;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.job.JobFilter;
import dev.brass.server.job.StoredJob;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Shipment.Status;
import dev.brass.spi.StoreException;
import dev.brass.spi.TrackResult;
import dev.brass.testkit.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How placed orders are followed, and when that ends.
class TrackingTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  private static final Money PART = Money.of(700, "USD");

  private final TestClock clock = TestClock.atStart();
  private final PartsConnector store = new PartsConnector();
  private EngineRig rig;

  @BeforeEach
  void start() {
    DB.database().jdbi().useHandle(handle -> handle.execute("delete from job"));
    rig = new EngineRig(DB.database(), clock, EngineRig.QUICK, store);
    rig.work();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Order placed(String... products) {
    OrderSpec one = EngineRig.spec(products[0], null);
    List<OrderLine> lines = new ArrayList<>();
    for (String product : products) {
      lines.add(new OrderLine(Ids.next(), product, null, 1, List.of(), SellerCriteria.ANY));
    }
    OrderSpec spec =
        new OrderSpec(
            one.store(),
            lines,
            one.delivery(),
            one.payment(),
            one.terms(),
            one.reference(),
            one.bundle(),
            null);
    Order order = rig.submit(spec, OrderPrivate.NONE);
    rig.await(order, OrderState.Placed.class);
    return order;
  }

  /// Lets the next look at the store come.
  private void look() {
    int before = store.asked.size();
    clock.advance(Duration.ofHours(7));
    Awaitility.await().until(() -> store.asked.size() > before || jobs().isEmpty());
    Awaitility.await().until(() -> jobs().stream().allMatch(job -> job.node() == null));
  }

  private List<StoredJob> jobs() {
    return rig.jobs.list(new JobFilter(rig.tenant.value(), OrderJobs.TRACK, null), null, 10);
  }

  private Order now(Order order) {
    return rig.orders.get(order.key()).orElseThrow();
  }

  private static TrackResult fail() {
    throw StoreException.answerLost("closed", new IOException());
  }

  private static Supplier<TrackResult> off(String reason) {
    return () -> new TrackResult.CancelledByRetailer(reason, PART);
  }

  @Test
  void aStoreThatAnswersWithNothingButExceptionsIsNotAskedForEver() {
    store.tells("a", TrackingTest::fail);
    Order order = placed("a");
    for (int i = 0; i < 5; i++) {
      look();
    }
    int asked = store.asked.size();
    assertThat(asked).isGreaterThanOrEqualTo(5);
    assertThat(jobs()).hasSize(1).allSatisfy(job -> assertThat(job.attempt()).isZero());

    clock.advance(TrackingPace.GIVES_UP_AFTER);
    Awaitility.await().until(() -> jobs().isEmpty());

    assertThat(store.asked).hasSize(asked);
    assertThat(rig.timeline(order)).endsWith("TrackingLost");
  }

  @Test
  void aMistakeOfAConnectorIsTheStoresTroubleAndCostsNoAttempt() {
    store.tells(
        "a",
        () -> {
          throw new NoClassDefFoundError("gone");
        });
    Order order = placed("a");
    for (int i = 0; i < 3; i++) {
      look();
      assertThat(jobs())
          .hasSize(1)
          .allSatisfy(
              job -> {
                assertThat(job.attempt()).isZero();
                assertThat(job.error()).isNull();
              });
    }
    store.tells("a", () -> PartsConnector.parcel("a", Status.DELIVERED));
    look();
    Awaitility.await().until(() -> jobs().isEmpty());
    assertThat(rig.timeline(order)).endsWith("Delivered");
  }

  @Test
  void aMerchantOrderThatTheStoreCannotTellOfHidesNoOther() {
    store.tells("a", TrackingTest::fail);
    store.tells("b", () -> PartsConnector.parcel("b", Status.DELIVERED));
    Order order = placed("a", "b");
    look();
    assertThat(now(order).shipments()).hasSize(1);
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void oneMerchantOrderOfSeveralThatIsCalledOffIsToldWithWhatComesBack() {
    Order order = placed("a", "b");
    store.tells("a", off("out of stock"));
    look();

    CancelledPart part = new CancelledPart("a", "out of stock", false, PART);
    OrderState.Placed state = rig.await(order, OrderState.Placed.class);
    assertThat(state.off()).containsExactly(part);
    assertThat(rig.timeline(order)).endsWith("PartlyCancelled");
    assertThat(now(order).items())
        .extracting(OrderItem::status, OrderItem::cancellationReason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(OrderItem.Status.CANCELLED, "out of stock"),
            org.assertj.core.groups.Tuple.tuple(OrderItem.Status.ORDERED, null));

    store.asked.clear();
    look();
    assertThat(store.asked).containsExactly("b");
    assertThat(rig.timeline(order)).containsOnlyOnce("PartlyCancelled");

    store.tells("b", () -> PartsConnector.parcel("b", Status.DELIVERED));
    look();
    Awaitility.await().until(() -> jobs().isEmpty());
    assertThat(rig.timeline(order)).endsWith("Delivered");
  }

  @Test
  void whereTheStoreDoesNotTellTheProductsPartOfThePriceComesBack() {
    Order order = placed("a", "b", "c");
    store.tells("b", () -> new TrackResult.CancelledByRetailer("gone", null));
    look();
    OrderState.Placed state = rig.await(order, OrderState.Placed.class);
    Money total = state.placement().price().total();
    assertThat(state.off())
        .extracting(CancelledPart::refund)
        .containsExactly(new Money(total.minor() / 3, total.currency()));
  }

  @Test
  void anOrderIsOffWhenItsLastPartIs() {
    Order order = placed("a", "b");
    store.tells("a", off("out of stock"));
    look();
    store.tells("b", off("gone too"));
    look();
    OrderState.CancelledByRetailer off = rig.await(order, OrderState.CancelledByRetailer.class);
    assertThat(off.refund()).isEqualTo(PART.plus(PART));
    assertThat(off.reason()).isEqualTo("gone too");
    Awaitility.await().until(() -> jobs().isEmpty());
  }

  @Test
  void aPartThatItsClientCalledOffIsToldOnce() {
    Order order = placed("a", "b");
    List<MerchantOrder> parts =
        rig.orders.placed(order.key()).orElseThrow().placement().merchantOrders();
    rig.orders.calledOff(order.key(), parts.getFirst(), "no longer needed", PART);
    rig.orders.calledOff(order.key(), parts.getFirst(), "no longer needed", PART);
    assertThat(rig.await(order, OrderState.Placed.class).off())
        .containsExactly(new CancelledPart("a", "no longer needed", true, PART));
    assertThat(rig.timeline(order)).containsOnlyOnce("PartlyCancelled");
    rig.orders.calledOff(order.key(), parts.getLast(), "no longer needed", null);
    OrderState.CancelledByRetailer off = rig.await(order, OrderState.CancelledByRetailer.class);
    assertThat(off.asked()).isTrue();
    assertThat(off.refund()).isNull();
  }
}
