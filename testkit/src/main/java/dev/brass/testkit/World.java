package dev.brass.testkit;

import dev.brass.spi.AttemptId;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ReturnOrder;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// A store in one [Situation], what can be bought there, and what the author knows about it from
/// elsewhere than the connector. Made anew for each test, in one expression:
///
/// ```java
/// World.of(store)
///     .buys(TestOrder.of("sku-1").quantity(2))
///     .unitPrice(Money.of(1999, "USD"))
///     .total(Money.of(4597, "USD"))
///     .countsOrders(attempt -> player.count("place"))
///     .page(URI.create("https://shop.example/products/sku-1"))
///     .closes(player)
/// ```
///
/// A rule that needs what was not said fails, and tells what is missing. Not thread-safe while it
/// is being made.
public final class World implements AutoCloseable {
  private final TestStore store;
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private @Nullable Function<AttemptId, QuoteRequest> order;
  private @Nullable ToIntFunction<AttemptId> orders;
  private @Nullable Money unitPrice;
  private @Nullable Money total;
  private @Nullable MerchantOrder placed;
  private @Nullable String query;
  private @Nullable URI page;
  private boolean hasNoPages;
  private String unknownProduct = "no-such-product";
  private Runnable settling = () -> {};

  private World(TestStore store) {
    this.store = store;
    closing.push(store);
  }

  public static World of(TestStore store) {
    return new World(store);
  }

  /// The order that is tried here. Required.
  public World buys(TestOrder wanted) {
    return buys(wanted::request);
  }

  /// The order that is tried here, made from the attempt's id. Required, in this form or the other.
  public World buys(Function<AttemptId, QuoteRequest> wanted) {
    order = wanted;
    return this;
  }

  /// What the store shows as the price of one unit of the first line's product, from its page or
  /// its offer. Required of connectors that read products or list offers.
  public World unitPrice(Money price) {
    unitPrice = price;
    return this;
  }

  /// What the whole order costs with the first way to ship of its quote. Required of connectors
  /// that quote.
  public World total(Money price) {
    total = price;
    return this;
  }

  /// How many orders the store now has of an attempt, asked of the store itself and not of the
  /// connector. Required of connectors that place orders.
  public World countsOrders(ToIntFunction<AttemptId> count) {
    orders = count;
    return this;
  }

  /// An order that the store already has. Required of connectors that follow orders without placing
  /// them.
  public World placed(MerchantOrder existing) {
    placed = existing;
    return this;
  }

  /// A search that finds the first line's product on its first page. Required of connectors that
  /// search.
  public World query(String text) {
    query = text;
    return this;
  }

  /// The address of the page that sells the first line's product. Required, this or [#noPages].
  public World page(URI address) {
    page = address;
    return this;
  }

  /// Says that products of this store have no pages of their own.
  public World noPages() {
    hasNoPages = true;
    return this;
  }

  /// An id that no product of the store has; `no-such-product` unless told.
  public World unknownProduct(String id) {
    unknownProduct = id;
    return this;
  }

  /// What makes time pass between placing and following an order up: moves the clock, runs the
  /// carriers. Nothing unless told.
  public World onSettle(Runnable passTime) {
    settling = passTime;
    return this;
  }

  /// Makes this world, in which nothing is wrong, the one of a situation that a fault of the wire
  /// brings about: the call that buys is broken, or for [Situation#UNKNOWN_FIELDS] every reply is
  /// changed. For stores that speak HTTP only.
  ///
  /// @throws IllegalArgumentException when the situation is not a fault of the wire
  public World breaking(Situation situation) {
    WireFault fault =
        situation
            .wireFault()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        situation + " is no fault of the wire: the store itself must differ"));
    store
        .http()
        .inject(
            fault,
            fault == WireFault.UNKNOWN_FIELDS
                ? WireFault.Reach.ALL_CALLS
                : WireFault.Reach.IRREVOCABLE_CALLS);
    return this;
  }

  /// What must be closed with this world; the last named is closed first. What it throws fails the
  /// test.
  public World closes(AutoCloseable resource) {
    closing.push(resource);
    return this;
  }

  public TestStore store() {
    return store;
  }

  QuoteRequest request(AttemptId attempt) {
    return needed(order, "buys").apply(attempt);
  }

  int ordersAtStore(AttemptId attempt) {
    return needed(orders, "countsOrders").applyAsInt(attempt);
  }

  Money expectedUnitPrice() {
    return needed(unitPrice, "unitPrice");
  }

  Money expectedTotal() {
    return needed(total, "total");
  }

  MerchantOrder existingOrder() {
    return needed(placed, "placed");
  }

  String findingQuery() {
    return needed(query, "query");
  }

  Line firstLine() {
    return request(Buyer.newAttempt()).lines().getFirst();
  }

  /// The product of the first line, which prices, pages and searches are about.
  String productId() {
    return firstLine().productId();
  }

  /// The wish to send everything back that the world's order bought.
  ReturnOrder returning(MerchantOrder order) {
    return new ReturnOrder(
        "return-" + order.id(),
        order,
        request(Buyer.newAttempt()).lines(),
        "no_longer_needed",
        null,
        null,
        false,
        null);
  }

  /// Null when the store has no product pages.
  @Nullable URI productPage() {
    return hasNoPages ? null : needed(page, "page (or World.noPages)");
  }

  String missingProduct() {
    return unknownProduct;
  }

  void settle() {
    settling.run();
  }

  private static <T> T needed(@Nullable T hook, String name) {
    if (hook == null) {
      throw new AssertionError(
          "this rule needs World." + name + "; add it to the world in the subject");
    }
    return hook;
  }

  /// Closes all that was named, even when some of it fails; the first failure is thrown.
  @Override
  public void close() {
    Throwable first = null;
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception | AssertionError e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    switch (first) {
      case null -> {}
      case AssertionError error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> throw new IllegalStateException("a world could not be closed", first);
    }
  }
}
