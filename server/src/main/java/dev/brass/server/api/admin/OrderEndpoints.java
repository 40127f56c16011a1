package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Attempt;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.Orders;
import dev.brass.server.order.TimelineEntry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Orders of any tenant, with their history.
final class OrderEndpoints {

  private final Orders orders;
  private final OrderPaths paths;

  OrderEndpoints(Orders orders, OrderPaths paths) {
    this.orders = orders;
    this.paths = paths;
  }

  /// An event of a timeline on the wire.
  ///
  /// @param next the next step and its time; null when there is none or a later event replaced it
  record EventWire(int sequence, Instant at, String type, String what, @Nullable String next) {
    static EventWire of(TimelineEntry entry) {
      return new EventWire(
          entry.sequence(),
          entry.event().at(),
          entry.type(),
          entry.what(),
          entry.next().isEmpty() ? null : entry.next());
    }
  }

  /// A timeline on the wire.
  record TimelineWire(UUID orderId, UUID tenantId, String state, List<EventWire> events) {}

  /// An attempt on the wire.
  record AttemptWire(
      int number,
      UUID id,
      String status,
      @Nullable Instant notAfter,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable JsonNode sent,
      @Nullable JsonNode received) {

    static AttemptWire of(Attempt attempt) {
      return new AttemptWire(
          attempt.number(),
          attempt.id().value(),
          attempt.status(),
          attempt.notAfter(),
          attempt.startedAt(),
          attempt.endedAt(),
          AdminJson.stored(attempt.sent()),
          AdminJson.stored(attempt.received()));
    }
  }

  /// `GET /admin/orders/{id}`, with `tenant` in the query or without.
  Reply findAnywhere(ApiRequest request) {
    return AdminJson.reply(200, OrderWire.of(paths.orderOfAnybody(request)));
  }

  /// `GET /admin/tenants/{tenant}/orders/{id}`.
  Reply get(ApiRequest request) {
    return AdminJson.reply(200, OrderWire.of(paths.order(request)));
  }

  /// `GET …/timeline`: every event of the engine, and the next step.
  Reply timeline(ApiRequest request) {
    Order order = paths.order(request);
    return AdminJson.reply(
        200,
        new TimelineWire(
            order.id().value(),
            order.key().tenant().value(),
            StateWire.of(order.state()).name(),
            orders.timeline(order.key()).stream().map(EventWire::of).toList()));
  }

  /// `GET …/attempts`: the requests to the store and its answers, redacted.
  Reply attempts(ApiRequest request) {
    Order order = paths.order(request);
    return AdminJson.page(
        "attempts",
        orders.history().attempts(order.key()).stream().map(AttemptWire::of).toList(),
        null);
  }

  /// `POST …/resume`: continues an order whose required action was taken; 409 for an order that
  /// needs none.
  Reply resume(ApiRequest request) {
    Order order = paths.order(request);
    if (!(order.state() instanceof OrderState.NeedsAction)) {
      throw new AdminProblem(
          409, "The order needs no action; it is " + StateWire.of(order.state()).name() + ".");
    }
    return AdminJson.reply(200, OrderWire.of(orders.resume(order.key()).orElse(order)));
  }

  /// `POST …/cancel`: cancels an order for which nothing can have been bought; 202 when its store
  /// is checked first because history may be lost; 409 when it is too late, or unknown.
  Reply cancel(ApiRequest request) {
    Order order = paths.order(request);
    Order after = orders.cancel(order.key(), "cancelled by the operator", false).orElse(order);
    if (after.state().isAskedFirst()) {
      return AdminJson.reply(202, OrderWire.of(after));
    }
    if (!(after.state() instanceof OrderState.Cancelled)) {
      throw new AdminProblem(
          409,
          "The order can no longer be cancelled; it is "
              + StateWire.of(after.state()).name()
              + ".");
    }
    return AdminJson.reply(200, OrderWire.of(after));
  }
}
