package dev.brass.server.api.v1;

import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderListener;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.webhook.NewMessage;
import dev.brass.spi.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The webhooks of classic orders (classic Zinc docs, Webhooks object; compatibility A9): each URL
/// of the order receives the body of a `GET` of the order whenever its event happens. The changes
/// of one commit send at most one message per event and URL. Thread-safe.
public final class V1OrderListener implements OrderListener {

  static final String STATUS_UPDATED = "status_updated";
  static final String REQUEST_SUCCEEDED = "request_succeeded";
  static final String ORDER_PLACED = "order_placed";
  static final String REQUEST_FAILED = "request_failed";
  static final String ORDER_FAILED = "order_failed";
  static final String TRACKING_UPDATED = "tracking_updated";
  static final String TRACKING_OBTAINED = "tracking_obtained";
  static final String CASE_UPDATED = "case_updated";

  /// In the order in which a client receives them.
  static final List<String> ORDERED =
      List.of(
          STATUS_UPDATED,
          REQUEST_SUCCEEDED,
          ORDER_PLACED,
          REQUEST_FAILED,
          ORDER_FAILED,
          TRACKING_UPDATED,
          TRACKING_OBTAINED);

  /// A receiver of both events gets one message.
  private static final Map<String, String> SYNONYMS =
      Map.of(ORDER_PLACED, REQUEST_SUCCEEDED, ORDER_FAILED, REQUEST_FAILED);

  @Override
  public List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets) {
    Map<String, List<String>> webhooks = secrets.webhooks();
    if (webhooks.isEmpty()) {
      return List.of();
    }
    Set<String> fired = fired(events);
    List<NewMessage> messages = new ArrayList<>();
    String body = null;
    for (String name : ORDERED) {
      if (!fired.contains(name)) {
        continue;
      }
      for (String url : receivers(name, webhooks)) {
        body = body == null ? OrderAnswer.body(after) : body;
        messages.add(message(after, name, url, body));
      }
    }
    return messages;
  }

  static List<String> receivers(String name, Map<String, List<String>> webhooks) {
    List<String> urls = webhooks.getOrDefault(name, List.of());
    String synonym = SYNONYMS.get(name);
    if (synonym == null) {
      return urls;
    }
    List<String> told = webhooks.getOrDefault(synonym, List.of());
    return urls.stream().filter(url -> !told.contains(url)).toList();
  }

  static NewMessage message(Order order, String name, String url, String body) {
    return new NewMessage(
        order.key().tenant(),
        order.mode(),
        order.id().value(),
        name,
        new NewMessage.Url(Secret.of(url)),
        body,
        order.clock());
  }

  private static Set<String> fired(List<OrderEvent> events) {
    Set<String> fired = new HashSet<>();
    for (OrderEvent event : events) {
      fired.addAll(fired(event));
    }
    return fired;
  }

  private static Set<String> fired(OrderEvent event) {
    return switch (event) {
      case OrderEvent.Submitted _,
          OrderEvent.JoinedBundle _,
          OrderEvent.LeftBundle _,
          OrderEvent.Unbundled _,
          OrderEvent.AttemptStarted _,
          OrderEvent.RetryScheduled _,
          OrderEvent.NotSent _,
          OrderEvent.OutcomeLost _,
          OrderEvent.ActionRequired _,
          OrderEvent.ActionTaken _,
          OrderEvent.PartlyCancelled _,
          OrderEvent.CancelledByRetailer _ ->
          Set.of(STATUS_UPDATED);
      case OrderEvent.Accepted _ -> Set.of(STATUS_UPDATED, REQUEST_SUCCEEDED, ORDER_PLACED);
      case OrderEvent.Refused _, OrderEvent.GaveUp _, OrderEvent.Cancelled _ ->
          Set.of(STATUS_UPDATED, REQUEST_FAILED, ORDER_FAILED);
      case OrderEvent.TrackingObtained tracking ->
          tracking.complete()
              ? Set.of(STATUS_UPDATED, TRACKING_UPDATED, TRACKING_OBTAINED)
              : Set.of(STATUS_UPDATED, TRACKING_UPDATED);
      case OrderEvent.TrackingUpdated tracking ->
          tracking.complete()
              ? Set.of(TRACKING_UPDATED, TRACKING_OBTAINED)
              : Set.of(TRACKING_UPDATED);
      case OrderEvent.Shipped _, OrderEvent.Delivered _, OrderEvent.Undeliverable _ ->
          Set.of(STATUS_UPDATED, TRACKING_UPDATED);
      case OrderEvent.Postponed _,
          OrderEvent.StillInDoubt _,
          OrderEvent.AbortRequested _,
          OrderEvent.AttemptRepeated _,
          OrderEvent.AttemptRecovered _,
          OrderEvent.StrayPurchaseFound _,
          OrderEvent.OperatorDecided _,
          OrderEvent.TrackingLost _ ->
          Set.of();
    };
  }
}
