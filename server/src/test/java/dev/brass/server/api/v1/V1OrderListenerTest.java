package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ClassicOrders.PLACED_AT;
import static dev.brass.server.api.v1.ClassicOrders.placement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.order.CancelledPart;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderState;
import dev.brass.server.webhook.NewMessage;
import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.Payment;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.Secret;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class V1OrderListenerTest {

  private static final List<String> NAMES =
      List.of(
          "status_updated",
          "request_succeeded",
          "order_placed",
          "request_failed",
          "order_failed",
          "tracking_updated",
          "tracking_obtained",
          "case_updated");

  private static final Payment.Card CARD =
      new Payment.Card("Ben Bitdiddle", Secret.of("5555555555554444"), Secret.of("123"), 1, 2020);

  private final V1OrderListener listeners = new V1OrderListener();

  private static OrderPrivate everyEvent() {
    Map<String, List<String>> webhooks = new HashMap<>();
    NAMES.forEach(name -> webhooks.put(name, List.of("http://a.test/" + name)));
    return new OrderPrivate(CARD, null, webhooks);
  }

  private static OrderPrivate webhooks(Map<String, List<String>> webhooks) {
    return new OrderPrivate(CARD, null, webhooks);
  }

  /// What an event fires when every name has a receiver.
  private record Case(OrderEvent event, List<String> names) {}

  static List<Case> events() {
    AttemptId attempt = new AttemptId(new UUID(7, 7));
    Money price = Money.of(1999, "USD");
    return List.of(
        new Case(new OrderEvent.Submitted(PLACED_AT, "v1"), List.of("status_updated")),
        new Case(
            new OrderEvent.JoinedBundle(PLACED_AT, new OrderId(new UUID(1, 2)), 3),
            List.of("status_updated")),
        new Case(new OrderEvent.LeftBundle(PLACED_AT, "refused"), List.of("status_updated")),
        new Case(new OrderEvent.Unbundled(PLACED_AT, "refused"), List.of("status_updated")),
        new Case(
            new OrderEvent.AttemptStarted(PLACED_AT, attempt, 1, price, "Standard", PLACED_AT),
            List.of("status_updated")),
        new Case(
            new OrderEvent.Accepted(PLACED_AT, placement(), false),
            List.of("status_updated", "request_succeeded", "order_placed")),
        new Case(
            new OrderEvent.Refused(PLACED_AT, ErrorCode.CREDIT_CARD_DECLINED.error()),
            List.of("status_updated", "request_failed", "order_failed")),
        new Case(
            new OrderEvent.RetryScheduled(PLACED_AT, ErrorCode.INTERNAL_ERROR.error(), PLACED_AT),
            List.of("status_updated")),
        new Case(new OrderEvent.Postponed(PLACED_AT, "no connection", PLACED_AT), List.of()),
        new Case(
            new OrderEvent.NotSent(PLACED_AT, attempt, PLACED_AT, "no connection", PLACED_AT),
            List.of("status_updated")),
        new Case(
            new OrderEvent.OutcomeLost(PLACED_AT, "timeout", PLACED_AT), List.of("status_updated")),
        new Case(new OrderEvent.AbortRequested(PLACED_AT, "changed my mind"), List.of()),
        new Case(new OrderEvent.StillInDoubt(PLACED_AT, "silence", PLACED_AT), List.of()),
        new Case(new OrderEvent.AttemptRepeated(PLACED_AT, 1, PLACED_AT, PLACED_AT), List.of()),
        new Case(new OrderEvent.AttemptRecovered(PLACED_AT, attempt, 1), List.of()),
        new Case(
            new OrderEvent.StrayPurchaseFound(
                PLACED_AT, attempt, 1, List.of("112-1"), price, "it came too late"),
            List.of()),
        new Case(
            new OrderEvent.OperatorDecided(PLACED_AT, "ann", "it is there", "seen"), List.of()),
        new Case(
            new OrderEvent.GaveUp(PLACED_AT, ErrorCode.ORDER_PROBABLY_PLACED.error()),
            List.of("status_updated", "request_failed", "order_failed")),
        new Case(
            new OrderEvent.ActionRequired(
                PLACED_AT,
                new RequiredAction(RequiredAction.Kind.MANUAL_REVIEW, "Look.", Map.of())),
            List.of("status_updated")),
        new Case(new OrderEvent.ActionTaken(PLACED_AT), List.of("status_updated")),
        new Case(
            new OrderEvent.Cancelled(PLACED_AT, "asked to"),
            List.of("status_updated", "request_failed", "order_failed")),
        new Case(
            new OrderEvent.TrackingObtained(PLACED_AT, "1", "UPS", "1Z", false),
            List.of("status_updated", "tracking_updated")),
        new Case(
            new OrderEvent.TrackingObtained(PLACED_AT, "1", "UPS", "1Z", true),
            List.of("status_updated", "tracking_updated", "tracking_obtained")),
        new Case(new OrderEvent.TrackingUpdated(PLACED_AT, false), List.of("tracking_updated")),
        new Case(
            new OrderEvent.TrackingUpdated(PLACED_AT, true),
            List.of("tracking_updated", "tracking_obtained")),
        new Case(
            new OrderEvent.Shipped(PLACED_AT, "1", "1Z"),
            List.of("status_updated", "tracking_updated")),
        new Case(
            new OrderEvent.Delivered(PLACED_AT, "1", "1Z"),
            List.of("status_updated", "tracking_updated")),
        new Case(
            new OrderEvent.Undeliverable(PLACED_AT, "1", "1Z"),
            List.of("status_updated", "tracking_updated")),
        new Case(new OrderEvent.TrackingLost(PLACED_AT, "silence"), List.of()),
        new Case(
            new OrderEvent.PartlyCancelled(
                PLACED_AT, new CancelledPart("1", "sold out", false, price)),
            List.of("status_updated")),
        new Case(
            new OrderEvent.CancelledByRetailer(PLACED_AT, "sold out", false, price),
            List.of("status_updated")));
  }

  @ParameterizedTest
  @MethodSource("events")
  void tellsWhomAnEventConcerns(Case concerned) {
    Order order = ClassicOrders.in(new OrderState.Queued());

    assertThat(listeners.messages(order, List.of(concerned.event()), everyEvent()))
        .extracting(NewMessage::event)
        .containsExactlyElementsOf(concerned.names());
  }

  @Test
  void coversEveryEventThatThereIs() {
    assertThat(
            events().stream()
                .map(concerned -> concerned.event().getClass().getSimpleName())
                .distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(OrderEvent.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toList());
  }

  @Test
  void saysExactlyWhatAGetWouldAnswer() {
    Order order = ClassicOrders.in(new OrderState.Placed(placement(), false));

    List<NewMessage> messages =
        listeners.messages(
            order,
            List.of(new OrderEvent.Accepted(PLACED_AT, placement(), false)),
            webhooks(Map.of("request_succeeded", List.of("http://u:p@a.test/"))));

    assertThat(messages)
        .containsExactly(
            new NewMessage(
                order.key().tenant(),
                order.mode(),
                order.id().value(),
                "request_succeeded",
                new NewMessage.Url(Secret.of("http://u:p@a.test/")),
                OrderAnswer.body(order),
                ClassicOrders.CLOCK));
  }

  @Test
  void tellsOnceWhatHappensInOneCommit() {
    Order order = ClassicOrders.in(new OrderState.Placed(placement(), false));

    List<NewMessage> messages =
        listeners.messages(
            order,
            List.of(
                new OrderEvent.TrackingObtained(PLACED_AT, "1", "UPS", "1Z", true),
                new OrderEvent.Shipped(PLACED_AT, "1", "1Z"),
                new OrderEvent.TrackingObtained(PLACED_AT, "1", "UPS", "2Z", true),
                new OrderEvent.Delivered(PLACED_AT, "1", "1Z")),
            everyEvent());

    assertThat(messages)
        .extracting(NewMessage::event)
        .containsExactly("status_updated", "tracking_updated", "tracking_obtained");
  }

  @Test
  void tellsAReceiverOfBothNamesOfAnEventOnce() {
    Order order = ClassicOrders.in(new OrderState.Placed(placement(), false));

    List<NewMessage> messages =
        listeners.messages(
            order,
            List.of(new OrderEvent.Accepted(PLACED_AT, placement(), false)),
            webhooks(
                Map.of(
                    "request_succeeded", List.of("http://a.test/", "http://b.test/"),
                    "order_placed", List.of("http://b.test/", "http://c.test/"))));

    assertThat(messages)
        .extracting(message -> message.event() + " " + url(message))
        .containsExactly(
            "request_succeeded http://a.test/",
            "request_succeeded http://b.test/",
            "order_placed http://c.test/");
  }

  private static String url(NewMessage message) {
    return switch (message.receiver()) {
      case NewMessage.Url(var url) -> url.reveal();
      case NewMessage.TenantEndpoint _ -> "";
    };
  }

  @Test
  void tellsNobodyWhoDidNotAsk() {
    Order order = ClassicOrders.in(new OrderState.Placed(placement(), false));
    List<OrderEvent> events = List.of(new OrderEvent.Accepted(PLACED_AT, placement(), false));

    assertThat(listeners.messages(order, events, OrderPrivate.NONE)).isEmpty();
    assertThat(
            listeners.messages(
                order, events, webhooks(Map.of("request_failed", List.of("http://a.test/")))))
        .isEmpty();
  }
}
