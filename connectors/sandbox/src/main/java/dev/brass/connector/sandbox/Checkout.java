package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.Basket.StockLimit;
import dev.brass.connector.sandbox.Sale.SaleRefused;
import dev.brass.connector.sandbox.Scenario.Fault;
import dev.brass.spi.Answer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindResult;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;

/// The till of the marketplace: it prices carts, sells them, and tells afterwards whether it did.
/// Thread-safe.
///
/// An ordinary quote needs no statement and an ordinary sale one. A crash of the buyer at any point
/// leaves the order either in the book as a whole or not at all.
final class Checkout {

  private static final String HIDDEN =
      "The marketplace does not tell whether it has this order (error code order_probably_placed).";

  private final Books books;
  private final OrderBookRepository orders;
  private final StockRepository stock;
  private final FaultRepository faults;
  private final Sale sale;

  Checkout(
      Books books,
      OrderBookRepository orders,
      StockRepository stock,
      FaultRepository faults,
      Sale sale) {
    this.books = books;
    this.orders = orders;
    this.stock = stock;
    this.faults = faults;
    this.sale = sale;
  }

  Answer<Quote> quote(SandboxRetailer retailer, QuoteRequest request) {
    try {
      Scenario.of(request.notes());
    } catch (ScenarioException e) {
      return Answer.refused(Decision.unknownScenario(e));
    }
    return switch (Cart.fill(retailer, request)) {
      case Answer.Refused<Basket>(var error) -> Answer.refused(error);
      case Answer.Given<Basket>(var basket) ->
          tooFew(basket).map(Answer::<Quote>refused).orElseGet(() -> Answer.of(basket.quote()));
    };
  }

  private Optional<OrderError> tooFew(Basket basket) {
    Map<String, StockLimit> limits = basket.limitedStock();
    if (limits.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Integer> remaining =
        books.ask(handle -> stock.remaining(handle, basket.retailer(), limits.keySet()));
    for (Map.Entry<String, StockLimit> limit : limits.entrySet()) {
      String product = limit.getKey();
      int wanted = limit.getValue().wanted();
      int left = remaining.getOrDefault(product, limit.getValue().opening());
      if (left == 0) {
        return Optional.of(ErrorCode.PRODUCT_UNAVAILABLE.error("product_id", product));
      }
      if (left < wanted) {
        return Optional.of(
            new OrderError(
                ErrorCode.MAX_QUANTITY_EXCEEDED,
                "Only %d of this product are left; the order asks for %d.".formatted(left, wanted),
                Map.of("product_id", product, "max_quantity", left, "quantity", wanted)));
      }
    }
    return Optional.empty();
  }

  PlaceResult place(SandboxRetailer retailer, Store store, PlaceOrder order) {
    Instant now = store.clock().instant();
    if (now.isAfter(order.notAfter())) {
      throw StoreException.notSent(
          "It is %s, and the order must not be placed after %s.".formatted(now, order.notAfter()),
          new TimeoutException());
    }
    return switch (Decision.of(retailer, store, order)) {
      case Decision.Refuse(var error) ->
          before(order.attempt()).orElseGet(() -> new PlaceResult.Refused(error));
      case Decision.Wait(var action) ->
          before(order.attempt()).orElseGet(() -> new PlaceResult.ActionRequired(action));
      case Decision.Sell sell -> sell(sell);
    };
  }

  /// The answer that the attempt got before, whatever it asks for now.
  private Optional<PlaceResult> before(AttemptId attempt) {
    return books.ask(handle -> orders.byAttempt(handle, attempt)).map(Checkout::answer);
  }

  private PlaceResult sell(Decision.Sell sell) {
    Fault fault = sell.scenario().place();
    boolean alone =
        fault == Fault.ACCEPT && !Sale.touchesMoreThanTheBook(sell.basket(), sell.draft());
    Optional<PlaceResult> answer;
    try {
      answer =
          alone
              ? books.ask(handle -> Optional.of(sold(handle, sell)))
              : books.change(handle -> soldUnlessFault(handle, sell));
    } catch (SaleRefused refused) {
      answer = Optional.of(new PlaceResult.Refused(refused.error()));
    }
    wait(sell.scenario().slow());
    return answer.orElseThrow(
        () ->
            StoreException.answerLost(
                "The answer to placing the order did not arrive.",
                new SocketTimeoutException("scenario " + fault)));
  }

  /// @return empty when the answer is lost
  private Optional<PlaceResult> soldUnlessFault(Handle handle, Decision.Sell sell) {
    Scenario scenario = sell.scenario();
    if (scenario.place() != Fault.ACCEPT) {
      Optional<SandboxOrder> before = orders.byAttempt(handle, sell.draft().attempt());
      if (before.isPresent()) {
        return before.map(Checkout::answer);
      }
      if (faults.next(handle, sell.draft().orderId(), scenario.times())) {
        return met(handle, sell);
      }
    }
    return Optional.of(sold(handle, sell));
  }

  private Optional<PlaceResult> met(Handle handle, Decision.Sell sell) {
    Scenario scenario = sell.scenario();
    return switch (scenario.place()) {
      case ACCEPT -> Optional.of(sold(handle, sell));
      case TIMEOUT_BEFORE_COMMIT -> Optional.empty();
      case COMMIT_THEN_TIMEOUT -> {
        sold(handle, sell);
        yield Optional.empty();
      }
      case REFUSE -> Optional.of(new PlaceResult.Refused(scenario.error().error()));
      case NEEDS_ACTION ->
          Optional.of(
              new PlaceResult.ActionRequired(
                  new RequiredAction(
                      scenario.action(),
                      "The sandbox was asked for this by the order's scenario; place the order"
                          + " again to go on.",
                      Map.of())));
    };
  }

  private PlaceResult sold(Handle handle, Decision.Sell sell) {
    return answer(sale.sell(handle, sell.basket(), sell.draft()));
  }

  private static PlaceResult answer(SandboxOrder order) {
    return order.hidden()
        ? new PlaceResult.InDoubt(HIDDEN)
        : new PlaceResult.Accepted(order.placement());
  }

  /// The marketplace has decided and takes its time to say so; a buyer who does not wait does not
  /// know what it decided.
  private static void wait(Duration slow) {
    if (!slow.isZero()) {
      try {
        Thread.sleep(slow);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw StoreException.answerLost("Interrupted while waiting for the answer.", e);
      }
    }
  }

  FindResult find(AttemptId attempt) {
    Optional<SandboxOrder> order = books.ask(handle -> orders.byAttempt(handle, attempt));
    if (order.isEmpty()) {
      return new FindResult.Absent();
    }
    return order.get().hidden()
        ? new FindResult.Unknown(HIDDEN)
        : new FindResult.Found(order.get().placement());
  }
}
