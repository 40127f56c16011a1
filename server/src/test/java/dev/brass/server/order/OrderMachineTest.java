package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.GeneratedFile;
import dev.brass.server.order.OrderState.Failed;
import dev.brass.server.order.OrderState.InDoubt;
import dev.brass.server.order.OrderState.NeedsAction;
import dev.brass.server.order.OrderState.Placed;
import dev.brass.server.order.OrderState.Placing;
import dev.brass.server.order.OrderState.Queued;
import dev.brass.server.order.OrderState.Retrying;
import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.RequiredAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The whole machine: every state with every event against this table, from which the diagram in
/// the docs is written.
class OrderMachineTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final AttemptId ATTEMPT = new AttemptId(new UUID(1, 2));
  private static final OrderError ERROR = ErrorCode.INTERNAL_ERROR.error();
  private static final RequiredAction ACTION =
      new RequiredAction(RequiredAction.Kind.MANUAL_REVIEW, "look", Map.of());
  private static final OrderId BUNDLE = new OrderId(new UUID(1, 2));
  private static final Money MONEY = Money.of(1999, "USD");
  private static final Placement PLACEMENT =
      new Placement(List.of(), PriceComponents.of(MONEY, MONEY, MONEY));

  private static final List<OrderState> STATES =
      List.of(
          new Queued(),
          new OrderState.Bundling(),
          new OrderState.Bundled(BUNDLE, null),
          new Placing(ATTEMPT, 1, AT, null, List.of()),
          new InDoubt(ATTEMPT, 1, AT, 0, null, List.of()),
          new Retrying(ERROR, AT),
          new NeedsAction(ACTION),
          new Placed(PLACEMENT, false),
          new Failed(ERROR),
          new Failed(ErrorCode.ORDER_PROBABLY_PLACED.error()),
          new OrderState.Cancelled("why"),
          new OrderState.CancelledByRetailer(PLACEMENT, "why", false, null));

  /// Every arrow there is; what is not here cannot happen.
  private static final String ARROWS =
      """
      Bundling JoinedBundle Bundled
      Bundling Refused Failed
      Bundling ActionRequired NeedsAction
      Bundling AbortRequested Queued
      Bundling Cancelled Cancelled
      Bundled Accepted Placed
      Bundled Refused Failed
      Bundled GaveUp Failed
      Bundled LeftBundle Bundling
      Bundled Unbundled Queued
      Bundled AbortRequested Bundled
      Queued AttemptStarted Placing
      Queued Refused Failed
      Queued RetryScheduled Retrying
      Queued Postponed Queued
      Queued ActionRequired NeedsAction
      Queued AbortRequested Queued
      Queued Cancelled Cancelled
      Queued Accepted Placed
      Queued AttemptRecovered Queued
      Retrying AttemptStarted Placing
      Retrying Refused Failed
      Retrying RetryScheduled Retrying
      Retrying Postponed Retrying
      Retrying ActionRequired NeedsAction
      Retrying AbortRequested Retrying
      Retrying Cancelled Cancelled
      Retrying Accepted Placed
      Retrying AttemptRecovered Retrying
      Placing Accepted Placed
      Placing Refused Failed
      Placing RetryScheduled Retrying
      Placing NotSent Retrying
      Placing ActionRequired NeedsAction
      Placing AbortRequested Placing
      Placing OutcomeLost InDoubt
      InDoubt Accepted Placed
      InDoubt Refused Failed
      InDoubt GaveUp Failed
      InDoubt RetryScheduled Retrying
      InDoubt NotSent Retrying
      InDoubt ActionRequired NeedsAction
      InDoubt StillInDoubt InDoubt
      InDoubt AbortRequested InDoubt
      InDoubt AttemptRepeated InDoubt
      InDoubt OperatorDecided InDoubt
      NeedsAction ActionTaken Queued
      NeedsAction ActionRequired NeedsAction
      NeedsAction AbortRequested Queued
      NeedsAction Refused Failed
      NeedsAction Cancelled Cancelled
      NeedsAction Accepted Placed
      NeedsAction GaveUp Failed
      NeedsAction OperatorDecided NeedsAction
      ProbablyPlaced Accepted Placed
      ProbablyPlaced Refused Failed
      ProbablyPlaced OperatorDecided ProbablyPlaced
      Placed TrackingObtained Placed
      Placed TrackingUpdated Placed
      Placed Shipped Placed
      Placed Delivered Placed
      Placed Undeliverable Placed
      Placed TrackingLost Placed
      Placed PartlyCancelled Placed
      Placed CancelledByRetailer CancelledByRetailer
      Queued StrayPurchaseFound Queued
      Bundling StrayPurchaseFound Bundling
      Bundled StrayPurchaseFound Bundled
      Placing StrayPurchaseFound Placing
      InDoubt StrayPurchaseFound InDoubt
      Retrying StrayPurchaseFound Retrying
      NeedsAction StrayPurchaseFound NeedsAction
      Placed StrayPurchaseFound Placed
      Failed StrayPurchaseFound Failed
      ProbablyPlaced StrayPurchaseFound ProbablyPlaced
      Cancelled StrayPurchaseFound Cancelled
      CancelledByRetailer StrayPurchaseFound CancelledByRetailer
      """;

  @Test
  void nothingIsBoughtForAClientWhoWantsItCalledOff() {
    OrderEvent wish = new OrderEvent.AbortRequested(AT, "why");
    OrderEvent attempt = new OrderEvent.AttemptStarted(AT, ATTEMPT, 1, MONEY, "Standard", AT);
    for (OrderState waiting :
        List.of(new Queued(), new Retrying(ERROR, AT), new NeedsAction(ACTION))) {
      OrderState asked = OrderMachine.next(waiting, wish);
      assertThat(asked.abort()).isEqualTo("why");
      assertThatThrownBy(() -> OrderMachine.next(asked, attempt))
          .isInstanceOf(IllegalTransition.class);
      OrderState postponed =
          OrderMachine.next(asked, new OrderEvent.Postponed(AT, "no connection", AT));
      assertThat(postponed.abort()).isEqualTo("why");
      OrderState resumed =
          OrderMachine.next(
              OrderMachine.next(asked, new OrderEvent.ActionRequired(AT, ACTION)),
              new OrderEvent.ActionTaken(AT));
      assertThat(resumed).isEqualTo(new Queued(null, "why"));
    }
  }

  @Test
  void knowsExactlyTheArrowsOfTheTable() {
    List<String> arrows = new ArrayList<>();
    for (OrderState state : STATES) {
      for (OrderEvent event : SampleEvents.ALL) {
        try {
          arrows.add(
              stateName(state)
                  + " "
                  + name(event)
                  + " "
                  + stateName(OrderMachine.next(state, event)));
        } catch (IllegalTransition e) {
          assertThat(e).hasMessageContaining(name(event)).hasMessageContaining(name(state));
        }
      }
    }
    assertThat(arrows).containsExactlyInAnyOrderElementsOf(ARROWS.lines().toList());
  }

  @Test
  void theTablesHaveEveryStateAndEvent() {
    assertThat(STATES.stream().map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(OrderState.class.getPermittedSubclasses());
    assertThat(SampleEvents.ALL.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(OrderEvent.class.getPermittedSubclasses());
  }

  @Test
  void noArrowLeadsFromPlacingToAnotherAttemptWithoutTheStoresNo() {
    // A wish to stop leaves the attempt as it is.
    assertThat(
            ARROWS
                .lines()
                .filter(a -> a.endsWith(" Placing"))
                .filter(a -> !a.equals("Placing AbortRequested Placing"))
                .filter(a -> !a.equals("Placing StrayPurchaseFound Placing")))
        .allMatch(a -> a.startsWith("Queued ") || a.startsWith("Retrying "));
    assertThat(ARROWS.lines().filter(a -> a.startsWith("Placing ") && a.endsWith(" Queued")))
        .isEmpty();
  }

  @Test
  void theWishToStopIsKeptThroughADoubt() {
    OrderState placing =
        OrderMachine.next(
            new Placing(ATTEMPT, 1, AT, null, List.of()),
            new OrderEvent.AbortRequested(AT, "stop"));
    OrderState doubt = OrderMachine.next(placing, new OrderEvent.OutcomeLost(AT, "why", AT));
    assertThat(doubt).isEqualTo(new InDoubt(ATTEMPT, 1, AT, 0, "stop", List.of()));
  }

  @Test
  void aDoubtCountsHowOftenTheStoreWasAsked() {
    OrderState once =
        OrderMachine.next(
            new InDoubt(ATTEMPT, 2, AT, 0, "stop", List.of()),
            new OrderEvent.StillInDoubt(AT, "busy", AT));
    assertThat(once).isEqualTo(new InDoubt(ATTEMPT, 2, AT, 1, "stop", List.of()));
  }

  @Test
  void anOrderWaitsSinceItsStoreWasFirstNotReached() {
    OrderState waiting = OrderMachine.next(new Queued(), new OrderEvent.Postponed(AT, "why", AT));
    OrderState again =
        OrderMachine.next(waiting, new OrderEvent.Postponed(AT.plusSeconds(60), "why", AT));
    assertThat(again).isEqualTo(new Queued(AT, null));
    OrderState answered = OrderMachine.next(again, new OrderEvent.RetryScheduled(AT, ERROR, AT));
    assertThat(answered.postponedSince()).isNull();
  }

  @Test
  void anAttemptThatWasNotSentIsRememberedUntilItIsMadeAgain() {
    OrderState unsent =
        OrderMachine.next(
            new Placing(ATTEMPT, 2, AT, null, List.of()),
            new OrderEvent.NotSent(AT.plusSeconds(5), ATTEMPT, AT, "why", AT));
    OrderState waiting = OrderMachine.next(unsent, new OrderEvent.Postponed(AT, "why", AT));
    assertThat(waiting.unsent()).isEqualTo(new OrderState.Unsent(ATTEMPT, AT));
    assertThat(waiting.postponedSince()).isEqualTo(AT);
  }

  @Test
  void nothingHappensToAnOrderThatFailed() {
    assertThatThrownBy(
            () ->
                OrderMachine.next(new Failed(ERROR), new OrderEvent.Accepted(AT, PLACEMENT, true)))
        .isInstanceOf(IllegalTransition.class);
  }

  @Tag("docs")
  @Test
  void theDocumentedDiagramIsThisTable() {
    Map<String, List<String>> byStates = new TreeMap<>();
    for (String arrow : ARROWS.lines().toList()) {
      List<String> parts = Arrays.asList(arrow.split(" ", 3));
      byStates
          .computeIfAbsent(parts.get(0) + " --> " + parts.get(2), _ -> new ArrayList<>())
          .add(parts.get(1));
    }
    StringBuilder diagram =
        new StringBuilder(
            """
            <!-- Generated by ./brass docs from the table of OrderMachineTest; do not edit. -->
            # The life of an order

            All states and arrows of `OrderMachine`.

            ```mermaid
            stateDiagram-v2
              [*] --> Queued : Submitted
            """);
    byStates.forEach(
        (states, events) ->
            diagram.append("  %s : %s%n".formatted(states, String.join(", ", events))));
    diagram.append("```\n");
    GeneratedFile.check("docs/reference/order-states.md", diagram.toString());
  }

  /// What failed because nobody could tell is a state of its own here: it may still turn out.
  private static String stateName(OrderState state) {
    return state instanceof Failed failed && failed.isProbablyPlaced()
        ? "ProbablyPlaced"
        : name(state);
  }

  private static String name(Object record) {
    return record.getClass().getSimpleName();
  }
}
