package dev.brass.server.api.v2;

import dev.brass.server.account.Accounts;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Payer;
import dev.brass.server.order.Submission;
import dev.brass.server.payment.Payment;
import dev.brass.server.payment.Payments;
import dev.brass.server.payment.Purchaser;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.spi.Money;
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
    this.gate = new OrderGate(stores, accounts, CardProcessors.NONE);
    this.money = money;
  }

  WalletSettings money() {
    return money;
  }

  /// An order as it was sent, before it is paid.
  ///
  /// @throws InvalidInput when it does not fit the schema
  /// @throws V2Problem when it is not accepted
  Checked checked(String request) {
    OrderForm form = OrderForm.read(json.read(request));
    return new Checked(form, gate.isSandbox(spec(form).store(), Mode.LIVE));
  }

  /// An order that would be accepted.
  ///
  /// @param atSandbox whether it goes to a sandbox store, so that play money can pay for it
  record Checked(OrderForm form, boolean atSandbox) {}

  private OrderSpec spec(OrderForm form) {
    OrderSpec spec = gate.pass(form, NOBODY, Mode.LIVE, json.map(form.metadata()));
    gate.paidHere(spec.store(), Mode.LIVE);
    return spec;
  }

  /// What was paid is all that there is, whatever an order costs by now besides.
  private static Payer payer(Payment payment, long maxPrice) {
    Money paid = payment.amount();
    return new Payer.InAdvance(
        paid, new Money(Math.max(0, paid.minor() - maxPrice), paid.currency()), payment.play());
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
    Payer payer;
    try {
      body = json.read(request);
      OrderForm form = OrderForm.read(body);
      spec = spec(form);
      payer = payer(payment, form.maxPrice());
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
                payer,
                OrderPrivate.NONE,
                json.write(body),
                OrderRequest.Idempotency.global(
                    Payments.DOOR, payment.challenge(), body.toString())));
    return switch (submission) {
      case Submission.Accepted(var order) -> new Purchase.Ordered(order.id().value());
      case Submission.Duplicate(var original, _) -> new Purchase.Ordered(original.value());
      case Submission.PlayMoney _ ->
          new Purchase.Impossible("Play money buys at sandbox stores only");
      case Submission.Repeated _, Submission.Unfunded _, Submission.CapMissing _ ->
          throw new IllegalStateException(
              "the order of payment " + payment.id() + " was refused: " + submission);
    };
  }
}
