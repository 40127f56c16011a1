package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.Shipment;
import dev.brass.spi.StoreException;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TrackResult.CancelledByRetailer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithMarketplace.class)
class ScenarioTest {

  private final SandboxMarketplace marketplace;
  private final Shopper shopper;

  ScenarioTest(SandboxMarketplace marketplace) {
    this.marketplace = marketplace;
    this.shopper = Shopper.at(marketplace, SandboxRetailer.WALMART);
  }

  @Test
  void commitThenTimeoutHasTheOrder() {
    QuoteRequest request = Wish.of("10450114").scenario("commit_then_timeout").request();
    assertAnswerIsLost(request);
    FindResult found = shopper.find(request);
    assertThat(found).isInstanceOf(FindResult.Found.class);
    assertThat(new PlaceResult.Accepted(((FindResult.Found) found).placement()))
        .as("sent again, the attempt gets the order that it made")
        .isEqualTo(shopper.place(request));
    assertThat(marketplace.ordersOf(request.orderId())).hasSize(1);
  }

  @Test
  void timeoutBeforeCommitHasNone() {
    QuoteRequest request = Wish.of("10450114").scenario("timeout_before_commit").request();
    assertAnswerIsLost(request);
    assertThat(shopper.find(request)).isEqualTo(new FindResult.Absent());
    QuoteRequest next = again(request);
    shopper.buy(next);
    assertThat(marketplace.ordersOf(request.orderId())).hasSize(1);
  }

  @Test
  void faultsMeetAsManyAttemptsAsAskedFor() {
    QuoteRequest request =
        Wish.of("10450114").scenario(Map.of("place", "commit_then_timeout", "times", 2)).request();
    assertAnswerIsLost(request);
    shopper.cancel(onlyOrder(request));
    QuoteRequest second = again(request);
    assertAnswerIsLost(second);
    shopper.cancel(onlyOrder(second));
    shopper.buy(again(request));
    assertThat(marketplace.ordersOf(request.orderId())).hasSize(3);
  }

  @Test
  void refuseSaysWhatItWasTold() {
    QuoteRequest request =
        Wish.of("10450114")
            .scenario(Map.of("place", "refuse", "error", "account_locked"))
            .request();
    assertThat(shopper.refused(request).code()).isEqualTo(ErrorCode.ACCOUNT_LOCKED);
    assertThat(shopper.find(request)).isEqualTo(new FindResult.Absent());
    shopper.buy(again(request));
    assertThat(shopper.refused(Wish.of("10450114").scenario("refuse").request()).code())
        .isEqualTo(ErrorCode.CREDIT_CARD_DECLINED);
  }

  @Test
  void needsActionWaitsForAPerson() {
    QuoteRequest request =
        Wish.of("10450114")
            .scenario(Map.of("place", "needs_action", "action", "verification_code"))
            .request();
    assertThat(shopper.place(request))
        .isInstanceOfSatisfying(
            PlaceResult.ActionRequired.class,
            it -> assertThat(it.action().kind()).isEqualTo(RequiredAction.Kind.VERIFICATION_CODE));
    assertThat(shopper.find(request)).isEqualTo(new FindResult.Absent());
    shopper.buy(again(request));
  }

