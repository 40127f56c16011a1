package dev.brass.server.card;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.aftersales.AftersalesState;
import dev.brass.server.agentpay.Purchase;
import dev.brass.server.card.CardPaymentState.AwaitingBuyer;
import dev.brass.server.card.CardPaymentState.Captured;
import dev.brass.server.card.CardPaymentState.Capturing;
import dev.brass.server.card.CardPaymentState.Expired;
import dev.brass.server.card.CardPaymentState.Failed;
import dev.brass.server.card.CardPaymentState.Held;
import dev.brass.server.card.CardPaymentState.Holding;
import dev.brass.server.card.CardPaymentState.Ordered;
import dev.brass.server.card.CardPaymentState.Refunding;
import dev.brass.server.card.CardPaymentState.Released;
import dev.brass.server.card.CardPaymentState.Releasing;
import dev.brass.server.card.CardPaymentState.Uncollected;
import dev.brass.server.card.CardProcessor.Done;
import dev.brass.server.card.CardProcessor.Hold;
import dev.brass.server.card.CardProcessor.Page;
import dev.brass.server.order.CancelledPart;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.Orders;
import dev.brass.server.recovery.Recovery;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides the next step of a payment by card. Thread-safe.
final class CardSteps {

  private static final Logger LOG = LoggerFactory.getLogger(CardSteps.class);

  private final Orders orders;
  private final Aftersales aftersales;
  private final CardProcessors processors;
  private final ProcessingFee rate;
  private final Recovery recovery;

  /// @param recovery whether the database may have lost payments
  CardSteps(
      Orders orders,
      Aftersales aftersales,
      CardProcessors processors,
      ProcessingFee rate,
      Recovery recovery) {
    this.orders = orders;
    this.aftersales = aftersales;
    this.processors = processors;
    this.rate = rate;
    this.recovery = recovery;
  }

  /// The next step.
  sealed interface Step {

    /// Nothing to do until the next event.
    record Rest() implements Step {}

    /// It should continue, but cannot now.
    record Later(String why) implements Step {}

    /// A transition to this state.
    record To(CardPaymentState state, @Nullable UUID order) implements Step {}
  }

  private static final Step REST = new Step.Rest();

  /// The next step of a payment that is not [Held].
  Step next(CardPayment payment, Instant now) {
    return switch (payment.state()) {
      case Holding _ ->
          held(processors.of(payment).hold(payment, now, recovery.mayHaveForgotten()));
      case AwaitingBuyer(var session, _) -> awaited(payment, session, now);
      case Held _ -> REST;
      case Ordered(var hold) -> ordered(payment, hold);
      case Capturing(var hold, var costs) -> captured(payment, hold, costs);
      case Captured captured -> owed(payment, captured);
      case Refunding refunding -> refunded(payment, refunding);
      case Releasing(var hold, var why) -> released(payment, hold, why);
      case Released _, Uncollected _, Failed _, Expired _ -> REST;
    };
  }

  private static Step held(Hold answer) {
    return switch (answer) {
      case Hold.Held(var hold) -> new Step.To(new Held(hold), null);
      case Hold.BuyerNeeded _ -> new Step.To(new AwaitingBuyer(null, null), null);
      case Hold.Refused(var code, var why) -> new Step.To(new Failed(code, why), null);
      case Hold.Unclear(var why) -> new Step.Later(why);
    };
  }

  private Step awaited(CardPayment payment, @Nullable String session, Instant now) {
    boolean late = now.isAfter(payment.expiresAt());
    if (session == null) {
      return late ? new Step.To(new Expired(), null) : REST;
    }
    CardProcessor processor = processors.of(payment);
    Page page = late ? processor.close(payment, session) : processor.page(payment, session);
    return switch (page) {
      case Page.Paid(var hold) -> new Step.To(new Held(hold), null);
      case Page.Open _ -> late ? new Step.Later("the page cannot be closed") : REST;
      case Page.Closed _ -> new Step.To(new Expired(), null);
      case Page.Unclear(var why) -> new Step.Later(why);
    };
  }

  /// The step after the submission of the order.
  Step bought(Held held, Purchase purchase) {
    return switch (purchase) {
      case Purchase.Ordered(var order) -> new Step.To(new Ordered(held.hold()), order);
      case Purchase.Impossible(var why) -> new Step.To(new Releasing(held.hold(), why), null);
    };
  }

