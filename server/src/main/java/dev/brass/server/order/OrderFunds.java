package dev.brass.server.order;

import static java.util.stream.Collectors.joining;

import dev.brass.server.db.WriteBatch;
import dev.brass.server.wallet.Hold;
import dev.brass.server.wallet.Kind;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.wallet.Wallets.Spending;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The wallet transfers of orders, each in the commit of the order's change: both happen or
/// neither, and a commit that is repeated because its answer was lost finds the order changed and
/// does not transfer twice. Orders that cost their tenant nothing here need no statement.
///
/// An order that is paid in advance has a hold from its submission on. When it is final, the hold
/// ends: by a capture of what the store charged if it was placed, by a release if it was not. An
/// order that is billed is owed when it is placed; and so is one that turns out to be placed after
/// its hold ended. Later cancellations by the store are refunded, as far as they were not before.
final class OrderFunds {

  private static final Logger LOG = LoggerFactory.getLogger(OrderFunds.class);

  private final Wallets wallets;

  OrderFunds(Wallets wallets) {
    this.wallets = wallets;
  }

  /// Whether a hold is made for an order.
  static boolean concern(NewOrder order) {
    return order.order().spec().payment().funding() instanceof Funding.Held;
  }

  /// Holds the maximum cost of new orders; rejects the write batch when a balance is insufficient.
  void hold(WriteBatch writes, List<NewOrder> orders) {
    List<Hold> holds = holds(orders);
    if (!holds.isEmpty()) {
      wallets.hold(writes, holds);
    }
  }

  /// Of the orders that one transaction is about to store, those that cannot be paid after the ones
  /// before them.
  Map<OrderId, Submission.Unfunded> unfunded(Handle handle, List<NewOrder> orders) {
    List<Hold> holds = holds(orders);
    if (holds.isEmpty()) {
      return Map.of();
    }
    Map<UUID, Money> available = wallets.unfunded(handle, holds);
    Map<OrderId, Submission.Unfunded> refused = new HashMap<>();
    for (Hold hold : holds) {
      Money left = available.get(hold.order());
      if (left != null) {
        refused.put(new OrderId(hold.order()), new Submission.Unfunded(hold.amount(), left));
      }
    }
    return refused;
  }

  private static List<Hold> holds(List<NewOrder> orders) {
    return orders.stream()
        .map(NewOrder::order)
        .filter(order -> order.spec().payment().funding() instanceof Funding.Held)
        .map(order -> hold(order, (Funding.Held) order.spec().payment().funding()))
        .toList();
  }

  private static Hold hold(Order order, Funding.Held funding) {
    return new Hold(order.key().tenant(), order.mode(), order.id().value(), funding.hold());
  }

  /// Captures or releases the holds of orders that have ended, and records what is owed for those
  /// without a hold.
  void spend(WriteBatch writes, List<OrderChange> changes) {
    List<Spending> spendings = new ArrayList<>();
    for (OrderChange change : changes) {
      Funding funding = change.after().spec().payment().funding();
      if (funding != null && funding.onWallet()) {
        spendings.addAll(spendings(change.after(), funding, change.before().state()));
      }
    }
    if (!spendings.isEmpty()) {
      wallets.spend(writes, spendings);
    }
  }

  /// The cost of a transition for the tenant.
  private static List<Spending> spendings(Order after, Funding funding, OrderState before) {
    return switch (after.state()) {
      case OrderState.Placed placed when before instanceof OrderState.Placed was ->
          partlyOff(after, funding, was, placed);
      case OrderState.Placed placed -> paid(after, funding, before, placed.placement());
      case OrderState.Failed _, OrderState.Cancelled _ -> released(after, funding, before);
      case OrderState.CancelledByRetailer _ when before instanceof OrderState.CancelledByRetailer ->
          List.of();
      case OrderState.CancelledByRetailer c -> {
        List<Spending> spendings = new ArrayList<>(paid(after, funding, before, c.placement()));
        spendings.add(
            new Spending.Refund(
                after.key().tenant(),
                after.mode(),
                after.id().value(),
                funding.price(c.placement()).currency(),
                "cancelled by the retailer"));
        yield spendings;
      }
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _ ->
          List.of();
    };
  }

  /// The price of an order that has just been placed.
  private static List<Spending> paid(
      Order order, Funding funding, OrderState before, Placement placement) {
    if (before instanceof OrderState.Placed || before instanceof OrderState.CancelledByRetailer) {
      return List.of();
    }
    return funding instanceof Funding.Held held && !before.isFinal()
        ? List.of(capture(hold(order, held), held, placement))
        : List.of(
            new Spending.Owed(
                order.key().tenant(),
                order.mode(),
                order.id().value(),
                funding.price(placement),
                before.isFinal() ? "placed after all" : ""));
  }

