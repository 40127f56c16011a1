package dev.brass.server.api.v2;

import dev.brass.server.account.Accounts;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Submission;
import dev.brass.server.payment.Payment;
import dev.brass.server.payment.Payments;
import dev.brass.server.payment.Purchaser;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.WalletSettings;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Orders of agents: the bodies of `POST /orders`, paid before they are submitted. Thread-safe.
public final class V2AgentPurchaser implements Purchaser {

  /// Nobody's: an agent has no managed accounts.
  private static final TenantId NOBODY = new TenantId(new UUID(0, 0));

  private final Orders orders;
  private final OrderGate gate;
  private final WalletSettings money;
  private final V2Json json = new V2Json();

  /// The purchaser.
  ///
  /// @param money prepaid, with what an agent's order costs besides what its store charges
  public V2AgentPurchaser(Orders orders, Stores stores, Accounts accounts, WalletSettings money) {
    this.orders = orders;
    this.gate = new OrderGate(stores, accounts, money, CardProcessors.NONE);
    this.money = money;
  }

  WalletSettings money() {
    return money;
  }

  /// An order as it was sent, before it is paid.
  ///
  /// @throws InvalidInput when it does not fit the schema
  /// @throws V2Problem when it is not accepted
  OrderForm checked(String request) {
    OrderForm form = OrderForm.read(json.read(request));
    spec(form);
    return form;
  }

  private OrderSpec spec(OrderForm form) {
    return gate.pass(form, NOBODY, Mode.LIVE, json.map(form.metadata()));
  }

  @Override
  public Purchase buy(Payment payment, String request) {
    Optional<OrderId> before =
        orders.submittedWith(payment.tenant(), Mode.LIVE, Payments.DOOR, payment.challenge());
    if (before.isPresent()) {
      return new Purchase.Ordered(before.get().value());
    }
    JsonNode body;
    OrderSpec spec;
    try {
      body = json.read(request);
      spec = spec(OrderForm.read(body));
    } catch (V2Problem e) {
      return new Purchase.Impossible(e.text());
    } catch (InvalidInput e) {
      return new Purchase.Impossible("the order does not fit the schema any more");
    }
    Submission submission =
        orders.submit(
            new OrderRequest(
                payment.tenant(),
                Mode.LIVE,
                Payments.DOOR,
                spec,
                OrderPrivate.NONE,
                json.write(body),
                OrderRequest.Idempotency.global(
                    Payments.DOOR, payment.challenge(), body.toString())));
    return switch (submission) {
      case Submission.Accepted(var order) -> new Purchase.Ordered(order.id().value());
      case Submission.Duplicate(var original, _) -> new Purchase.Ordered(original.value());
      case Submission.Repeated _, Submission.Unfunded _ ->
          throw new IllegalStateException(
              "the order of payment " + payment.id() + " was refused: " + submission);
    };
  }
}
