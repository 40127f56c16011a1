package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v2.V2Wire.Milestone;
import dev.brass.server.api.v2.V2Wire.Timeline;
import dev.brass.server.order.CancelledPart;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.Orders;
import dev.brass.server.order.TimelineEntry;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.OrderError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /orders/{order_id}/timeline`: the milestones of an order (Zinc API docs, Order Timeline).
/// The engine's own steps, such as attempts and doubts, are in the operators' timeline.
final class GetTimeline implements Action {

  private final Orders orders;
  private final V2Json json;

  GetTimeline(Orders orders, V2Json json) {
    this.orders = orders;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Order order = OrderPaths.order(request, caller, orders);
    List<Milestone> milestones = new ArrayList<>();
    for (TimelineEntry entry : orders.timeline(order.key())) {
      Milestone milestone = milestone(entry);
      if (milestone != null) {
        milestones.add(milestone);
      }
    }
    return json.reply(
        200, new Timeline(order.id().value(), OrderRendering.status(order.state()), milestones));
  }

  /// The milestone that an event is; null for an event that clients do not see.
  static @Nullable Milestone milestone(TimelineEntry entry) {
    return switch (entry.event()) {
      case OrderEvent.Submitted _ -> of("order_created", "Order created", "zinc", entry, Map.of());
      case OrderEvent.Accepted e ->
          of(
              "order_placed",
              "Order placed",
              "zinc",
              entry,
              Map.of(
                  "merchant_order_ids",
                  e.placement().merchantOrders().stream().map(m -> m.id()).toList(),
                  "total",
                  e.placement().price().total().minor()));
      case OrderEvent.TrackingObtained e ->
          of(
              "tracking_acquired",
              "Tracking number received",
              "carrier",
              entry,
              parcel(e.carrier(), e.trackingNumber()));
      case OrderEvent.Shipped e ->
          of("shipped", "Shipped", "carrier", entry, parcel(null, e.trackingNumber()));
      case OrderEvent.Delivered e ->
          of("delivered", "Delivered", "carrier", entry, parcel(null, e.trackingNumber()));
      case OrderEvent.Undeliverable e ->
          of(
              "undeliverable",
              "Could not be delivered",
              "carrier",
              entry,
              parcel(null, e.trackingNumber()));
      case OrderEvent.Refused e ->
          of("order_failed", "Order failed", "zinc", entry, error(e.error()));
      case OrderEvent.GaveUp e ->
          of("order_failed", "Order failed", "zinc", entry, error(e.error()));
      case OrderEvent.StrayPurchaseFound e ->
          of(
              "stray_purchase",
              "Bought more often than requested",
              "zinc",
              entry,
              Map.of("merchant_order_ids", e.merchantOrders(), "total", e.total().minor()));
      case OrderEvent.Cancelled e ->
          of("cancelled", "Order cancelled", "zinc", entry, Map.of("reason", e.reason()));
      case OrderEvent.PartlyCancelled(_, var part) ->
          of(
              "partly_cancelled",
              part.asked()
                  ? "Part of the order cancelled as requested"
                  : "Part of the order cancelled by the retailer",
              "retailer",
              entry,
              part(part));
      case OrderEvent.CancelledByRetailer e ->
          of(
              "cancelled",
              "Order cancelled by the retailer",
              "retailer",
              entry,
              Map.of("reason", e.reason()));
      case OrderEvent.JoinedBundle _,
          OrderEvent.LeftBundle _,
          OrderEvent.Unbundled _,
          OrderEvent.AttemptStarted _,
          OrderEvent.RetryScheduled _,
          OrderEvent.Postponed _,
          OrderEvent.NotSent _,
          OrderEvent.OutcomeLost _,
          OrderEvent.StillInDoubt _,
          OrderEvent.ActionRequired _,
          OrderEvent.ActionTaken _,
          OrderEvent.AbortRequested _,
          OrderEvent.TrackingUpdated _,
          OrderEvent.AttemptRepeated _,
          OrderEvent.AttemptRecovered _,
          OrderEvent.OperatorDecided _,
          OrderEvent.TrackingLost _ ->
          null;
    };
  }

  private static Milestone of(
      String type, String label, String source, TimelineEntry entry, Map<String, Object> detail) {
    return new Milestone(type, label, entry.event().at(), source, detail.isEmpty() ? null : detail);
  }

  private static Map<String, Object> part(CancelledPart part) {
    Map<String, Object> detail = new HashMap<>();
    detail.put("merchant_order_id", part.merchantOrderId());
    detail.put("reason", part.reason());
    if (part.refund() != null) {
      detail.put("refund_cents", part.refund().minor());
    }
    return detail;
  }

  private static Map<String, Object> error(OrderError error) {
    return Map.of("error_type", error.code().v2ErrorType(), "error", error.message());
  }

  private static Map<String, Object> parcel(@Nullable String carrier, @Nullable String number) {
    Map<String, Object> parcel = new HashMap<>();
    if (carrier != null) {
      parcel.put("carrier", carrier);
    }
    if (number != null) {
      parcel.put("tracking_number", number);
    }
    return parcel;
  }
}
