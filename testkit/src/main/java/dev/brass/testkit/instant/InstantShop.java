package dev.brass.testkit.instant;

import dev.brass.spi.AttemptId;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One store of an [InstantConnector]: its order book, its prices, and how it treats the next
/// orders. It sells any product whose id does not begin with `no-such`. Thread-safe; an order that
/// goes well takes no lock but the book's.
public final class InstantShop {
  private final String code;
  private final int capacity;
  private final ConcurrentHashMap<UUID, SoldOrder> book = new ConcurrentHashMap<>();
  private final Set<String> soldOut = ConcurrentHashMap.newKeySet();
  private final Script<Placing> placings = new Script<>(new Placing.Accept());
  private final Script<Quoting> quotings = new Script<>(new Quoting.Tell());
  private final Script<Finding> findings = new Script<>(new Finding.Tell());
  private volatile Money unitPrice = Money.of(1_000, "USD");
  private volatile boolean shipsAtOnce;
  private volatile CountDownLatch held = new CountDownLatch(1);

  InstantShop(String code, int capacity) {
    this.code = code;
    this.capacity = capacity;
  }

  public String code() {
    return code;
  }

  /// Treats the next placing calls so, one each in this order; those after them as usual. An
  /// attempt that the book has already is accepted without looking here.
  public InstantShop next(Placing... treatments) {
    placings.next(List.of(treatments));
    return this;
  }

  /// Treats every placing call so for which [#next] says nothing; sells unless told.
  public InstantShop always(Placing treatment) {
    placings.always(treatment);
    return this;
  }

  /// Treats the next quotes so, one each in this order.
  public InstantShop nextQuotes(Quoting... treatments) {
    quotings.next(List.of(treatments));
    return this;
  }

  /// Treats the next look-ups of an attempt so, one each in this order.
  public InstantShop nextFinds(Finding... treatments) {
    findings.next(List.of(treatments));
    return this;
  }

  /// Charges that for one unit of anything from now on; 10.00 USD unless told.
  public InstantShop unitPrice(Money price) {
    unitPrice = price;
    return this;
  }

  public InstantShop soldOut(String productId) {
    soldOut.add(productId);
    return this;
  }

  /// Ships every order in the moment it is placed.
  public InstantShop shipsAtOnce() {
    shipsAtOnce = true;
    return this;
  }

  /// Ships an order.
  public void ship(AttemptId attempt) {
    change(attempt, order -> order.with(SoldOrder.State.SHIPPED, ""));
  }

  /// Ships every order that is placed and not called off.
  public void shipAll() {
    book.replaceAll(
        (_, order) ->
            order.state() == SoldOrder.State.PLACED
                ? order.with(SoldOrder.State.SHIPPED, "")
                : order);
  }

  /// Calls an order off, as a retailer does that cannot deliver.
  public void callOff(AttemptId attempt, String reason) {
    change(attempt, order -> order.with(SoldOrder.State.CANCELLED_BY_RETAILER, reason));
  }

  /// Calls off every order that is placed and not shipped.
  public void callOffAll(String reason) {
    book.replaceAll(
        (_, order) ->
            order.state() == SoldOrder.State.PLACED
                ? order.with(SoldOrder.State.CANCELLED_BY_RETAILER, reason)
                : order);
  }

  /// Lets go of the callers that [Placing.Hold] keeps.
  public void release() {
    CountDownLatch old = held;
    held = new CountDownLatch(1);
    old.countDown();
  }

  /// How many orders the book has of an attempt: none or one, since the shop recognises an attempt.
  public int orders(AttemptId attempt) {
    return book.containsKey(attempt.value()) ? 1 : 0;
  }

  /// How many orders the book has.
  public long orders() {
    return book.mappingCount();
  }

  /// The attempts in the book, in no particular order; a copy.
  public List<AttemptId> attempts() {
    return book.keySet().stream().map(AttemptId::new).toList();
  }

  /// Forgets every order, so that a long measurement needs no more memory than a short one.
  public void forgetOrders() {
    book.clear();
  }

  Money unitPrice() {
    return unitPrice;
  }

  boolean sells(String productId) {
    return !productId.startsWith("no-such");
  }

  boolean isSoldOut(String productId) {
    return !soldOut.isEmpty() && soldOut.contains(productId);
  }

  Placing placing() {
    return placings.take();
  }

  Quoting quoting() {
    return quotings.take();
  }

  Finding finding() {
    return findings.take();
  }

  @Nullable SoldOrder order(AttemptId attempt) {
    return book.get(attempt.value());
  }

  /// Writes an order into the book and gives what the book has of that attempt: this order, or the
  /// one that was there before.
  Placement sell(AttemptId attempt, SoldOrder order) {
    if (orders() >= capacity) {
      throw new IllegalStateException(
          "the instant shop '" + code + "' has " + capacity + " orders, its limit: forgetOrders()");
    }
    SoldOrder before =
        book.putIfAbsent(
            attempt.value(), shipsAtOnce ? order.with(SoldOrder.State.SHIPPED, "") : order);
    return before == null ? order.placement() : before.placement();
  }

  /// Changes an order at once and for all.
  ///
  /// @throws IllegalArgumentException when the book has no such order
  SoldOrder change(AttemptId attempt, UnaryOperator<SoldOrder> change) {
    SoldOrder changed = book.computeIfPresent(attempt.value(), (_, order) -> change.apply(order));
    if (changed == null) {
      throw new IllegalArgumentException("the shop '" + code + "' has no order of " + attempt);
    }
    return changed;
  }

  void hold() {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.answerLost("interrupted while the shop kept us waiting", e);
    }
    throw StoreException.answerLost("the shop kept us waiting", new IOException("released"));
  }
}
