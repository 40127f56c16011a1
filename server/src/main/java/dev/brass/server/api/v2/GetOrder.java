package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;

/// `GET /orders/{order_id}`: the order with the checkpoints of its parcels.
final class GetOrder implements Action {

  private final Orders orders;
  private final OrderAnswers answers;
  private final V2Json json;

  GetOrder(Orders orders, OrderAnswers answers, V2Json json) {
    this.orders = orders;
    this.answers = answers;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    return json.reply(200, answers.one(OrderPaths.order(request, caller, orders)));
  }
}
