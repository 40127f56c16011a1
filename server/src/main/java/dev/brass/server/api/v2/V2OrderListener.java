package dev.brass.server.api.v2;

import dev.brass.server.api.v2.V2Wire.Webhook;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderListener;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.webhook.NewMessage;
import dev.brass.spi.OrderError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The events about orders for the tenant's endpoint (Zinc API docs, Webhooks), whichever channel
/// the orders came through.
public final class V2OrderListener implements OrderListener {

  private final V2Json json = new V2Json();

  @Override
  public List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets) {
    List<NewMessage> messages = new ArrayList<>();
    int sequence = after.notices() - numbered(after, events);
    for (OrderEvent event : events) {
      Notice listener = listener(after, event, events);
      if (listener != null) {
        sequence++;
        messages.add(message(after, event, listener, sequence));
      }
    }
    return messages;
  }

  @Override
  public int numbered(Order after, List<OrderEvent> events) {
    return (int) events.stream().filter(event -> listener(after, event, events) != null).count();
  }

  private record Notice(String event, Map<String, Object> data) {}

  private static @Nullable Notice listener(Order after, OrderEvent event, List<OrderEvent> events) {
    return switch (event) {
      case OrderEvent.Submitted _ -> new Notice("order.started", Map.of());
      case OrderEvent.Accepted e ->
          new Notice(
              "order.placed", Map.of("price_components", OrderRendering.prices(e.placement())));
      case OrderEvent.Refused e -> failed(e.error());
      case OrderEvent.GaveUp e -> failed(e.error());
      case OrderEvent.TrackingObtained e when e.trackingNumber() != null ->
          new Notice(
              "order.tracking_received",
              Map.of("tracking_numbers", List.of(parcel(e.carrier(), e.trackingNumber()))));
      case OrderEvent.Delivered e when allDelivered(after) && isLastDelivery(e, events) ->
          new Notice("order.delivered", Map.of("tracking_numbers", parcels(after)));
      case OrderEvent.CancelledByRetailer e -> {
        Map<String, Object> data = new HashMap<>();
        data.put("reason", e.reason());
        data.put("source", e.asked() ? "client" : "retailer");
        if (e.refund() != null) {
          data.put("refund_cents", e.refund().minor());
        }
        yield new Notice("order.cancelled", data);
      }
      case OrderEvent.Cancelled e ->
          new Notice("order.cancelled", Map.of("reason", e.reason(), "source", "client"));
      case OrderEvent.TrackingObtained _,
          OrderEvent.Delivered _,
          OrderEvent.JoinedBundle _,
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
          OrderEvent.Shipped _,
          OrderEvent.Undeliverable _,
          // The documents have no event for it; the status of the order has not changed.
          OrderEvent.PartlyCancelled _,
          OrderEvent.TrackingUpdated _,
          OrderEvent.AttemptRepeated _,
          OrderEvent.AttemptRecovered _,
          OrderEvent.StrayPurchaseFound _,
          OrderEvent.OperatorDecided _,
          OrderEvent.TrackingLost _ ->
          null;
    };
  }

  private static Notice failed(OrderError error) {
    return new Notice(
        "order.failed", Map.of("error_type", error.code().v2ErrorType(), "error", error.message()));
  }

  private static boolean allDelivered(Order order) {
    return CustomerView.isDelivered(order);
  }

  private static boolean isLastDelivery(OrderEvent.Delivered event, List<OrderEvent> events) {
    return events.reversed().stream()
        .filter(e -> e instanceof OrderEvent.Delivered)
        .findFirst()
        .orElseThrow()
        .equals(event);
  }

  private static List<Map<String, Object>> parcels(Order order) {
    return order.shipments().stream()
        .map(s -> parcel(s.shipment().carrier(), s.shipment().trackingNumber()))
        .toList();
  }

  private static Map<String, Object> parcel(@Nullable String carrier, @Nullable String number) {
    Map<String, Object> parcel = new HashMap<>();
    parcel.put("carrier", carrier == null ? "unknown" : carrier);
    if (number != null) {
      parcel.put("tracking_number", number);
    }
    return parcel;
  }

  private NewMessage message(Order order, OrderEvent event, Notice listener, int sequence) {
    UUID id = NewMessage.newId();
    String body =
        json.write(
            new Webhook(
                listener.event(),
                order.id().value(),
                null,
                OrderRendering.status(order.state()),
                event.at(),
                listener.data(),
                id,
                sequence));
    return new NewMessage(
        id,
        order.key().tenant(),
        order.mode(),
        order.id().value(),
        listener.event(),
        new NewMessage.TenantEndpoint(),
        body,
        order.clock());
  }
}
