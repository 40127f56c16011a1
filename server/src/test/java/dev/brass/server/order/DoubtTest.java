package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.spi.Answer;
import dev.brass.spi.Connector;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// When "not there" is final, and when it only was so a moment ago.
class DoubtTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  @Test
  void anOrderThatArrivesWhileTheStoreSaysItIsNotThereIsNotBoughtAgain() {
    LateShop shop = new LateShop(clock);
    try (EngineRig rig = new EngineRig(DB.database(), clock, EngineRig.QUICK, shop)) {
      rig.work();
      Order order = rig.submit();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                clock.advance(Duration.ofMillis(500));
                rig.jobs.wake();
                return rig.orders.get(order.key()).orElseThrow().state()
                    instanceof OrderState.Placed;
              });
      assertThat(rig.timeline(order))
          .containsExactly(
              "Submitted", "AttemptStarted", "OutcomeLost", "StillInDoubt", "Accepted");
      assertThat(shop.goods.shop(EngineRig.STORE).orders()).isEqualTo(1);
    }
  }

  /// A shop that loses the first request to buy for a while: it arrives just after the shop was
  /// asked for it, and the answer to that takes until the request could no longer have arrived.
  private static final class LateShop implements Connector, PlacesOrders {

    final InstantConnector goods = new InstantConnector();
    private final TestClock clock;
    private final AtomicBoolean late = new AtomicBoolean(true);
    private final AtomicReference<PlaceOrder> underWay = new AtomicReference<>();

    LateShop(TestClock clock) {
      this.clock = clock;
    }

    @Override
    public String platform() {
      return goods.platform();
    }

    @Override
    public PaidBy paidBy(StoreSettings settings) {
      return PaidBy.CLIENT;
    }

    @Override
    public void check(StoreSettings settings) {
      goods.check(settings);
    }

    @Override
    public Optional<String> productId(StoreSettings settings, URI page) {
      return goods.productId(settings, page);
    }

    @Override
    public Answer<Quote> quote(Store store, QuoteRequest request) {
      return goods.quote(store, request);
    }

    @Override
    public PlaceResult place(Store store, PlaceOrder order) {
      if (late.get()) {
        underWay.set(order);
        throw StoreException.answerLost("the connection was closed", new IOException());
      }
      return goods.place(store, order);
    }

    @Override
    public FindResult find(Store store, FindOrder question) {
      FindResult found = goods.find(store, question);
      if (late.getAndSet(false)) {
        PlaceOrder order = Objects.requireNonNull(underWay.get());
        goods.place(store, arrived(order));
        clock.advance(settlesWithin().plusSeconds(1));
      }
      return found;
    }

    /// The shop does not look at the clock of those who send.
    private PlaceOrder arrived(PlaceOrder order) {
      return new PlaceOrder(
          order.request(),
          order.handle(),
          order.shippingOptionId(),
          order.expected(),
          order.priceCap(),
          clock.instant().plusSeconds(1));
    }

    @Override
    public Duration settlesWithin() {
      return Duration.ofMinutes(1);
    }

    @Override
    public boolean findsByAttemptId(StoreSettings settings) {
      return true;
    }
  }
}
