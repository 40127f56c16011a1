package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.Submission;
import dev.brass.server.tenant.Caller;

/// `POST /v1/orders`: submits an order and returns its `request_id` (classic Zinc docs, Create an
/// order). A key that was used before gets the first answer again, whatever else the body contains
/// (classic Zinc docs, Idempotency keys).
final class CreateOrder implements Command<CreateOrder.Wish> {

  private final OrderReader reader;
  private final OrderDesk orders;

  CreateOrder(OrderReader reader, OrderDesk orders) {
    this.reader = reader;
    this.orders = orders;
  }

  /// The result of the check.
  sealed interface Wish {

    /// An order to submit.
    record Submit(OrderRequest order) implements Wish {}

    /// It was submitted before with this key, whatever else the body contains.
    record Known(OrderId order) implements Wish {}
  }

  @Override
  public Wish check(ApiRequest request, Caller caller) {
    return switch (reader.read(caller, request.text())) {
      case OrderReader.Reading.Valid(var order) -> new Wish.Submit(order);
      case OrderReader.Reading.Invalid invalid -> new Wish.Known(submittedBefore(caller, invalid));
    };
  }

  @Override
  public Reply run(Wish wish, ApiRequest request, Caller caller) {
    return switch (wish) {
      case Wish.Submit(var order) ->
          switch (orders.submit(order)) {
            case Submission.Accepted(var accepted) -> V1Ids.reply(accepted.id());
            case Submission.Duplicate(var original, _) -> V1Ids.again(original.value());
            case Submission.Repeated(var earlier) -> throw repeated(earlier);
            case Submission.Unfunded(var required, var available) ->
                throw V1Problem.unfunded(required, available);
            case Submission.CapMissing _ -> throw V1Problem.capMissing();
            case Submission.PlayMoney _ -> throw V1Problem.playMoney();
          };
      case Wish.Known(var before) -> V1Ids.again(before.value());
    };
  }

  /// Without a key, a repeated request cannot be distinguished from a second order, so the answer
  /// names the existing order and says how to order again.
  static V1Problem repeated(OrderId earlier) {
    String requestId = V1Ids.requestId(earlier);
    return new V1Problem(
        V1Code.DUPLICATE_ORDER,
        "The order "
            + requestId
            + " for the same products, buyer and address was submitted shortly before, and nothing"
            + " was ordered now. To order the same once more, send an idempotency_key.",
        V1Json.write(new V1Wire.RequestId(requestId)));
  }

  /// Validity depends on the server's stores and settings. An order that was accepted must not be
  /// refused when the client repeats its request.
  private OrderId submittedBefore(Caller caller, OrderReader.Reading.Invalid invalid) {
    String key = invalid.idempotencyKey();
    if (key == null) {
      throw invalid.problem();
    }
    return orders.submittedWith(caller, key).orElseThrow(invalid::problem);
  }
}
