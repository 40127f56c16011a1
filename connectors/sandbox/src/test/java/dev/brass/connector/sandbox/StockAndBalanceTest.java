package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.spi.ErrorCode;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.QuoteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithMarketplace.class)
class StockAndBalanceTest {

  private final SandboxMarketplace marketplace;
  private final Shopper shopper;

  StockAndBalanceTest(SandboxMarketplace marketplace) {
    this.marketplace = marketplace;
    this.shopper = Shopper.at(marketplace, SandboxRetailer.AMAZON);
  }

  @Test
  void everySaleTakesFromTheStockUntilItIsEmpty() {
    shopper.buy(Wish.of("STOCK-3-a").quantity(2).request());
    OrderError tooMany = shopper.refusedQuote(Wish.of("STOCK-3-a").quantity(2).request());
    assertThat(tooMany.code()).isEqualTo(ErrorCode.MAX_QUANTITY_EXCEEDED);
    assertThat(tooMany.data()).containsEntry("max_quantity", 1).containsEntry("quantity", 2);
    shopper.buy(Wish.of("STOCK-3-a").request());
    assertThat(shopper.refusedQuote(Wish.of("STOCK-3-a").request()).code())
        .isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
  }

  @Test
  void variantsAndLinesShareTheStock() {
    shopper.buy(Wish.of("STOCK-3-b").and("STOCK-3-b.v1").request());
    OrderError error = shopper.refusedQuote(Wish.of("STOCK-3-b").and("STOCK-3-b.v1").request());
    assertThat(error.code()).isEqualTo(ErrorCode.MAX_QUANTITY_EXCEEDED);
  }

  @Test
  void retailersHaveStocksOfTheirOwn() {
    shopper.buy(Wish.of("STOCK-1-c").request());
    Shopper.at(marketplace, SandboxRetailer.WALMART).buy(Wish.of("STOCK-1-c").request());
  }

