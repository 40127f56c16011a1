package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;
import java.util.Map;

/// `POST /orders/{order_id}/cancel`: 204 before the first attempt, else 400 `order_not_cancellable`
/// (Zinc API docs, Cancel Order). Cancelling a cancelled order again is 204 too, so that the
/// request can be repeated when its answer is lost.
final class CancelOrder implements Action {

  private final Orders orders;

  CancelOrder(Orders orders) {
    this.orders = orders;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Order order = OrderPaths.order(request, caller, orders);
    Order after = orders.cancel(order.key(), "cancelled by the client", true).orElse(order);
    if (after.state() instanceof OrderState.Cancelled) {
      return Reply.empty(204);
    }
    if (after.state().isAskedFirst()) {
      throw new V2Problem(
          400,
          "order_not_cancellable",
          "This server first checks whether the store has the order, because its own latest"
              + " changes may be lost. If not, the order is cancelled; check its status.",
          Map.of("order_id", order.id().toString(), "status", "pending"));
    }
    String status = OrderRendering.status(after.state());
    throw new V2Problem(
        400,
        "order_not_cancellable",
        "An order can be cancelled while it is pending; this one is " + status,
        Map.of("order_id", order.id().toString(), "status", status));
  }
}
