package dev.brass.server.api.v2;

import dev.brass.server.agentpay.AgentPurchaser;
import dev.brass.server.agentpay.Bill;
import dev.brass.server.agentpay.Paid;
import dev.brass.server.agentpay.Payment;
import dev.brass.server.agentpay.Payments;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.server.api.RequestProblem;
import dev.brass.server.intake.OrderDraft;
import dev.brass.server.order.AcceptedOrder;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.Orders;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.spi.Money;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `POST /agent/orders`: an order, paid in advance with the most that it may cost. Without a body
/// the answer describes the price; an invalid body is refused before a price is given (Zinc API
/// docs, Agent endpoints).
final class AgentOrders implements Endpoint {

  private static final int LONGEST_KEY = 255;

  private final AgentCheckout till;
  private final Payments payments;
  private final AgentPurchaser purchaser;
  private final WalletSettings money;
  private final Orders orders;
  private final OrderAnswers answers;
  private final V2Json json;

  AgentOrders(
      AgentCheckout till,
      Payments payments,
      AgentPurchaser purchaser,
      WalletSettings money,
      Orders orders,
      OrderAnswers answers,
      V2Json json) {
    this.till = till;
    this.payments = payments;
    this.purchaser = purchaser;
    this.money = money;
    this.orders = orders;
    this.answers = answers;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request) {
    List<String> ways = till.ways(request);
    byte[] bytes = request.bytes();
    String body = text(bytes);
    if (body.isBlank()) {
      return till.ask(request, bill(1, bytes, true, null), ways);
    }
    JsonNode said = json.read(body);
    OrderDraft draft = OrderDraft.read(said);
    OrderSpec spec = Rejections.accepted(purchaser.accept(draft));
    String key = key(request, draft);
    AcceptedOrder order =
        new AcceptedOrder(spec, json.write(said), said.toString(), draft.idempotencyKey());
    Bill bill = bill(draft.maxPrice(), bytes, purchaser.isSandbox(spec.store()), order);
    return till.<Void>sell(
        request,
        bill,
        ways,
        (realm, credential) -> payments.order(realm, bill, credential, key),
        this::reply);
  }

  private Bill bill(long maxPrice, byte[] body, boolean atSandbox, @Nullable AcceptedOrder order) {
    boolean hasBody = order != null;
    Money most = new Money(maxPrice, money.currency());
    return new Bill(
        Payment.Purpose.ORDER,
        most.plus(money.orderFee()),
        body,
        hasBody,
        hasBody ? "Order, up to " + most + ", and the fee" : "An order: its max_price and the fee",
        atSandbox,
        order);
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new RequestProblem(RequestProblem.Kind.NOT_TEXT, "the body is not UTF-8 text", e);
    }
  }

  private static @Nullable String key(ApiRequest request, OrderDraft draft) {
    String key = request.header("idempotency-key");
    if (key == null || key.isBlank()) {
      return draft.idempotencyKey();
    }
    if (key.length() > LONGEST_KEY || key.chars().anyMatch(c -> c < ' ')) {
      throw new V2Problem(
          400,
          "bad_request",
          "Idempotency-Key has 1 to " + LONGEST_KEY + " characters",
          Map.of("length", key.length()));
    }
    return key;
  }

  private Reply reply(Paid<Void> paid) {
    if (!(paid instanceof Paid.Ordered<Void> ordered)) {
      throw till.refused(paid);
    }
    Order order =
        orders
            .get(new OrderKey(ordered.payment().tenant(), new OrderId(ordered.order())))
            .orElseThrow();
    String key = ordered.key().reveal();
    return ordered.again()
        ? json.reply(
                409,
                new ErrorBody(
                    "already_exists",
                    "This credential has paid for order " + order.id() + " already",
                    Map.of("resource", "Order", "order_id", order.id().toString())))
            .with("X-Api-Key", key)
            .with("Cache-Control", "no-store")
        : json.reply(201, answers.one(order))
            .with("X-Api-Key", key)
            .with("Payment-Receipt", ordered.receipt().header())
            .with("Cache-Control", "private, no-store");
  }
}
