package dev.brass.server.order;

import dev.brass.server.db.Script;
import dev.brass.server.wallet.Hold;
import dev.brass.server.wallet.Kind;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.wallet.Wallets.Spending;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What orders do to the wallets of their tenants, each in the commit that does it to the order:
/// so there is either both or neither, and a commit that is repeated because its answer was lost
/// finds the order changed and does it no second time. Orders that their tenant does not pay from
/// the wallet cost no statement here.
///
/// An order's hold is taken with its submission. When it is final, the hold ends: by a capture of
/// what the store charged if it was placed, by a release if it was not. An order that the store
/// calls off afterwards gets its capture back.
final class OrderFunds {

  private static final Logger LOG = LoggerFactory.getLogger(OrderFunds.class);

  private final Wallets wallets;

  OrderFunds(Wallets wallets) {
    this.wallets = wallets;
  }

  /// Whether an order is paid from its tenant's wallet.
  static boolean concern(NewOrder order) {
    return order.order().spec().funding() != null;
  }

  /// Puts aside what new orders may cost; refuses the script when some of it is not there.
  void hold(Script script, List<NewOrder> orders) {
    List<Hold> holds = holds(orders);
    if (!holds.isEmpty()) {
      wallets.hold(script, holds);
    }
  }

  /// Of orders that are about to be stored by one transaction, those that cannot be paid once those
  /// before them are.
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
    return orders.stream().filter(OrderFunds::concern).map(order -> hold(order.order())).toList();
  }

  private static Hold hold(Order order) {
    Money amount = Objects.requireNonNull(order.spec().funding()).hold();
    return new Hold(order.key().tenant(), order.mode(), order.id().value(), amount);
  }

  /// Spends or frees what was put aside for orders that have come to an end.
  void spend(Script script, List<OrderChange> changes) {
    List<Spending> spendings = new ArrayList<>();
    for (OrderChange change : changes) {
      Funding funding = change.after().spec().funding();
      if (funding != null) {
        spendings.addAll(
            spendings(
                hold(change.after()), funding, change.before().state(), change.after().state()));
      }
    }
    if (!spendings.isEmpty()) {
      wallets.spend(script, spendings);
    }
  }

  /// What the way from one state to another costs the tenant.
  private static List<Spending> spendings(
      Hold hold, Funding funding, OrderState before, OrderState after) {
    boolean ends = !before.isFinal();
    return switch (after) {
      case OrderState.Placed placed ->
          ends
              ? List.of(capture(hold, funding, placed.placement()))
              : partlyOff(hold, before, placed);
      case OrderState.Failed _, OrderState.Cancelled _ ->
          ends ? List.of(new Spending.Release(hold, "")) : List.of();
      case OrderState.CancelledByRetailer c -> {
        if (before instanceof OrderState.CancelledByRetailer) {
          yield List.of();
        }
        Spending refund =
            new Spending.Refund(hold, funding.price(c.placement()), "cancelled by the retailer");
        yield ends ? List.of(capture(hold, funding, c.placement()), refund) : List.of(refund);
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

  /// What comes back when the store calls off one merchant order of several. *The one place for
  // it:*
  /// what the order's parts that are off bring back together is `target`; whatever of it did not
  /// come back yet does now, and never more than was captured.
  private static List<Spending> partlyOff(Hold hold, OrderState before, OrderState.Placed after) {
    boolean more =
        before instanceof OrderState.Placed placed && after.off().size() > placed.off().size();
    if (!more) {
      return List.of();
    }
    Money target =
        after.off().stream()
            .map(CancelledPart::refund)
            .flatMap(Stream::ofNullable)
            .filter(refund -> refund.currency().equals(hold.amount().currency()))
            .reduce(Money.zero(hold.amount().currency()), Money::plus);
    LOG.info("order {}: {} come back for what is off of it", hold.order(), target);
    // TO CONNECT: refund(order, target), when refunds are one thing under the capture's lock.
    return List.of();
  }

  private static Spending capture(Hold hold, Funding funding, Placement placement) {
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

  /// The transfers that an order must have, as `capture 1999 USD`, sorted; for the audit.
  static List<String> transfers(@Nullable Funding funding, OrderState state) {
    if (funding == null) {
      return List.of();
    }
    List<String> transfers = new ArrayList<>(List.of(transfer(Kind.HOLD, funding.hold())));
    switch (state) {
      case OrderState.Placed(var placement, _, _, _) -> transfers.addAll(paid(funding, placement));
      case OrderState.CancelledByRetailer c -> {
        transfers.addAll(paid(funding, c.placement()));
        if (funding.price(c.placement()).minor() > 0) {
          transfers.add(transfer(Kind.REFUND, funding.price(c.placement())));
        }
      }
      case OrderState.Failed _, OrderState.Cancelled _ ->
          transfers.add(transfer(Kind.RELEASE, funding.hold()));
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _ -> {}
    }
    return transfers.stream().sorted().toList();
  }

  private static List<String> paid(Funding funding, Placement placement) {
    Money price = funding.price(placement);
    return List.of(
        price.minor() > 0 ? transfer(Kind.CAPTURE, price) : transfer(Kind.RELEASE, funding.hold()));
  }

  private static String transfer(Kind kind, Money amount) {
    return kind.code() + " " + amount.minor() + " " + amount.currency().getCurrencyCode();
  }
}
