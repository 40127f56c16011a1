package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.ReturnRepository.OpenedReturn;
import dev.brass.connector.sandbox.SandboxOrder.BoughtLine;
import dev.brass.connector.sandbox.SandboxOrder.Cancellation;
import dev.brass.connector.sandbox.SandboxOrder.Decision;
import dev.brass.spi.CancelResult;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.TrackResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What happens to an order after it was bought: parcels, cancellations and returns. Every call may
/// be repeated and then answers the same. Thread-safe.
final class Aftercare {

  private static final Duration RETURN_WINDOW = Duration.ofDays(30);
  private static final Duration RETURN_JOURNEY = Duration.ofDays(5);
  private static final String LABELS = "https://sandbox.brass.test/labels/";
  private static final String OUT_OF_STOCK = "The retailer ran out of stock.";
  private static final String PENDING = "The retailer will decide about it within the hour.";
  private static final String REFUSES = "The retailer does not cancel this order any more.";

  private final Books books;
  private final OrderBookRepository orders;
  private final StockRepository stock;
  private final GiftAccountRepository giftAccounts;
  private final ReturnRepository returns;

  Aftercare(
      Books books,
      OrderBookRepository orders,
      StockRepository stock,
      GiftAccountRepository giftAccounts,
      ReturnRepository returns) {
    this.books = books;
    this.orders = orders;
    this.stock = stock;
    this.giftAccounts = giftAccounts;
    this.returns = returns;
  }

  /// Where the parcels are at an instant. An order that is not in the book has none.
  TrackResult track(SandboxRetailer retailer, MerchantOrder wanted, Instant now) {
    Optional<SandboxOrder> found = books.ask(handle -> find(handle, retailer, wanted));
    if (found.isEmpty()) {
      return new TrackResult.Shipments(List.of(), false);
    }
    SandboxOrder order = found.get();
    if (order.cancellation() == null && isCalledOff(order, now)) {
      order = books.change(handle -> settled(handle, found.get().entry(), now));
    }
    Cancellation cancellation = order.cancellation();
    if (cancellation != null) {
      return new TrackResult.CancelledByRetailer(cancellation.reason(), order.price().total());
    }
    return order.course().cancelAfter() == null && !order.isHeldBack(now)
        ? Journey.at(order, now)
        : new TrackResult.Shipments(List.of(), false);
  }

  CancelResult cancel(SandboxRetailer retailer, MerchantOrder wanted, String reason, Instant now) {
    return books.change(
        handle ->
            find(handle, retailer, wanted)
                .map(found -> cancel(handle, settled(handle, found.entry(), now), reason, now))
                .orElseGet(() -> new CancelResult.Refused(unknown(retailer, wanted))));
  }

  private CancelResult cancel(Handle handle, SandboxOrder order, String reason, Instant now) {
    if (order.cancellation() != null) {
      return new CancelResult.Cancelled(order.price().total());
    }
    boolean shipped = order.course().cancelAfter() == null && !now.isBefore(order.shipsAt());
    if (shipped && !order.isHeldBack(now)) {
      return notCancelled(
          order,
          "The order was shipped at %s and can no longer be cancelled; open a return for it."
              .formatted(order.shipsAt()));
    }
    Cancellation cancellation =
        new Cancellation(now.truncatedTo(ChronoUnit.MILLIS), "buyer", reason);
    return switch (order.course().wish()) {
      case GRANTED -> {
        callOff(handle, order, cancellation);
        yield new CancelResult.Cancelled(order.price().total());
      }
      case REFUSED -> notCancelled(order, REFUSES);
      case GRANTED_LATER, REFUSED_LATER -> decideLater(handle, order, cancellation, now);
    };
  }

  private CancelResult decideLater(
      Handle handle, SandboxOrder order, Cancellation cancellation, Instant now) {
    Instant decided = order.cancelDecidedAt();
    if (decided == null) {
      orders.wishToCancel(handle, order.entry(), cancellation.at());
      return new CancelResult.Pending(PENDING);
    }
    if (now.isBefore(decided)) {
      return new CancelResult.Pending(PENDING);
    }
    if (order.course().wish() == Decision.REFUSED_LATER) {
      return notCancelled(order, REFUSES);
    }
    callOff(handle, order, cancellation);
    return new CancelResult.Cancelled(order.price().total());
  }

