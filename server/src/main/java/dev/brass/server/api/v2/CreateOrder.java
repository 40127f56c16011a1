package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.card.CardTerms;
import dev.brass.server.intake.OrderDraft;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.order.AcceptedOrder;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Payer;
import dev.brass.server.order.Submission;
import dev.brass.server.tenant.Caller;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `POST /orders`: 201 with the order, or 409 `already_exists` when the idempotency key belongs to
/// an earlier one.
final class CreateOrder implements Command<CreateOrder.Wanted> {

  private final Orders orders;
  private final OrderIntake intake;
  private final OrderAnswers answers;
  private final CardOrders cards;
  private final V2Json json;

  CreateOrder(
      Orders orders, OrderIntake intake, OrderAnswers answers, CardOrders cards, V2Json json) {
    this.orders = orders;
    this.intake = intake;
    this.cards = cards;
    this.answers = answers;
    this.json = json;
  }

  /// An order that is accepted.
  ///
  /// @param card the card payment; null for the wallet
  record Wanted(AcceptedOrder order, long maxPrice, @Nullable CardTerms card) {}

  @Override
  public Wanted check(ApiRequest request, Caller caller) {
    JsonNode body = json.body(request);
    AtomicReference<@Nullable CardTerms> terms = new AtomicReference<>();
    OrderDraft draft = OrderDraft.read(body, fields -> terms.set(CardForm.read(fields)));
    CardTerms card = terms.get();
    if (card != null) {
      cards.mayPay(caller, card);
    }
    OrderSpec spec =
        Rejections.accepted(
            card == null
                ? intake.accept(draft, caller.tenant(), caller.mode())
                : intake.acceptPaid(draft, caller.tenant(), caller.mode()));
    if (card != null) {
      cards.mayBuyAt(caller, intake.isSandbox(spec.store(), caller.mode()));
    }
    AcceptedOrder order =
        new AcceptedOrder(spec, json.write(body), body.toString(), draft.idempotencyKey());
    return new Wanted(order, draft.maxPrice(), card);
  }

  @Override
  public Reply run(Wanted wanted, ApiRequest request, Caller caller) {
    CardTerms card = wanted.card();
    return card == null
        ? fromWallet(request, caller, wanted.order())
        : cards.create(request, caller, card, wanted.order(), wanted.maxPrice());
  }

  private Reply fromWallet(ApiRequest request, Caller caller, AcceptedOrder accepted) {
    String key = accepted.idempotencyKey();
    Submission submission =
        orders.submit(
            new OrderRequest(
                caller.tenant(),
                caller.mode(),
                OrderIntake.CURRENT,
                accepted.spec(),
                Payer.CURRENT,
                OrderPrivate.NONE,
                accepted.echo(),
                key == null
                    ? null
                    : new OrderRequest.Idempotency(OrderIntake.CURRENT, key, accepted.said())));
    return switch (submission) {
      case Submission.Accepted(var order) -> json.reply(201, answers.created(order));
      case Submission.Duplicate(var original, var same) when same && request.isRepeated() ->
          json.reply(
              201, answers.one(orders.get(new OrderKey(caller.tenant(), original)).orElseThrow()));
      case Submission.Duplicate(var original, _) -> throw exists(String.valueOf(key), original);
      case Submission.Repeated(var earlier) ->
          throw new V2Problem(
              409,
              "already_exists",
              "Order "
                  + earlier
                  + " for the same products and address was created shortly before; send an"
                  + " idempotency_key to order them once more",
              Map.of(
                  "resource",
                  "Order",
                  "identifier",
                  earlier.toString(),
                  "order_id",
                  earlier.toString()));
      case Submission.Unfunded(var required, var available) ->
          throw new V2Problem(
              402,
              "insufficient_funds",
              "The wallet has %s and the order needs %s".formatted(available, required),
              Map.of("required", required.minor(), "available", available.minor()));
      case Submission.CapMissing _ ->
          throw new V2Problem(
              422,
              "validation_error",
              "max_price is required: the wallet holds it",
              Map.of("max_price", "is required"));
      case Submission.PlayMoney _ ->
          throw new V2Problem(
              400,
              "bad_request",
              "Test mode buys at sandbox stores only",
              Map.of("reason", "play_money"));
    };
  }

  /// The idempotency key belongs to an earlier order.
  static V2Problem exists(String key, OrderId original) {
    Map<String, Object> details = new TreeMap<>();
    details.put("resource", "Order");
    details.put("identifier", key);
    details.put("order_id", original.toString());
    return new V2Problem(
        409, "already_exists", "Order with idempotency key '" + key + "' already exists", details);
  }
}
