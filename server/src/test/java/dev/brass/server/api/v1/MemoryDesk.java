package dev.brass.server.api.v1;

import dev.brass.server.order.Order;
import dev.brass.server.order.OrderFilter;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderRequest.Idempotency;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.Payer;
import dev.brass.server.order.Submission;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import dev.brass.spi.Payment;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Orders that are kept in memory and never placed.
final class MemoryDesk implements OrderDesk {

  private final Map<OrderKey, Order> orders = new HashMap<>();
  private final Map<List<Object>, OrderId> keys = new HashMap<>();
  private final Map<String, String> replies = new HashMap<>();

  @Override
  public Submission submit(OrderRequest request) {
    OrderId id = new OrderId(new UUID(0x0197_a000_0000_7000L, orders.size() + 1L));
    OrderRequest.Idempotency idempotency = request.idempotency();
    if (idempotency != null) {
      OrderId earlier =
          keys.putIfAbsent(key(request.tenant(), request.mode(), idempotency.key()), id);
      if (earlier != null) {
        return new Submission.Duplicate(earlier, false);
      }
    }
    Order order = order(request, id);
    orders.put(order.key(), order);
    return new Submission.Accepted(order);
  }

  private static Order order(OrderRequest request, OrderId id) {
    Instant at = Instant.parse("2026-01-02T03:04:05.678Z");
    return new Order(
        new OrderKey(request.tenant(), id),
        request.mode(),
        request.channel(),
        null,
        request.spec(),
        new OrderState.Queued(),
        1,
        0,
        List.of(),
        List.of(),
        request.echo(),
        at,
        at);
  }

  @Override
  public Optional<Order> get(OrderKey key) {
    return Optional.ofNullable(orders.get(key));
  }

  @Override
  public Optional<OrderId> submittedWith(Caller caller, String idempotencyKey) {
    return Optional.ofNullable(keys.get(key(caller.tenant(), caller.mode(), idempotencyKey)));
  }

  @Override
  public Supplier<List<Order>> list(Caller caller, OrderFilter filter, int limit, int skip) {
    List<Order> found =
        orders.values().stream()
            .filter(order -> order.key().tenant().equals(caller.tenant()))
            .sorted(Comparator.comparing((Order order) -> order.id().value()).reversed())
            .skip(skip)
            .limit(limit)
            .toList();
    Iterator<List<Order>> pages = List.of(found, List.<Order>of()).iterator();
    return pages::next;
  }

  @Override
  public Optional<Submission> again(
      OrderKey original,
      Payment.@Nullable Card card,
      @Nullable Credential credential,
      String echo,
      Idempotency idempotency) {
    return get(original)
        .map(
            order ->
                submit(
                    new OrderRequest(
                        original.tenant(),
                        order.mode(),
                        order.channel(),
                        order.spec(),
                        Payer.CLASSIC,
                        OrderPrivate.NONE,
                        echo,
                        idempotency)));
  }

  @Override
  public Optional<Order> abort(OrderKey key) {
    return get(key);
  }

  private static List<Object> key(TenantId tenant, Mode mode, String key) {
    return List.of(tenant, mode, key);
  }

  void put(Order order) {
    orders.put(order.key(), order);
  }

  int size() {
    return orders.size();
  }

  Order only() {
    return Objects.requireNonNull(orders.values().iterator().next());
  }

  @Override
  public String answerAgain(Caller caller, String scope, String key, Supplier<String> operation) {
    return replies.computeIfAbsent(scope + "/" + key, _ -> operation.get());
  }
}