  private static CancelResult notCancelled(SandboxOrder order, String why) {
    return new CancelResult.Refused(
        new OrderError(
            ErrorCode.MANUAL_REVIEW_REQUIRED, why, Map.of("merchant_order_id", order.number())));
  }

  /// The order as it is at an instant, locked: what its retailer has called off by then is off.
  private SandboxOrder settled(Handle handle, long entry, Instant now) {
    SandboxOrder order = orders.lock(handle, entry);
    Instant at = order.calledOffAt();
    if (order.cancellation() == null && at != null && isCalledOff(order, now)) {
      callOff(handle, order, new Cancellation(at, "retailer", OUT_OF_STOCK));
      return orders.lock(handle, entry);
    }
    return order;
  }

  private static boolean isCalledOff(SandboxOrder order, Instant now) {
    Instant at = order.calledOffAt();
    return at != null && !now.isBefore(at);
  }

  /// Calls a locked order off, puts its goods back and gives its balance back.
  private void callOff(Handle handle, SandboxOrder order, Cancellation cancellation) {
    if (!orders.cancel(handle, order.entry(), cancellation)) {
      return;
    }
    Map<String, Integer> limited = new TreeMap<>();
    for (BoughtLine line : order.lines()) {
      Item item = Catalogue.item(order.retailer(), line.productId());
      if (item.has(ProductTrait.STOCK)) {
        limited.merge(item.family(), line.quantity(), Integer::sum);
      }
    }
    limited.forEach((product, units) -> stock.putBack(handle, order.retailer(), product, units));
    Money paid = order.price().giftCertificate();
    if (paid != null && order.account() != null) {
      giftAccounts.refund(handle, order.retailer(), order.account(), paid);
    }
  }

  ReturnResult open(SandboxRetailer retailer, ReturnOrder request, Instant now) {
    return books.change(
        handle ->
            find(handle, retailer, request.order())
                .map(found -> open(handle, settled(handle, found.entry(), now), request, now))
                .orElseGet(() -> new ReturnResult.Refused(unknown(retailer, request.order()))));
  }

  private ReturnResult open(Handle handle, SandboxOrder order, ReturnOrder request, Instant now) {
    Optional<OpenedReturn> before = returns.byReference(handle, request.reference());
    if (before.isPresent()) {
      return before.get().entry() == order.entry()
          ? standing(handle, order, before.get(), now)
          : refuse(
              ErrorCode.DUPLICATE_ORDER,
              "The reference of this return is another order's already.",
              Map.of("reference", request.reference()));
    }
    if (order.cancellation() != null) {
      return refuse(
          ErrorCode.ITEM_NOT_SUPPORTED,
          "The order was called off, so there is nothing to return.",
          Map.of("merchant_order_id", order.number()));
    }
    if (order.course().returns() == Decision.REFUSED) {
      return notTakenBack(order);
    }
    List<OpenedReturn> underWay =
        returns.underWay(
            handle, order.entry(), request.lines().stream().map(Line::productId).toList());
    if (!underWay.isEmpty() && request.replacesPending()) {
      returns.end(handle, order.entry(), underWay, now);
    } else if (!underWay.isEmpty() && nothingLeft(handle, order, request)) {
      OpenedReturn first = underWay.getFirst();
      return new ReturnResult.InProgress(
          first.number(),
          "label_created",
          "The label was made; the parcel is expected until " + first.returnBy() + ".");
    }
    Optional<ReturnResult> tooMany =
        tooMany(order, request, returns.returned(handle, order.entry()));
    if (tooMany.isPresent()) {
      return tooMany.get();
    }
    Seed seed = Seed.of(order.retailer().code(), "return", request.reference());
    OpenedReturn opened =
        new OpenedReturn(
            order.entry(),
            "RMA-" + seed.letters("number", 2) + seed.digits("number", 8),
            now.truncatedTo(ChronoUnit.MILLIS),
            now.plus(RETURN_WINDOW).truncatedTo(ChronoUnit.MILLIS),
            request.lines());
    returns.insert(handle, request.reference(), opened);
    return standing(handle, order, opened, now);
  }

