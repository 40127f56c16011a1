package dev.brass.server.api.v1;

import dev.brass.server.order.Order;
import dev.brass.server.order.OrderFilter;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderRequest.Idempotency;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Submission;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.Credential;
import dev.brass.spi.Payment;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The functions of the orders feature that this channel uses.
interface OrderDesk {

  Submission submit(OrderRequest order);

  Optional<Order> get(OrderKey key);

  /// The order to which an idempotency key of this channel belongs.
  Optional<OrderId> submittedWith(Caller caller, String idempotencyKey);

  /// The caller's matching orders, newest first, page by page; an empty page is the end.
  Supplier<List<Order>> list(Caller caller, OrderFilter filter, int limit, int skip);

  /// Submits an order's request once more; empty when the order does not exist.
  Optional<Submission> again(
      OrderKey original,
      Payment.@Nullable Card card,
      @Nullable Credential credential,
      String echo,
      Idempotency idempotency);

  /// Cancels an order as far as that is still possible, and returns its new state.
  Optional<Order> abort(OrderKey key);

  /// The first answer given for an idempotency key, or else the answer of the operation now.
  String answerAgain(Caller caller, String scope, String key, Supplier<String> operation);

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
            caller.tenant(), caller.mode(), OrderReader.CHANNEL, idempotencyKey);
      }

      @Override
      public Supplier<List<Order>> list(Caller caller, OrderFilter filter, int limit, int skip) {
        return orders.walk(caller.tenant(), caller.mode(), filter, skip, limit)::next;
      }

      @Override
      public Optional<Submission> again(
          OrderKey original,
          Payment.@Nullable Card card,
          @Nullable Credential credential,
          String echo,
          Idempotency idempotency) {
        return orders.again(original, card, credential, echo, idempotency);
      }

      @Override
      public Optional<Order> abort(OrderKey key) {
        return orders.abort(key, "aborted by the client");
      }

      @Override
      public String answerAgain(
          Caller caller, String scope, String key, Supplier<String> operation) {
        return orders.replies().answer(caller.tenant(), caller.mode(), scope, key, operation);
      }
    };
  }
}
