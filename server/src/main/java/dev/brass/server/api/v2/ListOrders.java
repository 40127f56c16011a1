package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.JsonList;
import dev.brass.server.api.Reply;
import dev.brass.server.order.OrderFilter;
import dev.brass.server.order.OrderWalk;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;

/// `GET /orders`: the caller's matching orders, newest first (Zinc API docs, List Orders).
final class ListOrders implements Action {

  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 500;
  private static final int LARGEST_OFFSET = 1_000_000;

  private final Orders orders;
  private final OrderAnswers answers;
  private final V2Json json;

  ListOrders(Orders orders, OrderAnswers answers, V2Json json) {
    this.orders = orders;
    this.answers = answers;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = new Query(request);
    int limit = query.number("limit", 1, LARGEST_LIMIT, DEFAULT_LIMIT);
    int offset = query.number("offset", 0, LARGEST_OFFSET, 0);
    boolean checkpoints = request.queryAll("include").contains("tracking_events");
    OrderFilter filter = OrderFilters.read(query, orders.times(caller.tenant()));
    query.check();
    long total = orders.count(caller.tenant(), caller.mode(), filter);
    OrderWalk walk = orders.walk(caller.tenant(), caller.mode(), filter, offset, limit);
    return JsonList.reply(
        request,
        "{\"orders\":[",
        () ->
            request.inTurn(
                () -> answers.all(walk.next(), checkpoints).stream().map(json::write).toList()),
        "],\"total\":%d,\"limit\":%d,\"offset\":%d}".formatted(total, limit, offset));
  }
}
