package dev.brass.server.card;

import dev.brass.server.agentpay.Purchase;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.intake.OrderDraft;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.intake.OrderIntake.Intake;
import dev.brass.server.order.AcceptedOrder;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderRequest.Idempotency;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Payer;
import dev.brass.server.order.Submission;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Submits the orders whose money is held on a card. Thread-safe.
final class CardPurchaser {

  /// The idempotency scope of orders without a client key: they are identified by their payment.
  private static final String SCOPE = "card";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Orders orders;
  private final OrderIntake intake;

  CardPurchaser(Orders orders, OrderIntake intake) {
    this.orders = orders;
    this.intake = intake;
  }

  /// Buys once per payment, however often it is called.
  ///
  /// @param kept the order as stored by [CardPaymentRepository]
  Purchase buy(CardPayment payment, String kept) {
    Optional<AcceptedOrder> accepted = AcceptedOrder.read(kept);
    if (accepted.isPresent()) {
      AcceptedOrder order = accepted.get();
      return before(payment, order.said(), order.echo()).orElseGet(() -> submit(payment, order));
    }
    // Earlier versions stored only the client's request.
    JsonNode body = JSON.readTree(kept);
    return before(payment, body.toString(), kept).orElseGet(() -> submit(payment, body, kept));
  }

  private Optional<Purchase> before(CardPayment payment, String said, String echo) {
    Idempotency key = key(payment, said);
    return orders
        .submittedWith(payment.tenant(), payment.mode(), key.scope(), key.key())
        .map(id -> known(payment, id, echo));
  }

  private Purchase submit(CardPayment payment, JsonNode body, String kept) {
    try {
      OrderDraft draft = OrderDraft.read(body);
      return switch (intake.acceptPaid(draft, payment.tenant(), payment.mode())) {
        case Intake.Accepted(var spec) ->
            submit(payment, new AcceptedOrder(spec, kept, body.toString(), draft.idempotencyKey()));
        case Intake.Rejected(var why) -> new Purchase.Impossible(why.message());
      };
    } catch (InvalidInput e) {
      return new Purchase.Impossible("The order does not fit the schema any more");
    }
  }

  private static Idempotency key(CardPayment payment, String said) {
    String key = payment.idempotencyKey();
    return key == null
        ? Idempotency.unchosen(SCOPE, payment.id().toString(), said)
        : new Idempotency(OrderIntake.CURRENT, key, said);
  }

  private Purchase submit(CardPayment payment, AcceptedOrder order) {
    Submission submission =
        orders.submit(
            new OrderRequest(
                payment.tenant(),
                payment.mode(),
                OrderIntake.CURRENT,
                order.spec(),
                new Payer.Card(payment.id(), payment.quote().goods(), payment.play()),
                OrderPrivate.NONE,
                order.echo(),
                key(payment, order.said())));
    return switch (submission) {
      case Submission.Accepted(var made) -> new Purchase.Ordered(made.id().value());
      case Submission.Duplicate(var original, _) -> known(payment, original, order.echo());
      case Submission.Repeated(var earlier) ->
          new Purchase.Impossible(
              "Order "
                  + earlier
                  + " for the same products and address was created shortly before; send an"
                  + " idempotency_key to order them once more");
      case Submission.PlayMoney _ ->
          new Purchase.Impossible("Play money buys at sandbox stores only");
      case Submission.Unfunded _, Submission.CapMissing _ ->
          throw new IllegalStateException(
              "the order of payment " + payment.id() + " asked the wallet for money");
    };
  }

  /// The existing order with this key: this payment's, unless its request was different.
  private Purchase known(CardPayment payment, OrderId id, String echo) {
    Order order = orders.get(new OrderKey(payment.tenant(), id)).orElseThrow();
    return order.echo().equals(echo)
        ? new Purchase.Ordered(id.value())
        : new Purchase.Impossible("The idempotency key was used for order " + id);
  }
}
