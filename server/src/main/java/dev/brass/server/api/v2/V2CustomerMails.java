package dev.brass.server.api.v2;

import dev.brass.server.mail.Mails;
import dev.brass.server.mail.NewMail;
import dev.brass.server.mail.Topic;
import dev.brass.server.order.Extra;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderListener;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderShipment;
import dev.brass.server.tenant.Mode;
import dev.brass.server.webhook.NewMessage;
import dev.brass.spi.Shipment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The mails to end customers about orders with `customer_notifications`, written in the commit of
/// the event that they report.
public final class V2CustomerMails implements OrderListener {

  private static final Logger LOG = LoggerFactory.getLogger(V2CustomerMails.class);
  /// Mail programs cut mails longer than 100 KB, and with them the link to unsubscribe.
  private static final int MOST_ITEMS = 25;

  private static final int MOST_PARCELS = 25;
  private static final String ASK = "Please ask the sender of this mail if you have questions.";

  private final CustomerEmail emails = new CustomerEmail(new V2Json());
  private final Mails mails;
  private final Extra.Writer<NewMail> sending;

  public V2CustomerMails(Mails mails) {
    this.mails = mails;
    this.sending = mails::send;
  }

  /// The content of a mail.
  ///
  /// @param lead the sentence below the heading
  /// @param step number of the three steps that are done; 0 when the order failed or was cancelled
  /// @param parcels that the mail is about
  private record News(
      Topic topic, String heading, String lead, int step, List<OrderShipment> parcels) {}

