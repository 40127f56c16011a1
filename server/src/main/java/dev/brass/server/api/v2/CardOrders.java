package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.card.CardPayment;
import dev.brass.server.card.CardPaymentState;
import dev.brass.server.card.CardPayments;
import dev.brass.server.card.CardPayments.Begun;
import dev.brass.server.card.CardPayments.Carried;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.card.CardTerms;
import dev.brass.server.card.NewCardPayment;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.order.AcceptedOrder;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;
import dev.brass.server.text.LinearPattern;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.spi.Money;
import dev.brass.spi.Secret;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// `POST /orders` with `payment.mode` `card` or `connect` (Zinc API docs, Payments): 201 with the
/// order when the money is held, 402 `payment_required` when the buyer has to act, 402
/// `payment_failed` when the card was refused.
final class CardOrders {

  /// Stripe's error codes for an invalid request, as opposed to a refused card.
  private static final LinearPattern INVALID =
      LinearPattern.of("resource_|parameter_|payment_method_|customer_|invalid_");

  private final Orders orders;
  private final CardProcessors processors;
  private final CardPayments payments;
  private final OrderAnswers answers;
  private final WalletSettings money;
  private final PublicAddress address;
  private final V2Json json;

  CardOrders(
      Orders orders,
      CardProcessors processors,
      CardPayments payments,
      OrderAnswers answers,
      WalletSettings money,
      PublicAddress address,
      V2Json json) {
    this.orders = orders;
    this.processors = processors;
    this.payments = payments;
    this.answers = answers;
    this.money = money;
    this.address = address;
    this.json = json;
  }

  /// Refuses a payment mode that is not configured for the caller.
  void mayPay(Caller caller, CardTerms card) {
    processors
        .problem(card.kind(), caller.tenant(), caller.mode())
        .ifPresent(
            problem -> {
              throw unusable(problem, "mode", card.kind().name().toLowerCase(Locale.ROOT));
            });
  }

  /// Refuses to buy real products with test payments.
  void mayBuyAt(Caller caller, boolean sandbox) {
    if (processors.isPlayMoney(caller.mode()) && !sandbox) {
      throw unusable(
          "Cards are charged in Stripe's test mode here, which is test money for sandbox stores"
              + " only; use mode 'wallet', which is the default without payment",
          "reason",
          "play_money");
    }
  }

  private static V2Problem unusable(String why, String name, String value) {
    return new V2Problem(400, "invalid_payment_method", why, Map.of(name, value));
  }

  /// Submits an accepted order.
  Reply create(
      ApiRequest request, Caller caller, CardTerms card, AcceptedOrder accepted, long maxPrice) {
    String key = accepted.idempotencyKey();
    if (key != null) {
      Optional<OrderId> before =
          orders.submittedWith(caller.tenant(), caller.mode(), OrderIntake.CURRENT, key);
      if (before.isPresent()) {
        return again(request, new OrderKey(caller.tenant(), before.get()), key, accepted);
      }
    }
    return switch (payments.begin(wanted(request, caller, card, accepted, maxPrice))) {
      case Begun.New(var payment) -> answer(request, payments.carryToOrder(payment));
      case Begun.Before(var payment, var same) -> {
        UUID order = payment.order();
        if (order != null) {
          OrderKey known = new OrderKey(caller.tenant(), new OrderId(order));
          yield again(request, known, String.valueOf(key), accepted);
        }
        if (!same || isAsked(payment)) {
          throw underWay(payment, String.valueOf(key), same);
        }
        yield answer(request, payments.carryToOrder(payment));
      }
    };
  }

  /// Whether another request for it is at the payment processor at the moment.
  private boolean isAsked(CardPayment payment) {
    return payment.state() instanceof CardPaymentState.Holding(var patience)
        && payments.now(payment).isBefore(patience);
  }

  private Reply again(ApiRequest request, OrderKey before, String key, AcceptedOrder accepted) {
    Order order = orders.get(before).orElseThrow();
    if (request.isRepeated() && order.echo().equals(accepted.echo())) {
      return json.reply(201, answers.one(order));
    }
    throw CreateOrder.exists(key, before.id());
  }

  private static V2Problem underWay(CardPayment payment, String key, boolean same) {
    return new V2Problem(
        409,
        "already_exists",
        same
            ? "An order with idempotency key '%s' is being paid for".formatted(key)
            : "The idempotency key '%s' was sent with another order, which is being paid for"
                .formatted(key),
        Map.of("resource", "Payment", "identifier", key, "payment_id", payment.id().toString()));
  }

  private Reply answer(ApiRequest request, Carried carried) {
    CardPayment payment = carried.payment();
    UUID order = payment.order();
    if (order != null) {
      OrderKey made = new OrderKey(payment.tenant(), new OrderId(order));
      return json.reply(201, answers.created(orders.get(made).orElseThrow(), payment));
    }
    throw switch (payment.state()) {
      case CardPaymentState.AwaitingBuyer _ -> buyerNeeded(request, payment);
      case CardPaymentState.Failed(var code, var why) -> refused(code, why);
      case CardPaymentState.Releasing(_, var why) -> notMade(why);
      case CardPaymentState.Released(_, var why) -> notMade(why);
      case CardPaymentState.Expired _ -> refused("expired", "The payment has expired");
      case CardPaymentState.Holding _,
          CardPaymentState.Held _,
          CardPaymentState.Ordered _,
          CardPaymentState.Capturing _,
          CardPaymentState.Captured _,
          CardPaymentState.Refunding _,
          CardPaymentState.Uncollected _ ->
          inDoubt(payment);
    };
  }

  private V2Problem buyerNeeded(ApiRequest request, CardPayment payment) {
    Map<String, Object> details = new TreeMap<>();
    details.put("payment_id", payment.id().toString());
    details.put("status", PaymentView.status(payment));
    details.put("pay_url", PaymentView.url(address.of(request), payment));
    details.put("expires_at", payment.expiresAt().toString());
    details.put("quote", json.tree(PaymentView.quote(payment)));
    return new V2Problem(
        402,
        "payment_required",
        "The buyer has to pay on pay_url; then poll GET /payments/" + payment.id(),
        details);
  }

  private static V2Problem refused(String code, String why) {
    return INVALID.start(code).isPresent()
        ? new V2Problem(400, "invalid_payment_method", why, Map.of("reason", code))
        : new V2Problem(402, "payment_failed", why, Map.of("reason", code));
  }

  private static V2Problem notMade(String why) {
    return new V2Problem(409, "already_exists", why, Map.of("resource", "Order"));
  }

  /// The processor did not answer: whether the money is held is unknown. The job finds out.
  private static V2Problem inDoubt(CardPayment payment) {
    return new V2Problem(
        502,
        "stripe_error",
        "Stripe did not answer. Do not pay again: poll GET /payments/%s, which reports the result,"
                .formatted(payment.id())
            + " or send the same request with the same idempotency_key",
        Map.of("payment_id", payment.id().toString()));
  }

  private NewCardPayment wanted(
      ApiRequest request, Caller caller, CardTerms card, AcceptedOrder accepted, long maxPrice) {
    return new NewCardPayment(
        caller.tenant(),
        caller.mode(),
        OrderIntake.CURRENT,
        new CardTerms(
            card.kind(),
            card.paymentMethod(),
            card.customer(),
            card.margin(),
            PaymentView.client(request.header("x-zinc-client"))),
        new Money(maxPrice, money.currency()),
        money.orderFee(),
        accepted.idempotencyKey(),
        Secret.of(accepted));
  }
}
