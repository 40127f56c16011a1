package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.text.Characters;
import java.util.UUID;

/// The order that a request names, with the id as either client API spells it: a UUID, or the 32
/// digits of the classic `request_id`.
final class OrderPaths {

  private final TenantPaths tenants;
  private final Orders orders;

  OrderPaths(TenantPaths tenants, Orders orders) {
    this.tenants = tenants;
    this.orders = orders;
  }

  /// The order at `{tenant}` and `{id}` of the path.
  ///
  /// @throws AdminProblem when it does not exist
  Order order(ApiRequest request) {
    return get(new OrderKey(tenants.tenant(request).id(), id(request)));
  }

  /// The order at `{id}`, of the tenant in the query or otherwise of any tenant.
  ///
  /// @throws AdminProblem when it does not exist
  Order orderOfAnybody(ApiRequest request) {
    OrderId id = id(request);
    String tenant = Page.text(request, "tenant");
    return get(
        tenant == null
            ? orders.history().find(id).orElseThrow(() -> notFound(id))
            : new OrderKey(tenants.tenant(tenant).id(), id));
  }

  private Order get(OrderKey key) {
    return orders.history().get(key).orElseThrow(() -> notFound(key.id()));
  }

  private static AdminProblem notFound(OrderId id) {
    return AdminProblem.notFound("order", id.value());
  }

  private static OrderId id(ApiRequest request) {
    String text = request.pathValue("id");
    String dashed = Characters.areHexDigits(text, 32) ? Characters.asUuid(text) : text;
    UUID uuid = Page.uuid(dashed, "id");
    return new OrderId(uuid);
  }
}