  @Override
  public List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets) {
    return List.of();
  }

  @Override
  public boolean shares(Order order) {
    return emails.of(order) != null;
  }

  @Override
  public List<Extra<?>> extras(Order after, List<OrderEvent> events) {
    String email = mails.isOn() ? emails.of(after) : null;
    List<NewMail> written = email == null ? List.of() : written(after, events, email);
    return written.isEmpty() ? List.of() : List.of(new Extra<>(sending, written));
  }

  /// Errors of a mail must not hold up the order.
  private List<NewMail> written(Order after, List<OrderEvent> events, String email) {
    List<NewMail> written = new ArrayList<>();
    for (News news : news(after, events)) {
      try {
        written.add(write(after, news, email));
      } catch (RuntimeException e) {
        LOG.error("no mail was written of {} about order {}", news.topic(), after.id(), e);
      }
    }
    return written;
  }

  private static List<News> news(Order after, List<OrderEvent> events) {
    List<News> news = new ArrayList<>();
    for (OrderEvent event : events) {
      News ending = decision(event);
      if (ending != null) {
        news.add(ending);
      }
    }
    List<OrderShipment> left =
        parcels(after, events, Shipment.Status.IN_TRANSIT, V2CustomerMails::hasLeft);
    List<OrderShipment> arrived =
        parcels(after, events, Shipment.Status.DELIVERED, V2CustomerMails::hasArrived);
    if (!left.isEmpty()) {
      news.add(shipped(after, left));
    }
    if (!arrived.isEmpty()) {
      news.add(delivered(after, arrived));
    }
    return news;
  }

  private static @Nullable News decision(OrderEvent event) {
    return switch (event) {
      case OrderEvent.Accepted _ ->
          news(
              Topic.ORDER_PLACED,
              "Your order is confirmed",
              "Thank you. We will write again when it has been shipped.",
              1);
      case OrderEvent.Refused _ ->
          news(
              Topic.ORDER_FAILED,
              "Your order could not be placed",
              "We are sorry: nothing was ordered, and nothing will be delivered. " + ASK,
              0);
      case OrderEvent.GaveUp _ ->
          news(
              Topic.ORDER_FAILED,
              "Your order could not be confirmed",
              "We are sorry: the store has not confirmed the order. " + ASK,
              0);
      case OrderEvent.Cancelled _ ->
          news(
              Topic.ORDER_CANCELLED,
              "Your order was cancelled",
              "Nothing was ordered, and nothing will be delivered. " + ASK,
              0);
      case OrderEvent.CancelledByRetailer e ->
          news(
              Topic.ORDER_CANCELLED,
              "Your order was cancelled",
              (e.asked() ? "It will not be delivered. " : "The store has cancelled it. ") + ASK,
              0);
      case OrderEvent.PartlyCancelled(_, var part) ->
          news(
              Topic.ORDER_CANCELLED,
              "Part of your order was cancelled",
              (part.asked() ? "It will not be delivered. " : "The store has cancelled it. ")
                  + "The rest is on its way as before. "
                  + ASK,
              1);
      case OrderEvent.Submitted _,
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
          OrderEvent.TrackingObtained _,
          OrderEvent.TrackingUpdated _,
          OrderEvent.Shipped _,
          OrderEvent.Delivered _,
          OrderEvent.Undeliverable _,
          OrderEvent.AttemptRepeated _,
          OrderEvent.AttemptRecovered _,
          OrderEvent.StrayPurchaseFound _,
          OrderEvent.OperatorDecided _,
          OrderEvent.TrackingLost _ ->
          null;
    };
  }

  private static News news(Topic topic, String heading, String lead, int step) {
    return new News(topic, heading, lead, step, List.of());
  }

  private static News shipped(Order after, List<OrderShipment> parcels) {
    boolean others =
        after.shipments().stream()
            .anyMatch(
                parcel ->
                    parcel.shipment().status() != Shipment.Status.PENDING
                        && !parcels.contains(parcel));
    return parcels.size() == 1
        ? new News(
            Topic.ORDER_SHIPPED,
            others ? "Another parcel is on its way" : "Your parcel is on its way",
            "The carrier has it. You can follow it on its page.",
            2,
            parcels)
        : new News(
            Topic.ORDER_SHIPPED,
            "Your parcels are on their way",
            "The carriers have " + parcels.size() + " parcels. You can follow them on one page.",
            2,
            parcels);
  }

  private static News delivered(Order after, List<OrderShipment> parcels) {
    return CustomerView.isDelivered(after)
        ? new News(
            Topic.ORDER_DELIVERED,
            "Your order has arrived",
            "The carrier says that all of it was delivered. We hope that you like it.",
            3,
            parcels)
        : new News(
            Topic.ORDER_DELIVERED,
            "Part of your order has arrived",
            "The carrier says that it was delivered. We will write again when the rest arrives.",
            2,
            parcels);
  }

  /// The parcels with such an event that still have the state it reports: if a parcel went the
  /// whole way between two checks, only the arrival is reported.
  private static List<OrderShipment> parcels(
      Order after,
      List<OrderEvent> events,
      Shipment.Status status,
      BiPredicate<OrderEvent, Shipment> about) {
    return after.shipments().stream()
        .filter(parcel -> parcel.shipment().status() == status)
        .filter(parcel -> events.stream().anyMatch(e -> about.test(e, parcel.shipment())))
        .toList();
  }

  private static boolean hasLeft(OrderEvent event, Shipment parcel) {
    return event instanceof OrderEvent.Shipped(_, var order, var number)
        && order.equals(parcel.merchantOrderId())
        && Objects.equals(number, parcel.trackingNumber());
  }

  private static boolean hasArrived(OrderEvent event, Shipment parcel) {
    return event instanceof OrderEvent.Delivered(_, var order, var number)
        && order.equals(parcel.merchantOrderId())
        && Objects.equals(number, parcel.trackingNumber());
  }

  private NewMail write(Order order, News news, String email) {
    Map<String, Object> facts = CustomerView.of(order, MOST_ITEMS);
    boolean underWay = news.step() > 0;
    facts.put("heading", news.heading());
    facts.put("lead", news.lead());
    facts.put("preheader", preheader(news, String.valueOf(facts.get("estimate"))));
    facts.put("step", news.step());
    facts.put(
        "parcels", news.parcels().stream().limit(MOST_PARCELS).map(CustomerView::parcel).toList());
    facts.put("track", underWay ? mails.url("/track/" + order.id()) : "");
    if (!underWay) {
      facts.put("destination", List.of());
    }
    facts.put("reason", "You receive this because your address was given for this order.");
    boolean test = order.mode() == Mode.TEST || order.clock() != null;
    return mails.write(
        order.key().tenant(), order.id().value(), news.topic(), email, test, news.heading(), facts);
  }

  private static String preheader(News news, String estimate) {
    return estimate.isEmpty() ? news.lead() : "Expected delivery: " + estimate + ".";
  }
}
