package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.errand.Errand;
import dev.brass.server.errand.Errands;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;
import java.util.List;

/// `GET /orders/{order_id}`: the order with the checkpoints of its parcels.
final class GetOrder implements V2Caller.Operation {

  private final Orders orders;
  private final Errands errands;
  private final OrderRendering rendering;
  private final V2Json json;

  GetOrder(Orders orders, Errands errands, OrderRendering rendering, V2Json json) {
    this.orders = orders;
    this.errands = errands;
    this.rendering = rendering;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Order order = OrderPaths.order(request, caller, orders);
    List<Errand> returns =
        isOrWasPlaced(order.state())
            ? errands.returnsOf(caller.tenant(), List.of(order.id()))
            : List.of();
    return json.reply(200, rendering.render(order, returns, true));
  }

  /// Nothing else can have returns.
  static boolean isOrWasPlaced(OrderState state) {
    return state instanceof OrderState.Placed || state instanceof OrderState.CancelledByRetailer;
  }
}
