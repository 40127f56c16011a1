package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.Basket.StockLimit;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The moment an order is bought: it is written down, its goods leave the stock and its balance
/// pays, all in the transaction of the caller. Thread-safe.
///
/// Rows are locked in the order *order book, stock by product id, gift account*, here and wherever
/// an order is called off, so that buyers never wait for each other in a circle.
final class Sale {

  /// A number that is taken is followed by the next one; more than a few never are.
  private static final int MOST_COLLISIONS = 8;

  private final OrderBookRepository orders;
  private final StockRepository stock;
  private final GiftAccountRepository giftAccounts;

  Sale(OrderBookRepository orders, StockRepository stock, GiftAccountRepository giftAccounts) {
    this.orders = orders;
    this.stock = stock;
    this.giftAccounts = giftAccounts;
  }

  /// Whether more than one statement is needed, so that the caller must open a transaction.
  static boolean touchesMoreThanTheBook(Basket basket, SandboxOrder order) {
    return order.price().giftCertificate() != null || !basket.limitedStock().isEmpty();
  }

  /// Buys; when the attempt bought already, gives that order back and changes nothing.
  ///
  /// @throws SaleRefused when stock or balance do not suffice; the transaction must roll back
  SandboxOrder sell(Handle handle, Basket basket, SandboxOrder order) {
    for (int collisions = 0; collisions < MOST_COLLISIONS; collisions++) {
      Optional<SandboxOrder> written =
          orders.insert(handle, order, OrderNumber.of(basket, collisions));
      if (written.isPresent()) {
        takeStock(handle, basket);
        takeGift(handle, order);
        return written.get();
      }
      Optional<SandboxOrder> before = orders.byAttempt(handle, order.attempt());
      if (before.isPresent()) {
        return before.get();
      }
    }
    throw new SaleRefused(
        new OrderError(ErrorCode.INTERNAL_ERROR, "The marketplace found no free order number."));
  }

  private void takeStock(Handle handle, Basket basket) {
    for (Map.Entry<String, StockLimit> limit : basket.limitedStock().entrySet()) {
      if (!stock.take(handle, basket.retailer(), limit.getKey(), limit.getValue())) {
        throw new SaleRefused(ErrorCode.PRODUCT_UNAVAILABLE.error("product_id", limit.getKey()));
      }
    }
  }

  private void takeGift(Handle handle, SandboxOrder order) {
    Money amount = order.price().giftCertificate();
    if (amount != null
        && (order.account() == null
            || !giftAccounts.pay(handle, order.retailer(), order.account(), amount))) {
      throw new SaleRefused(
          new OrderError(
              ErrorCode.PAYMENT_INFO_PROBLEM,
              "The gift balance of the account does not cover " + amount + ".",
              Map.of("required", amount.minor())));
    }
  }

  /// A refusal that rolls the caller's transaction back.
  static final class SaleRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient OrderError error;

    SaleRefused(OrderError error) {
      super(error.message(), null, false, false);
      this.error = error;
    }

    OrderError error() {
      return error;
    }
  }
}
