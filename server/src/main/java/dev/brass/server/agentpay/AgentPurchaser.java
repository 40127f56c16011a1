package dev.brass.server.agentpay;

import dev.brass.server.form.InvalidInput;
import dev.brass.server.intake.OrderDraft;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.intake.OrderIntake.Intake;
import dev.brass.server.order.AcceptedOrder;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Payer;
import dev.brass.server.order.Submission;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Submits the orders of agents, which are paid beforehand. Thread-safe.
public final class AgentPurchaser {

  /// A tenant id that no tenant has: agents have no managed accounts.
  private static final TenantId NOBODY = new TenantId(new UUID(0, 0));

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Orders orders;
  private final OrderIntake intake;

  public AgentPurchaser(Orders orders, OrderIntake intake) {
    this.orders = orders;
    this.intake = intake;
  }

  /// Checks an order before it is paid.
  public Intake accept(OrderDraft draft) {
    return intake.acceptPaid(draft, NOBODY, Mode.LIVE);
  }

  /// Whether nothing real is bought at a store, so that play money can pay for it.
  public boolean isSandbox(String store) {
    return intake.isSandbox(store, Mode.LIVE);
  }

  /// Buys once per payment, however often it is called.
  ///
  /// @param kept the stored order of the payment
  Purchase buy(Payment payment, String kept) {
    Optional<OrderId> before =
        orders.submittedWith(payment.tenant(), Mode.LIVE, Payments.CHANNEL, payment.challenge());
    if (before.isPresent()) {
      return new Purchase.Ordered(before.get().value());
    }
    Optional<AcceptedOrder> accepted = AcceptedOrder.read(kept);
    if (accepted.isPresent()) {
      return submit(payment, accepted.get());
    }
    // Earlier versions stored only the agent's request.
    try {
      JsonNode body = JSON.readTree(kept);
      OrderDraft draft = OrderDraft.read(body);
      return switch (accept(draft)) {
        case Intake.Accepted(var spec) ->
            submit(
                payment,
                new AcceptedOrder(
                    spec, JSON.writeValueAsString(body), body.toString(), draft.idempotencyKey()));
        case Intake.Rejected(var why) -> new Purchase.Impossible(why.message());
      };
    } catch (InvalidInput e) {
      return new Purchase.Impossible("the order does not fit the schema any more");
    }
  }

  private Purchase submit(Payment payment, AcceptedOrder order) {
    Submission submission =
        orders.submit(
            new OrderRequest(
                payment.tenant(),
                Mode.LIVE,
                Payments.CHANNEL,
                order.spec(),
                payer(payment, Objects.requireNonNull(order.spec().terms().maxPrice())),
                OrderPrivate.NONE,
                order.echo(),
                OrderRequest.Idempotency.global(
                    Payments.CHANNEL, payment.challenge(), order.said())));
    return switch (submission) {
      case Submission.Accepted(var made) -> new Purchase.Ordered(made.id().value());
      case Submission.Duplicate(var original, _) -> new Purchase.Ordered(original.value());
      case Submission.PlayMoney _ ->
          new Purchase.Impossible("Play money buys at sandbox stores only");
      case Submission.Repeated _, Submission.Unfunded _, Submission.CapMissing _ ->
          throw new IllegalStateException(
              "the order of payment " + payment.id() + " was refused: " + submission);
    };
  }

  /// The order can spend only what was paid, whatever its current price is.
  private static Payer payer(Payment payment, long maxPrice) {
    Money paid = payment.amount();
    return new Payer.InAdvance(
        paid, new Money(Math.max(0, paid.minor() - maxPrice), paid.currency()), payment.play());
  }
}
