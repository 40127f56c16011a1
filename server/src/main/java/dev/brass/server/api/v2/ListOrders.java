package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v2.V2Wire.OrderList;
import dev.brass.server.errand.Errand;
import dev.brass.server.errand.Errands;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderFilter;
import dev.brass.server.order.OrderPage;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;
import java.util.List;

/// `GET /orders`: the caller's orders that match, newest first (spec v2 §4.6).
final class ListOrders implements V2Caller.Operation {

  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 500;
  private static final int LARGEST_OFFSET = 1_000_000;

  private final Orders orders;
  private final Errands errands;
  private final OrderRendering rendering;
  private final V2Json json;

  ListOrders(Orders orders, Errands errands, OrderRendering rendering, V2Json json) {
    this.orders = orders;
    this.errands = errands;
    this.rendering = rendering;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = new Query(request);
    int limit = query.number("limit", 1, LARGEST_LIMIT, DEFAULT_LIMIT);
    int offset = query.number("offset", 0, LARGEST_OFFSET, 0);
    boolean checkpoints = request.queryAll("include").contains("tracking_events");
    OrderFilter filter = OrderFilters.read(query);
    query.check();
    OrderPage page = orders.list(caller.tenant(), caller.mode(), filter, limit, offset);
    List<Errand> returns =
        errands.returnsOf(
            caller.tenant(),
            page.orders().stream()
                .filter(order -> GetOrder.isOrWasPlaced(order.state()))
                .map(Order::id)
                .toList());
    return json.reply(
        200,
        new OrderList(
            page.orders().stream()
                .map(order -> rendering.render(order, returns, checkpoints))
                .toList(),
            page.total(),
            limit,
            offset));
  }
}
