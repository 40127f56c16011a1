package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindResult;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@ExtendWith(WithMarketplace.class)
class PlacingTest {

  private final SandboxMarketplace marketplace;
  private final Shopper shopper;

  PlacingTest(SandboxMarketplace marketplace) {
    this.marketplace = marketplace;
    this.shopper = Shopper.at(marketplace, SandboxRetailer.AMAZON);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"GOOGLE_SHOPPING", "OVERSTOCK"})
  void everyRetailerThatSellsSellsAnyProductToANewcomer(SandboxRetailer retailer) {
    Shopper newcomer = Shopper.at(marketplace, retailer, null);
    for (String id : List.of("B07XYZ1234", "1", "some thing/else", "USB-HUB.s1", "X.v1")) {
      QuoteRequest request = Wish.of(id).variant("Color", "Red").request();
      Quote quote = newcomer.quote(request);
      assertThat(quote.shipping()).hasSizeGreaterThan(1);
      Placement placement = newcomer.buy(request);
      assertThat(placement.price().total().currency()).isEqualTo(retailer.currency());
      assertThat(placement.merchantOrders()).hasSize(1);
      assertThat(placement.merchantOrders().getFirst().account()).isNull();
      assertThat(newcomer.find(request)).isEqualTo(new FindResult.Found(placement));
    }
  }

  @Test
  void onlyTheCatalogueOfCatalogueRetailersIsThere() {
    assertThat(marketplace.connectors())
        .extracting(it -> it.platform())
        .containsExactly("sandbox", "sandbox-orders", "sandbox-catalogue");
  }

  @Test
  void theSameAttemptTwiceIsOneOrderWhateverItAsksForTheSecondTime() {
    QuoteRequest request = Wish.of("B07XYZ1234").request();
    PlaceOrder order = shopper.order(request);
    Placement first = Shopper.accepted(shopper.place(order));
    assertThat(Shopper.accepted(shopper.place(order))).isEqualTo(first);
    PlaceOrder tooDear =
        new PlaceOrder(
            request,
            order.handle(),
            order.shippingOptionId(),
            order.expected(),
            Money.of(1, "USD"),
            order.notAfter());
    assertThat(Shopper.accepted(shopper.place(tooDear))).isEqualTo(first);
    assertThat(marketplace.countOrders(List.of(request.attempt())))
        .isEqualTo(Map.of(request.attempt(), 1));
  }

  @Test
  void sixteenThreadsWithOneAttemptMakeOneOrder() throws InterruptedException, ExecutionException {
    for (int round = 0; round < 10; round++) {
      // Every other round pays from the gift balance, which takes a transaction.
      Wish wish = Wish.of("B0" + round);
      QuoteRequest request =
          (round % 2 == 0 ? wish : wish.paidBy(new Payment.GiftBalance())).request();
      PlaceOrder order = shopper.order(request);
      List<PlaceResult> results = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<PlaceResult>> running = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          running.add(threads.submit(() -> shopper.place(order)));
        }
        for (Future<PlaceResult> one : running) {
          results.add(one.get());
        }
      }
      assertThat(results).hasSize(16).containsOnly(results.getFirst());
      assertThat(results.getFirst()).isInstanceOf(PlaceResult.Accepted.class);
      assertThat(marketplace.ordersOf(request.orderId())).hasSize(1);
    }
    assertThat(marketplace.attemptsBoughtTwice(10)).isEmpty();
  }

  @Test
  void anotherAttemptOfTheSameOrderIsAnotherPurchase() {
    UUID orderId = UUID.randomUUID();
    for (int i = 0; i < 2; i++) {
      shopper.buy(Wish.of("B07XYZ1234").request(orderId, new AttemptId(UUID.randomUUID())));
    }
    assertThat(marketplace.ordersOf(orderId)).hasSize(2);
    assertThat(marketplace.ordersBoughtTwice(10)).containsExactly(orderId);
    List<SandboxOrder> both = marketplace.ordersOf(orderId);
    shopper.cancel(both.getFirst().placement().merchantOrders().getFirst());
    assertThat(marketplace.ordersBoughtTwice(10)).isEmpty();
  }

  @Test
  void keepsToThePriceCapToTheCent() {
    QuoteRequest request = Wish.of("B07XYZ1234").request();
    Quote quote = shopper.quote(request);
    PlaceOrder order = shopper.order(request, quote, null);
    long total = order.expected().minor();
    PlaceOrder tooDear = shopper.order(request, quote, Money.of(total - 1, "USD"));
    assertThat(shopper.place(tooDear))
        .isEqualTo(
            new PlaceResult.Refused(
                new OrderError(
                    ErrorCode.MAX_PRICE_EXCEEDED,
                    "The final price %s is above the price cap %s; nothing was bought."
                        .formatted(Money.of(total, "USD"), Money.of(total - 1, "USD")),
                    Map.of("max_price", total - 1, "total", total))));
    assertThat(shopper.find(request)).isEqualTo(new FindResult.Absent());
    Shopper.accepted(shopper.place(shopper.order(request, quote, Money.of(total, "USD"))));
  }

  @Test
  void refusesACapInAnotherCurrency() {
    QuoteRequest request = Wish.of("B07XYZ1234").request();
    PlaceOrder order = shopper.order(request, shopper.quote(request), Money.of(100_000, "EUR"));
    assertThat(shopper.place(order))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            it -> assertThat(it.error().code()).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED));
  }

  @Test
  void sellsExactlyWhatWasQuoted() {
    QuoteRequest quoted = Wish.of("B07XYZ1234").request();
    Quote quote = shopper.quote(quoted);
    QuoteRequest other =
        Wish.of("B07XYZ1234").quantity(2).request(quoted.orderId(), quoted.attempt());
    assertThat(shopper.place(shopper.order(other, quote, null)))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            it -> {
              assertThat(it.error().code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
              assertThat(it.error().code().retrySafe()).isTrue();
            });
    assertThat(quote.handle()).isEqualTo(shopper.quote(quoted).handle()).hasSizeLessThan(80);
  }

  @Test
  void buysNothingAfterItsTime() {
    PlaceOrder order = shopper.order(Wish.of("B07XYZ1234").request());
    shopper.clock().advance(Duration.ofMinutes(5).plusMillis(1));
    assertThatThrownBy(() -> shopper.place(order))
        .isInstanceOfSatisfying(
            StoreException.class, it -> assertThat(it.mayHaveArrived()).isFalse());
    assertThat(shopper.find(order.request())).isEqualTo(new FindResult.Absent());
  }

  @Test
  void asksNothingWhenItsThreadIsInterrupted() {
    PlaceOrder order = shopper.order(Wish.of("B07XYZ1234").request());
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> shopper.place(order))
          .isInstanceOfSatisfying(
              StoreException.class, it -> assertThat(it.mayHaveArrived()).isFalse());
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(shopper.find(order.request())).isEqualTo(new FindResult.Absent());
  }

  @Test
  void anOrdinaryQuoteTakesNoStatementAndASaleOne(DataSource database) {
    CountingStatements counting = new CountingStatements(database);
    Shopper counted =
        Shopper.at(SandboxMarketplace.open(counting.dataSource()), SandboxRetailer.AMAZON);
    QuoteRequest request = Wish.documented().request();
    assertThat(counting.during(() -> counted.quote(request))).isZero();
    PlaceOrder order = counted.order(request);
    assertThat(counting.during(() -> counted.place(order))).isEqualTo(1);
    assertThat(counting.during(() -> counted.find(request))).isEqualTo(1);
    PlaceOrder fromStock =
        counted.order(Wish.of("STOCK-9-x").paidBy(new Payment.GiftBalance()).request());
    assertThat(counting.during(() -> counted.place(fromStock))).isEqualTo(3);
  }

  @Test
  void findsNothingOfAnAttemptThatWasNeverPlaced() {
    assertThat(shopper.find(Wish.of("B07XYZ1234").request())).isEqualTo(new FindResult.Absent());
  }
}
