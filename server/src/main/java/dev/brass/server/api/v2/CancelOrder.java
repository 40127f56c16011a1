package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;
import java.util.Map;

/// `POST /orders/{order_id}/cancel`: 204 while nothing was tried yet, else 400
/// `order_not_cancellable` (spec v2 §4.3). Cancelling a cancelled order again is 204 too, so that a
/// lost answer can be repeated.
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
          "This server asks the store first whether it has the order, since its own latest changes"
              + " may be lost. If the store has it not, the order is cancelled; look at its status.",
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
