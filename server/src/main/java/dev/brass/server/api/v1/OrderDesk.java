package dev.brass.server.api.v1;

import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Submission;
import dev.brass.server.tenant.Caller;
import java.util.Optional;

/// What this door asks of the orders feature.
interface OrderDesk {

  Submission submit(OrderRequest order);

  Optional<Order> get(OrderKey key);

  /// The order that an idempotency key of this door belongs to.
  Optional<OrderId> submittedWith(Caller caller, String idempotencyKey);

  static OrderDesk of(Orders orders) {
    return new OrderDesk() {
      @Override
      public Submission submit(OrderRequest order) {
        return orders.submit(order);
      }

      @Override
      public Optional<Order> get(OrderKey key) {
        return orders.get(key);
      }

      @Override
      public Optional<OrderId> submittedWith(Caller caller, String idempotencyKey) {
        return orders.submittedWith(
            caller.tenant(), caller.mode(), OrderReader.DOOR, idempotencyKey);
      }
    };
  }
}
