package dev.brass.server.order;

import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.RequiredAction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// One event of every type.
public final class SampleEvents {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final AttemptId ATTEMPT = new AttemptId(new UUID(1, 2));
  private static final OrderError ERROR = ErrorCode.INTERNAL_ERROR.error();
  private static final RequiredAction ACTION =
      new RequiredAction(RequiredAction.Kind.MANUAL_REVIEW, "look", Map.of());
  private static final OrderId BUNDLE = new OrderId(new UUID(1, 2));
  private static final Money MONEY = Money.of(1999, "USD");
  private static final Placement PLACEMENT =
      new Placement(List.of(), PriceComponents.of(MONEY, MONEY, MONEY));

  public static final List<OrderEvent> ALL =
      List.of(
          new OrderEvent.Submitted(AT, "v1"),
          new OrderEvent.JoinedBundle(AT, BUNDLE, 3),
          new OrderEvent.LeftBundle(AT, "why"),
          new OrderEvent.Unbundled(AT, "why"),
          new OrderEvent.AttemptStarted(AT, ATTEMPT, 1, MONEY, "Standard", AT),
          new OrderEvent.Accepted(AT, PLACEMENT, false),
          new OrderEvent.Refused(AT, ERROR),
          new OrderEvent.RetryScheduled(AT, ERROR, AT),
          new OrderEvent.Postponed(AT, "why", AT),
          new OrderEvent.NotSent(AT, ATTEMPT, AT, "why", AT),
          new OrderEvent.OutcomeLost(AT, "why", AT),
          new OrderEvent.StillInDoubt(AT, "why", AT),
          new OrderEvent.AttemptRepeated(AT, 1, AT, AT),
          new OrderEvent.AttemptRecovered(AT, ATTEMPT, 1),
          new OrderEvent.StrayPurchaseFound(AT, ATTEMPT, 1, List.of("1"), MONEY, "why"),
          new OrderEvent.OperatorDecided(AT, "who", "what", "why"),
          new OrderEvent.GaveUp(AT, ERROR),
          new OrderEvent.ActionRequired(AT, ACTION),
          new OrderEvent.ActionTaken(AT),
          new OrderEvent.Cancelled(AT, "why"),
          new OrderEvent.AbortRequested(AT, "why"),
          new OrderEvent.TrackingObtained(AT, "1", "UPS", "1Z", true),
          new OrderEvent.TrackingUpdated(AT, true),
          new OrderEvent.Shipped(AT, "1", "1Z"),
          new OrderEvent.Delivered(AT, "1", "1Z"),
          new OrderEvent.Undeliverable(AT, "1", "1Z"),
          new OrderEvent.TrackingLost(AT, "why"),
          new OrderEvent.PartlyCancelled(AT, new CancelledPart("1", "why", false, MONEY)),
          new OrderEvent.CancelledByRetailer(AT, "why", false, MONEY));

  private SampleEvents() {}
}
