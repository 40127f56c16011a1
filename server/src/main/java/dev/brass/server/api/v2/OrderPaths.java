package dev.brass.server.api.v2;

import dev.brass.server.agentpay.Payments;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.form.Fields;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;
import dev.brass.server.text.Characters;
import java.util.List;
import java.util.UUID;

/// The order that a path names.
final class OrderPaths {

  private OrderPaths() {}

  /// Whether an order was submitted with a body of `POST /orders`: its echo can be parsed like one.
  static boolean isOfThisApi(Order order) {
    return order.channel().equals(OrderIntake.CURRENT) || order.channel().equals(Payments.CHANNEL);
  }

  /// The caller's order, in the mode of the caller.
  ///
  /// @throws InvalidInput when the id is not a UUID
  /// @throws V2Problem when it does not exist, or belongs to another tenant
  static Order order(ApiRequest request, Caller caller, Orders orders) {
    OrderKey key = key(request, caller);
    return orders
        .get(key)
        .filter(order -> order.mode() == caller.mode())
        .orElseThrow(() -> V2Problem.notFound("Order", key.id().toString()));
  }

  private static OrderKey key(ApiRequest request, Caller caller) {
    return new OrderKey(caller.tenant(), new OrderId(uuid(request, "order_id")));
  }

  /// The path parameter of that name.
  ///
  /// @throws InvalidInput when it is not a UUID
  static UUID uuid(ApiRequest request, String name) {
    String id = request.pathValue(name);
    if (!isUuid(id)) {
      throw new InvalidInput(
          List.of(new Fault(List.of("path", name), Fields.NO_UUID, "uuid_parsing")));
    }
    return UUID.fromString(id);
  }

  static boolean isUuid(String text) {
    return Characters.areUuid(text);
  }
}
