package dev.brass.testkit.instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.spi.Answer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.CancelResult;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.StoreException;
import dev.brass.spi.TrackResult;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.TestOrder;
import dev.brass.testkit.TestStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InstantConnectorTest {
  private final InstantConnector connector = new InstantConnector(3, Duration.ofMinutes(1));
  private final InstantShop shop = connector.shop("shop");
  private final TestStore store = TestStore.named("shop").build();

  @Test
  void sellsAnAttemptOnce() {
    AttemptId attempt = attempt(1);
    PlaceResult first = connector.place(store, order(attempt));
    PlaceResult second = connector.place(store, order(attempt));
    assertThat(first).isInstanceOf(PlaceResult.Accepted.class).isEqualTo(second);
    assertThat(shop.orders(attempt)).isEqualTo(1);
    assertThat(shop.orders()).isEqualTo(1);
    assertThat(shop.attempts()).containsExactly(attempt);
  }

  @Test
  void treatsTheNextOrdersAsItIsToldAndTheOnesAfterThemAsUsual() {
    StoreException failure = StoreException.answerLost("lost", new IOException("injected"));
    shop.next(
        new Placing.Refuse(ErrorCode.CREDIT_CARD_DECLINED.error()),
        new Placing.ThrowBefore(failure),
        new Placing.ThrowAfter(failure),
        new Placing.Doubt(false),
        new Placing.Doubt(true));
    assertThat(connector.place(store, order(attempt(1)))).isInstanceOf(PlaceResult.Refused.class);
    assertThatThrownBy(() -> connector.place(store, order(attempt(2)))).isSameAs(failure);
    assertThatThrownBy(() -> connector.place(store, order(attempt(3)))).isSameAs(failure);
    assertThat(connector.place(store, order(attempt(4)))).isInstanceOf(PlaceResult.InDoubt.class);
    assertThat(connector.place(store, order(attempt(5)))).isInstanceOf(PlaceResult.InDoubt.class);
    assertThat(connector.place(store, order(attempt(6)))).isInstanceOf(PlaceResult.Accepted.class);
    assertThat(shop.attempts()).containsExactlyInAnyOrder(attempt(3), attempt(5), attempt(6));
  }

  @Test
  void letsATestLookWhileTheCallerWaits() {
    List<PlaceOrder> seen = new ArrayList<>();
    shop.next(
        new Placing.Look(seen::add),
        new Placing.Look(
            _ -> {
              throw new IllegalStateException("not committed");
            }));
    PlaceOrder order = order(attempt(1));
    connector.place(store, order);
    assertThat(seen).containsExactly(order);
    assertThatThrownBy(() -> connector.place(store, order(attempt(2)))).hasMessage("not committed");
    assertThat(shop.orders(attempt(2))).isZero();
  }

  @Test
  void quotesAndFindsAsItIsTold() {
    shop.nextQuotes(
        new Quoting.Refuse(ErrorCode.INVALID_ADDRESS.error()),
        new Quoting.Throw(new IllegalStateException("broken")),
        new Quoting.Tell());
    QuoteRequest request = TestOrder.of("widget").request(attempt(1));
    assertThat(connector.quote(store, request)).isInstanceOf(Answer.Refused.class);
    assertThatThrownBy(() -> connector.quote(store, request)).hasMessage("broken");
    assertThat(connector.quote(store, request)).isInstanceOf(Answer.Given.class);

    connector.place(store, order(attempt(1)));
    shop.nextFinds(
        new Finding.Miss(),
        new Finding.Unknown("index down"),
        new Finding.Throw(new IllegalStateException("broken")));
    FindOrder find = new FindOrder(attempt(1), "", request, TestClock.START);
    assertThat(connector.find(store, find)).isInstanceOf(FindResult.Absent.class);
    assertThat(connector.find(store, find)).isEqualTo(new FindResult.Unknown("index down"));
    assertThatThrownBy(() -> connector.find(store, find)).hasMessage("broken");
    assertThat(connector.find(store, find)).isInstanceOf(FindResult.Found.class);
    assertThat(connector.settlesWithin()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void shipsAndCallsOffWhatItIsTold() {
    MerchantOrder shipped = place(attempt(1));
    MerchantOrder calledOff = place(attempt(2));
    shop.ship(attempt(1));
    shop.callOff(attempt(2), "burnt down");
    assertThat(((TrackResult.Shipments) connector.track(store, shipped)).complete()).isTrue();
    assertThat(connector.track(store, calledOff))
        .isEqualTo(new TrackResult.CancelledByRetailer("burnt down", Money.of(1000, "USD")));
    assertThat(connector.cancel(store, shipped, "late")).isInstanceOf(CancelResult.Refused.class);
    assertThatThrownBy(() -> shop.ship(attempt(9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no order of");
  }

  @Test
  void keepsShopsApartAndHasALimit() {
    assertThat(connector.shop("other").orders()).isZero();
    for (int i = 1; i <= 3; i++) {
      place(attempt(i));
    }
    assertThatThrownBy(() -> place(attempt(4)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has 3 orders, its limit");
    shop.forgetOrders();
    place(attempt(4));
    assertThat(connector.shop("other").orders()).isZero();
  }

  @Test
  void shipsAtOnceWhenItIsTold() {
    shop.shipsAtOnce();
    MerchantOrder order = place(attempt(1));
    assertThat(((TrackResult.Shipments) connector.track(store, order)).shipments()).hasSize(1);
  }

  private MerchantOrder place(AttemptId attempt) {
    PlaceResult result = connector.place(store, order(attempt));
    return ((PlaceResult.Accepted) result).placement().merchantOrders().getFirst();
  }

  private static PlaceOrder order(AttemptId attempt) {
    return new PlaceOrder(
        TestOrder.of("widget").request(attempt),
        "",
        "standard",
        Money.of(1000, "USD"),
        null,
        TestClock.START.plusSeconds(60));
  }

  private static AttemptId attempt(int number) {
    return new AttemptId(new UUID(0x7000, number));
  }
}
