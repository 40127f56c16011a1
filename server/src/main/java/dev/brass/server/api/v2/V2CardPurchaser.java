package dev.brass.server.api.v2;

import dev.brass.server.account.Accounts;
import dev.brass.server.card.CardPayment;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.card.CardPurchaser;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Payer;
import dev.brass.server.order.Submission;
import dev.brass.server.payment.Purchaser.Purchase;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Orders of `POST /orders` that are paid by card, once the money is held. Thread-safe.
public final class V2CardPurchaser implements CardPurchaser {

  /// Where orders whose client gave no key are known by their payment.
  private static final String SCOPE = "card";

  private final Orders orders;
  private final OrderGate gate;
  private final V2Json json = new V2Json();

  public V2CardPurchaser(Orders orders, Stores stores, Accounts accounts, CardProcessors cards) {
    this.orders = orders;
    this.gate = new OrderGate(stores, accounts, cards);
  }

  @Override
  public Purchase buy(CardPayment payment, String request) {
    JsonNode body = json.read(request);
    String key = payment.idempotencyKey();
    OrderRequest.Idempotency idempotency =
        key == null
            ? OrderRequest.Idempotency.unchosen(SCOPE, payment.id().toString(), body.toString())
            : new OrderRequest.Idempotency(OrderForm.DOOR, key, body.toString());
    Optional<OrderId> before =
        orders.submittedWith(
            payment.tenant(), payment.mode(), idempotency.scope(), idempotency.key());
    if (before.isPresent()) {
      return known(payment, before.get(), body);
    }
    OrderSpec spec;
    try {
      OrderForm form = OrderForm.read(body);
      spec = gate.pass(form, payment.tenant(), payment.mode(), json.map(form.metadata()));
    } catch (V2Problem e) {
      return new Purchase.Impossible(e.text());
    } catch (InvalidInput e) {
      return new Purchase.Impossible("The order does not fit the schema any more");
    }
    Submission submission =
        orders.submit(
            new OrderRequest(
                payment.tenant(),
                payment.mode(),
                OrderForm.DOOR,
                spec,
                new Payer.Card(payment.id(), payment.quote().goods(), payment.play()),
                OrderPrivate.NONE,
                json.write(body),
                idempotency));
    return switch (submission) {
      case Submission.Accepted(var order) -> new Purchase.Ordered(order.id().value());
      case Submission.Duplicate(var original, _) -> known(payment, original, body);
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

  /// An order with this key: this payment's, unless it was asked for with other words.
  private Purchase known(CardPayment payment, OrderId id, JsonNode body) {
    Order order = orders.get(new OrderKey(payment.tenant(), id)).orElseThrow();
    return order.echo().equals(json.write(body))
        ? new Purchase.Ordered(id.value())
        : new Purchase.Impossible("The idempotency key was used for order " + id);
  }
}