  private static List<Spending> released(Order order, Funding funding, OrderState before) {
    return funding instanceof Funding.Held held && !before.isFinal()
        ? List.of(new Spending.Release(hold(order, held), ""))
        : List.of();
  }

  /// The refund for merchant orders that the store has just cancelled: the store's refund, limited
  /// to the remainder of the order's price. A refund that is not known is made when all are
  /// cancelled.
  private static List<Spending> partlyOff(
      Order order, Funding funding, OrderState.Placed before, OrderState.Placed after) {
    List<CancelledPart> off =
        after.off().stream().filter(part -> !before.isOff(part.merchantOrderId())).toList();
    if (off.isEmpty()) {
      return List.of();
    }
    Currency currency = funding.price(after.placement()).currency();
    Money back = CancelledPart.refund(off, currency);
    String parts = off.stream().map(CancelledPart::merchantOrderId).collect(joining(", "));
    if (back.minor() == 0) {
      LOG.warn("order {}: the refund for {} of it is not known", order.id(), parts);
      return List.of();
    }
    // One for all of them: a write batch makes one refund per order.
    return List.of(
        new Spending.Refund(
            order.key().tenant(),
            order.mode(),
            order.id().value(),
            currency,
            back.minor(),
            "cancelled by the retailer: " + parts));
  }

  private static Spending capture(Hold hold, Funding.Held funding, Placement placement) {
    Money charged = placement.price().total();
    Money price = funding.price(placement);
    boolean covered =
        charged.currency().equals(price.currency()) && price.equals(charged.plus(funding.fee()));
    if (covered) {
      return new Spending.Capture(hold, price, "");
    }
    LOG.warn(
        "order {}: the store charged {}, and its tenant pays no more than the {} that were held",
        hold.order(),
        charged,
        price);
    return new Spending.Capture(hold, price, "the store charged " + charged);
  }

  /// The flaw in the transfers of an order, for the audit; null when there is none.
  ///
  /// @param refunds its refunds, by transfers about it or from before there were transfers
  static @Nullable String flaw(
      @Nullable Funding funding, OrderState state, List<String> transfers, long refunds) {
    List<List<String>> possible =
        funding == null || !funding.onWallet()
            ? List.of(List.of())
            : possible(funding, state).stream()
                .map(List::stream)
                .map(s -> s.sorted().toList())
                .toList();
    if (!possible.contains(transfers)) {
      return "its transfers should be %s and are %s".formatted(possible.getFirst(), transfers);
    }
    long paid = funding == null ? 0 : paid(funding, state);
    return refunds > paid || refunds < off(funding, state, paid)
        ? "of its price of %s, %s was refunded".formatted(paid, refunds)
        : null;
  }

  private static List<List<String>> possible(Funding funding, OrderState state) {
    Placement placement = placement(state);
    Money price = placement == null ? null : funding.price(placement);
    List<String> owed =
        price == null || price.minor() == 0 ? List.of() : List.of(transfer(Kind.PURCHASE, price));
    if (!(funding instanceof Funding.Held held)) {
      return List.of(owed);
    }
    String hold = transfer(Kind.HOLD, held.hold());
    String release = transfer(Kind.RELEASE, held.hold());
    if (price == null) {
      return List.of(state.isFinal() ? List.of(hold, release) : List.of(hold));
    }
    // The second kind are orders that turned out to be placed after their hold ended.
    return price.minor() == 0
        ? List.of(List.of(hold, release))
        : List.of(
            List.of(hold, transfer(Kind.CAPTURE, price)), List.of(hold, release, owed.getFirst()));
  }

  private static long paid(Funding funding, OrderState state) {
    Placement placement = placement(state);
    return placement == null ? 0 : funding.price(placement).minor();
  }

  /// The minimum refund, since the store has cancelled it.
  private static long off(@Nullable Funding funding, OrderState state, long paid) {
    return switch (state) {
      case OrderState.CancelledByRetailer _ -> paid;
      case OrderState.Placed placed when funding != null && paid > 0 -> {
        Currency currency = funding.price(placed.placement()).currency();
        yield Math.min(paid, CancelledPart.refund(placed.off(), currency).minor());
      }
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Placed _,
          OrderState.Failed _,
          OrderState.Cancelled _ ->
          0;
    };
  }

  private static @Nullable Placement placement(OrderState state) {
    return switch (state) {
      case OrderState.Placed placed -> placed.placement();
      case OrderState.CancelledByRetailer c -> c.placement();
      case OrderState.Failed _,
          OrderState.Cancelled _,
          OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _ ->
          null;
    };
  }

  private static String transfer(Kind kind, Money amount) {
    return kind.code() + " " + amount.minor() + " " + amount.currency().getCurrencyCode();
  }
}