  @Test
  void whatWasQuotedAndIsGoneIsRefused() {
    PlaceOrder late = shopper.order(Wish.of("STOCK-1-d").request());
    shopper.buy(Wish.of("STOCK-1-d").request());
    assertThat(shopper.place(late))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            it -> {
              assertThat(it.error().code()).isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
              assertThat(it.error().data()).containsEntry("product_id", "STOCK-1-d");
            });
    assertThat(marketplace.orderOf(late.attempt())).isEmpty();
  }

  @Test
  void manyBuyersNeverGetMoreThanThereIs() throws InterruptedException, ExecutionException {
    List<PlaceOrder> orders =
        Stream.generate(() -> shopper.order(Wish.of("STOCK-20-e").and("STOCK-25-e").request()))
            .limit(40)
            .toList();
    List<PlaceResult> results = all(orders);
    assertThat(results).filteredOn(PlaceResult.Accepted.class::isInstance).hasSize(20);
    assertThat(results).filteredOn(PlaceResult.Refused.class::isInstance).hasSize(20);
    shopper.buy(Wish.of("STOCK-25-e").quantity(5).request());
    assertThat(shopper.refusedQuote(Wish.of("STOCK-25-e").request()).code())
        .as("what was refused for one product gave the other one back")
        .isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
  }

  @Test
  void aCancelledOrderIsBackOnTheShelf() {
    MerchantOrder order = shopper.bought(Wish.of("STOCK-2-f").quantity(2));
    assertThat(shopper.refusedQuote(Wish.of("STOCK-2-f").request()).code())
        .isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
    shopper.cancel(order);
    shopper.cancel(order);
    shopper.buy(Wish.of("STOCK-2-f").quantity(2).request());
    assertThat(shopper.refusedQuote(Wish.of("STOCK-2-f").request()).code())
        .as("cancelled twice, given back once")
        .isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
  }

  @Test
  void theGiftBalancePays() {
    Shopper giver = giver("gift-1@example.com");
    assertThat(balance("gift-1@example.com")).isEqualTo(Money.of(100_000, "USD"));
    Placement placement = giver.buy(gift());
    Money total = placement.price().total();
    assertThat(placement.price().giftCertificate()).isEqualTo(total);
    assertThat(balance("gift-1@example.com")).isEqualTo(Money.of(100_000, "USD").minus(total));
    assertThat(balance("GIFT-1@example.com ")).isEqualTo(balance("gift-1@example.com"));
    assertThat(marketplace.giftBalance(SandboxRetailer.WALMART, "gift-1@example.com"))
        .isEqualTo(Money.of(100_000, "USD"));
    giver.cancel(placement.merchantOrders().getFirst());
    giver.cancel(placement.merchantOrders().getFirst());
    assertThat(balance("gift-1@example.com")).isEqualTo(Money.of(100_000, "USD"));
  }

  @Test
  void whatTheRetailerCallsOffIsPaidBackOnce() {
    Shopper giver = giver("gift-4@example.com");
    MerchantOrder order =
        giver.bought(
            Wish.of("STOCK-1-g").paidBy(new Payment.GiftBalance()).scenario("retailer_cancels"));
    assertThat(balance("gift-4@example.com")).isLessThan(Money.of(100_000, "USD"));
    giver.clock().advance(Duration.ofHours(1));
    giver.track(order);
    giver.track(order);
    giver.cancel(order);
    assertThat(balance("gift-4@example.com")).isEqualTo(Money.of(100_000, "USD"));
    giver.buy(Wish.of("STOCK-1-g").request());
  }

  @Test
  void aGiftBalanceThatIsTooLowPaysNothing() {
    Shopper giver = giver("gift-2@example.com");
    PlaceOrder order = giver.order(gift());
    long total = order.expected().minor();
    marketplace.setGiftBalance(
        SandboxRetailer.AMAZON, "gift-2@example.com", Money.of(total - 1, "USD"));
    assertThat(giver.place(order))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            it -> assertThat(it.error().code()).isEqualTo(ErrorCode.PAYMENT_INFO_PROBLEM));
    assertThat(balance("gift-2@example.com")).isEqualTo(Money.of(total - 1, "USD"));
    assertThat(marketplace.orderOf(order.attempt())).isEmpty();
    marketplace.setGiftBalance(
        SandboxRetailer.AMAZON, "gift-2@example.com", Money.of(total, "USD"));
    giver.place(order);
    assertThat(balance("gift-2@example.com")).isEqualTo(Money.of(0, "USD"));
  }

  @Test
  void manyBuyersNeverOverdrawABalance() throws InterruptedException, ExecutionException {
    Shopper giver = giver("gift-3@example.com");
    List<PlaceOrder> orders = Stream.generate(() -> giver.order(gift())).limit(24).toList();
    long total = orders.getFirst().expected().minor();
    marketplace.setGiftBalance(
        SandboxRetailer.AMAZON, "gift-3@example.com", Money.of(total * 10 + 1, "USD"));
    assertThat(all(giver, orders)).filteredOn(PlaceResult.Accepted.class::isInstance).hasSize(10);
    assertThat(balance("gift-3@example.com")).isEqualTo(Money.of(1, "USD"));
  }

  @Test
  void aGiftBalanceNeedsAnAccountAndARetailerThatKeepsOne() {
    assertThat(Shopper.at(marketplace, SandboxRetailer.AMAZON, null).refused(gift()).code())
        .isEqualTo(ErrorCode.PAYMENT_INFO_PROBLEM);
    assertThat(Shopper.at(marketplace, SandboxRetailer.COSTCO).refusedQuote(gift()).code())
        .isEqualTo(ErrorCode.INVALID_PAYMENT_METHOD);
  }

  @Test
  void refusesABalanceThatNobodyCanHave() {
    assertThatThrownBy(
            () ->
                marketplace.setGiftBalance(
                    SandboxRetailer.AMAZON_UK, "a@example.com", Money.of(1, "USD")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GBP");
    assertThatThrownBy(
            () ->
                marketplace.setGiftBalance(
                    SandboxRetailer.AMAZON, "a@example.com", Money.of(-1, "USD")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Shopper giver(String email) {
    return Shopper.at(marketplace, SandboxRetailer.AMAZON, Shopper.credential(email, null));
  }

  private static QuoteRequest gift() {
    return Wish.of("B07XYZ1234").paidBy(new Payment.GiftBalance()).request();
  }

  private Money balance(String email) {
    return marketplace.giftBalance(SandboxRetailer.AMAZON, email);
  }

  private List<PlaceResult> all(List<PlaceOrder> orders)
      throws InterruptedException, ExecutionException {
    return all(shopper, orders);
  }

  private static List<PlaceResult> all(Shopper shopper, List<PlaceOrder> orders)
      throws InterruptedException, ExecutionException {
    List<PlaceResult> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<PlaceResult>> running = new ArrayList<>();
      for (PlaceOrder order : orders) {
        running.add(threads.submit(() -> shopper.place(order)));
      }
      for (Future<PlaceResult> one : running) {
        results.add(one.get());
      }
    }
    return results;
  }
}
