package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderKey;
import dev.brass.server.tenant.Caller;

/// The order that a path names.
final class FoundOrder {

  private FoundOrder() {}

  /// The caller's order at `{request_id}`.
  ///
  /// @throws V1Problem when the caller has no order with that id
  static Order of(ApiRequest request, Caller caller, OrderDesk orders) {
    OrderKey key = new OrderKey(caller.tenant(), V1Ids.order(request.pathValue("request_id")));
    return orders
        .get(key)
        .filter(found -> found.mode() == caller.mode())
        .orElseThrow(V1Ids::unknown);
  }
}