  @Test
  void priceJumpMakesTheOrderDearerThanQuoted() {
    QuoteRequest request = Wish.of("10450114").scenario(Map.of("price_jump", 300)).request();
    PlaceOrder order = shopper.order(request);
    PlaceOrder capped = shopper.order(request, shopper.quote(request), order.expected());
    assertThat(shopper.place(capped))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            it -> {
              assertThat(it.error().code()).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
              assertThat(it.error().data())
                  .containsEntry("max_price", order.expected().minor())
                  .containsEntry("total", order.expected().minor() + 300);
            });
    assertThat(shopper.find(request)).isEqualTo(new FindResult.Absent());
    assertThat(Shopper.accepted(shopper.place(order)).price().total())
        .isEqualTo(order.expected().plus(Money.of(300, "USD")));
  }

  @Test
  void aSlowStoreHasTheOrderBeforeItAnswers() throws InterruptedException {
    QuoteRequest request = Wish.of("10450114").scenario(Map.of("slow", "PT1H")).request();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(1);
    Thread buyer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    shopper.place(request);
                  } catch (StoreException e) {
                    thrown.set(e);
                  } finally {
                    ended.countDown();
                  }
                });
    Awaitility.await().until(() -> shopper.find(request) instanceof FindResult.Found);
    buyer.interrupt();
    ended.await();
    assertThat(thrown.get())
        .isInstanceOfSatisfying(
            StoreException.class, it -> assertThat(it.mayHaveArrived()).isTrue());
  }

  @Test
  void anUnhurriedAnswerComes() {
    shopper.buy(Wish.of("10450114").scenario(Map.of("slow", "PT0.02S")).request());
  }

  @Test
  void partialShipmentComesInTwoParcels() {
    Wish wish = Wish.of("10450114").quantity(3).and("999").scenario("partial_shipment");
    MerchantOrder order = shopper.bought(wish);
    shopper.clock().advance(Duration.ofHours(2));
    TrackResult.Shipments first = shipments(order);
    assertThat(first.complete()).isFalse();
    assertThat(first.shipments()).hasSize(1);
    assertThat(first.shipments().getFirst().productIds()).containsExactly("10450114", "10450114");
    shopper.clock().advance(Duration.ofHours(46));
    TrackResult.Shipments both = shipments(order);
    assertThat(both.complete()).isTrue();
    assertThat(both.shipments())
        .hasSize(2)
        .allMatch(it -> it.status() == Shipment.Status.DELIVERED)
        .extracting(Shipment::trackingNumber)
        .doesNotHaveDuplicates();
    assertThat(both.shipments().getLast().productIds()).containsExactly("10450114", "999");
  }

  @Test
  void lostTrackingNeverArrives() {
    MerchantOrder order = shopper.bought(Wish.of("10450114").scenario("lost_tracking"));
    shopper.clock().advance(Duration.ofDays(2));
    Shipment parcel = shipments(order).shipments().getFirst();
    assertThat(parcel.status()).isEqualTo(Shipment.Status.IN_TRANSIT);
    assertThat(parcel.checkpoints()).hasSize(3);
    shopper.clock().advance(Duration.ofDays(365));
    assertThat(shipments(order).shipments().getFirst()).isEqualTo(parcel);
  }

  @Test
  void retailerCancelsWhenToldTo() {
    MerchantOrder order =
        shopper.bought(Wish.of("10450114").scenario(Map.of("retailer_cancels", "PT3H")));
    shopper.clock().advance(Duration.ofHours(3).minusMillis(1));
    assertThat(shipments(order)).isEqualTo(new TrackResult.Shipments(List.of(), false));
    shopper.clock().advance(Duration.ofMillis(1));
    TrackResult cancelled = shopper.track(order);
    assertThat(cancelled)
        .isInstanceOfSatisfying(
            CancelledByRetailer.class, it -> assertThat(it.refund()).isNotNull());
    shopper.clock().advance(Duration.ofDays(9));
    assertThat(shopper.track(order)).isEqualTo(cancelled);
    MerchantOrder soon = shopper.bought(Wish.of("10450114").scenario("retailer_cancels"));
    shopper.clock().advance(Duration.ofHours(1));
    assertThat(shopper.track(soon)).isInstanceOf(CancelledByRetailer.class);
  }

  @Test
  void shipsAndDeliversWhenToldTo() {
    MerchantOrder order =
        shopper.bought(
            Wish.of("10450114").scenario(Map.of("ship_after", "PT5M", "deliver_after", "PT10M")));
    shopper.clock().advance(Duration.ofMinutes(5));
    assertThat(shipments(order).shipments().getFirst().status())
        .isEqualTo(Shipment.Status.IN_TRANSIT);
    shopper.clock().advance(Duration.ofMinutes(5));
    assertThat(shipments(order).shipments().getFirst().status())
        .isEqualTo(Shipment.Status.DELIVERED);
  }

  @Test
  void anUnknownScenarioIsRefusedWithTheKnownOnes() {
    OrderError error =
        shopper.refusedQuote(Wish.of("10450114").scenario("comit_then_timeout").request());
    assertThat(error.code()).isEqualTo(ErrorCode.ITEM_NOT_SUPPORTED);
    assertThat(error.code().retrySafe()).isFalse();
    assertThat(error.message()).contains("comit_then_timeout", "commit_then_timeout", "slow");
    assertThat(shopper.refusedQuote(Wish.of("1").scenario(Map.of("plaice", "accept")).request()))
        .extracting(OrderError::message)
        .asString()
        .contains("plaice", "place", "retailer_cancels");
  }

  private void assertAnswerIsLost(QuoteRequest request) {
    PlaceOrder order = shopper.order(request);
    assertThatThrownBy(() -> shopper.place(order))
        .isInstanceOfSatisfying(
            StoreException.class, it -> assertThat(it.mayHaveArrived()).isTrue());
  }

  private MerchantOrder onlyOrder(QuoteRequest request) {
    return marketplace
        .orderOf(request.attempt())
        .orElseThrow()
        .placement()
        .merchantOrders()
        .getFirst();
  }

  /// The next attempt of the same order.
  private static QuoteRequest again(QuoteRequest before) {
    return new QuoteRequest(
        before.orderId(),
        new AttemptId(UUID.randomUUID()),
        before.lines(),
        before.shipTo(),
        before.billTo(),
        before.payment(),
        before.gift(),
        before.promoCodes(),
        before.poNumber(),
        before.notes());
  }

  private TrackResult.Shipments shipments(MerchantOrder order) {
    TrackResult result = shopper.track(order);
    assertThat(result).isInstanceOf(TrackResult.Shipments.class);
    return (TrackResult.Shipments) result;
  }
}
