package dev.brass.server.order;

import dev.brass.server.order.OrderEvent.AbortRequested;
import dev.brass.server.order.OrderEvent.ActionRequired;
import dev.brass.server.order.OrderEvent.Cancelled;
import dev.brass.server.order.OrderEvent.OperatorDecided;
import dev.brass.server.order.OrderEvent.Refused;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.spi.RequiredAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The rule that no order ends as never bought while its store may have it from a period that the
/// database has lost: its money would be released, and the store would not be asked any more. A
/// change that would end such an order is replaced. Thread-safe.
///
/// A cancellation is recorded and carried out after the look at the store; any other end becomes a
/// question to the operator, unless the operator has just answered it.
final class UnverifiedEnds {

  private final LookBack lookBack;

  UnverifiedEnds(LookBack lookBack) {
    this.lookBack = lookBack;
  }

  /// The change that replaces the wanted one; the same one where the rule does not apply.
  Happening instead(Loaded loaded, Happening wanted) {
    OrderEvent last = wanted.events().getLast();
    boolean ends = last instanceof Refused || last instanceof Cancelled;
    if (!ends
        || !mayBeForgotten(loaded.order().state())
        || wanted.events().stream().anyMatch(OperatorDecided.class::isInstance)
        || !lookBack.isUnverified(loaded.order())) {
      return wanted;
    }
    List<OrderEvent> events = new ArrayList<>(wanted.events());
    events.removeLast();
    if (last instanceof Cancelled(Instant at, String reason)) {
      events.add(new AbortRequested(at, reason));
      return new Happening(
          events,
          wanted.attempt(),
          wanted.shipments(),
          List.of(OrderJobs.place(loaded.order(), loaded.secrets().credential(), Duration.ZERO)),
          wanted.settles());
    }
    Refused refused = (Refused) last;
    events.add(
        new ActionRequired(
            refused.at(),
            verification(
                loaded.order(),
                "the order would fail ("
                    + refused.error().code().v1Code()
                    + ") without its store having been asked")));
    return new Happening(
        events,
        wanted.attempt(),
        wanted.shipments(),
        List.of(OrderJobs.expireAction(loaded.order(), Orders.ACTION_EXPIRES_AFTER)),
        wanted.settles());
  }

  /// Whether attempts that the order's history lacks may have been made from a state. A bundle buys
  /// for its members and is checked itself.
  private static boolean mayBeForgotten(OrderState state) {
    return switch (state) {
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Retrying _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.NeedsAction _ ->
          true;
      case OrderState.Bundled _,
          OrderState.Placed _,
          OrderState.Failed _,
          OrderState.Cancelled _,
          OrderState.CancelledByRetailer _ ->
          false;
    };
  }

  /// The question to a person whether the store has an order.
  ///
  /// @param why a clause without a full stop
  static RequiredAction verification(Order order, String why) {
    return new RequiredAction(
        RequiredAction.Kind.STORE_VERIFICATION,
        "This server's latest changes may be lost, and "
            + why
            + ". Check whether '"
            + order.spec().store()
            + "' already has the order, and record the result with 'brass orders resolve'",
        Map.of("retailer", order.spec().store()));
  }
}