  private Optional<Order> order(CardPayment payment) {
    return orders.get(
        new OrderKey(payment.tenant(), new OrderId(Objects.requireNonNull(payment.order()))));
  }

  private Step ordered(CardPayment payment, CardHold hold) {
    Optional<Order> order = order(payment);
    if (order.isEmpty()) {
      return new Step.Later("the order cannot be found");
    }
    return switch (order.get().state()) {
      case OrderState.Placed(var placement, _, _, _) ->
          to(payment, new Capturing(hold, costs(payment, placement)));
      // The store may have it: if it is found later, it is paid as long as the card's issuer keeps
      // the hold.
      case OrderState.Failed failed when failed.isProbablyPlaced() -> REST;
      case OrderState.Failed _, OrderState.Cancelled _, OrderState.CancelledByRetailer _ ->
          to(payment, new Releasing(hold, "the order was not placed"));
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _ ->
          REST;
    };
  }

  private static Step to(CardPayment payment, CardPaymentState state) {
    return new Step.To(state, payment.order());
  }

  /// The costs of a placed order, never more than is held. If a store charges in another currency
  /// than it quoted, they are the whole hold.
  private Costs costs(CardPayment payment, Placement placement) {
    Costs quote = payment.quote();
    Money total = placement.price().total();
    if (!total.currency().equals(quote.goods().currency()) || total.exceeds(quote.goods())) {
      LOG.warn(
          "order {}: the store charged {}, and the card pays no more than the {} that were held",
          payment.order(),
          total,
          quote.goods());
      return quote;
    }
    return Costs.of(total, payment.terms().margin(), quote.fee(), rate);
  }

  private Step captured(CardPayment payment, CardHold hold, Costs costs) {
    return switch (processors.of(payment).capture(payment, hold, costs)) {
      case Done.Yes _ -> to(payment, new Captured(hold, costs, 0, 0));
      case Done.Never(var why) -> {
        LOG.error(
            "order {}: its {} cannot be taken from the card: {}",
            payment.order(),
            costs.charge(),
            why);
        yield to(payment, new Uncollected(hold, costs, why));
      }
      case Done.Unclear(var why) -> new Step.Later(why);
    };
  }

  /// Refunds what the retailer refunded: everything when the order was cancelled, else the refunds
  /// of its cancelled parts and returned goods.
  private Step owed(CardPayment payment, Captured captured) {
    Optional<Order> order = order(payment);
    if (order.isEmpty()) {
      return REST;
    }
    long owed =
        order.get().state() instanceof OrderState.CancelledByRetailer
            ? captured.costs().charge().minor()
            : credited(payment, order.get(), captured.costs());
    long part = owed - captured.refunded();
    return part > 0
        ? to(
            payment,
            new Refunding(
                captured.hold(), captured.costs(), part, captured.refunded(), captured.refunds()))
        : REST;
  }

  private long credited(CardPayment payment, Order order, Costs costs) {
    long sum =
        aftersales.returnsOf(payment.tenant(), List.of(order.id())).stream()
            .map(errand -> errand.state())
            .filter(AftersalesState.Credited.class::isInstance)
            .map(state -> ((AftersalesState.Credited) state).refund())
            .filter(refund -> refund.currency().equals(costs.goods().currency()))
            .mapToLong(Money::minor)
            .sum();
    long off =
        order.state() instanceof OrderState.Placed placed
            ? CancelledPart.refund(placed.off(), costs.goods().currency()).minor()
            : 0;
    return Math.min(Math.addExact(sum, off), costs.goods().minor());
  }

  private Step refunded(CardPayment payment, Refunding r) {
    int number = r.refunds() + 1;
    return switch (processors.of(payment).refund(payment, r.hold(), r.part(), number)) {
      case Done.Yes _ ->
          to(payment, new Captured(r.hold(), r.costs(), r.refunded() + r.part(), number));
      case Done.Never(var why) -> new Step.Later(why);
      case Done.Unclear(var why) -> new Step.Later(why);
    };
  }

  private Step released(CardPayment payment, CardHold hold, String why) {
    return switch (processors.of(payment).release(payment, hold)) {
      case Done.Yes _ -> to(payment, new Released(hold, why));
      case Done.Never(var never) -> {
        LOG.error("payment {}: its hold cannot be released: {}", payment.id(), never);
        yield new Step.Later(never);
      }
      case Done.Unclear(var unclear) -> new Step.Later(unclear);
    };
  }
}