  /// How a return stands at an instant. Its parcel is at the retailer's, and paid back, five days
  /// after it was granted.
  private ReturnResult standing(
      Handle handle, SandboxOrder order, OpenedReturn opened, Instant now) {
    Decision decision = order.course().returns();
    boolean later = decision == Decision.GRANTED_LATER || decision == Decision.REFUSED_LATER;
    Instant decided = later ? opened.openedAt().plus(SandboxOrder.DECISION) : opened.openedAt();
    if (now.isBefore(decided)) {
      return new ReturnResult.Pending(PENDING);
    }
    if (decision == Decision.REFUSED_LATER) {
      returns.end(handle, order.entry(), List.of(opened), now);
      return notTakenBack(order);
    }
    return now.isBefore(decided.plus(RETURN_JOURNEY))
        ? new ReturnResult.Opened(
            opened.number(),
            opened.returnBy(),
            List.of(URI.create(LABELS + opened.number() + ".pdf")))
        : new ReturnResult.Credited(opened.number(), refund(order, opened));
  }

  /// What the goods cost, and not more than was paid.
  private static Money refund(SandboxOrder order, OpenedReturn opened) {
    Money total = order.price().total();
    Money goods = Money.zero(total.currency());
    for (Line back : opened.lines()) {
      long unitPrice =
          order.lines().stream()
              .filter(line -> line.productId().equals(back.productId()))
              .mapToLong(BoughtLine::unitPrice)
              .min()
              .orElse(0);
      goods = goods.plus(new Money(unitPrice, total.currency()).times(back.quantity()));
    }
    return goods.exceeds(total) ? total : goods;
  }

  private static ReturnResult notTakenBack(SandboxOrder order) {
    return refuse(
        ErrorCode.MANUAL_REVIEW_REQUIRED,
        "The retailer does not take this order back.",
        Map.of("merchant_order_id", order.number()));
  }

  /// Whether every unit of a product that is to go back is on its way back already.
  private boolean nothingLeft(Handle handle, SandboxOrder order, ReturnOrder request) {
    Map<String, Integer> left = left(order, returns.returned(handle, order.entry()));
    return request.lines().stream()
        .anyMatch(
            line ->
                order.units().contains(line.productId())
                    && left.getOrDefault(line.productId(), 0) <= 0);
  }

  /// How many units of each product are not on their way back.
  private static Map<String, Integer> left(SandboxOrder order, Map<String, Integer> returned) {
    Map<String, Integer> left = new HashMap<>();
    order.lines().forEach(line -> left.merge(line.productId(), line.quantity(), Integer::sum));
    returned.forEach((product, units) -> left.merge(product, -units, Integer::sum));
    return left;
  }

  private static Optional<ReturnResult> tooMany(
      SandboxOrder order, ReturnOrder request, Map<String, Integer> returned) {
    Map<String, Integer> left = left(order, returned);
    if (request.lines().isEmpty()) {
      return Optional.of(
          refuse(ErrorCode.INVALID_QUANTITY, "A return names at least one product.", Map.of()));
    }
    for (Line line : request.lines()) {
      int before = left.getOrDefault(line.productId(), 0);
      if (line.quantity() < 1 || line.quantity() > before) {
        return Optional.of(
            refuse(
                ErrorCode.INVALID_QUANTITY,
                "%d of this product can go back; the return asks for %d."
                    .formatted(before, line.quantity()),
                Map.of("product_id", line.productId(), "max_quantity", before)));
      }
      left.put(line.productId(), before - line.quantity());
    }
    return Optional.empty();
  }

  private static ReturnResult refuse(ErrorCode code, String message, Map<String, Object> data) {
    return new ReturnResult.Refused(new OrderError(code, message, data));
  }

  /// An order as its buyer sees it: those of an account are shown to nobody else.
  private Optional<SandboxOrder> find(
      Handle handle, SandboxRetailer retailer, MerchantOrder wanted) {
    return orders
        .byNumber(handle, retailer, wanted.id(), attemptOf(wanted.trackingUrl()), wanted.placedAt())
        .filter(
            order -> order.account() == null || order.account().equalsIgnoreCase(wanted.account()));
  }

  /// The attempt that the order's page names; null when the page is not one of ours.
  private static @Nullable UUID attemptOf(@Nullable URI page) {
    if (page == null || page.getPath() == null) {
      return null;
    }
    String path = page.getPath();
    try {
      return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static OrderError unknown(SandboxRetailer retailer, MerchantOrder wanted) {
    return new OrderError(
        ErrorCode.MANUAL_REVIEW_REQUIRED,
        "%s has no order %s.".formatted(retailer.displayName(), wanted.id()),
        Map.of("merchant_order_id", wanted.id()));
  }
}
