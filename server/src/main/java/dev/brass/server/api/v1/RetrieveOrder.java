package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Order;
import dev.brass.server.tenant.Caller;

/// `GET /v1/orders/{request_id}`: the state of an order (classic Zinc docs, Retrieving an order).
final class RetrieveOrder implements Action {

  private final OrderDesk orders;
  private final int pendingStatus;

  /// The endpoint.
  ///
  /// @param pendingStatus the HTTP status of an order that is not placed yet or has failed
  RetrieveOrder(OrderDesk orders, int pendingStatus) {
    this.orders = orders;
    this.pendingStatus = pendingStatus;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Order order = FoundOrder.of(request, caller, orders);
    return Reply.json(OrderAnswer.isPlaced(order) ? 200 : pendingStatus, OrderAnswer.body(order));
  }
}
