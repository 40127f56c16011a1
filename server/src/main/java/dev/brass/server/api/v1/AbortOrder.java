package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderState;
import dev.brass.server.tenant.Caller;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `POST /v1/orders/{request_id}/abort`: stops an order that is not placed yet (classic Zinc docs,
/// Abort). The answer is that of `GET`: `aborted_request`, or `request_processing` while the
/// retailer may be buying it; the order then either succeeds or is aborted. 400 when it has already
/// ended.
final class AbortOrder implements Action {

  private static final String SCOPE = "v1-abort";

  private final OrderDesk orders;
  private final Predicate<Order> cancels;

  /// @param cancels whether an order can be cancelled after its store has accepted it
  AbortOrder(OrderDesk orders, Predicate<Order> cancels) {
    this.orders = orders;
    this.cancels = cancels;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    String key = key(request.text());
    Order before = FoundOrder.of(request, caller, orders);
    if (key == null) {
      return Reply.json(200, abort(before));
    }
    AtomicBoolean now = new AtomicBoolean();
    String answer =
        orders.answerAgain(
            caller,
            SCOPE,
            key,
            () -> {
              now.set(true);
              return abort(before);
            });
    Reply reply = Reply.json(200, answer);
    return now.get() ? reply : V1Ids.again(reply);
  }

  /// The body may be empty, as in the documents.
  private static @Nullable String key(String body) {
    if (body.isBlank()) {
      return null;
    }
    Problems problems = new Problems();
    Fields fields = new Fields(V1Json.read(body), "", false, Set.of("idempotency_key"), problems);
    String key = fields.get("idempotency_key").text(Limits.IDEMPOTENCY_KEY);
    if (problems.any()) {
      throw problems.refusal();
    }
    return key;
  }

  private String abort(Order before) {
    Order after = orders.abort(before.key()).orElseThrow(V1Ids::unknown);
    if (after.state().abort() != null) {
      return OrderAnswer.body(after);
    }
    return switch (after.state()) {
      case OrderState.Cancelled _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _ ->
          OrderAnswer.body(after);
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Retrying _,
          OrderState.NeedsAction _ ->
          throw new IllegalStateException("an order that can be cancelled was not");
      case OrderState.Placed _ -> throw tooLate("it has succeeded; " + afterwards(after));
      case OrderState.CancelledByRetailer _ ->
          throw tooLate("it has succeeded, and its retailer has cancelled it since");
      case OrderState.Failed _ -> throw tooLate("it has failed");
    };
  }

  private String afterwards(Order order) {
    return cancels.test(order)
        ? "POST …/cancel asks the retailer to cancel it"
        : "orders at "
            + order.spec().store()
            + " are not cancelled through this server, but at the retailer";
  }

  private static V1Problem tooLate(String why) {
    return new V1Problem(
        V1Code.INVALID_REQUEST, "The request can no longer be aborted: " + why + ".");
  }
}
