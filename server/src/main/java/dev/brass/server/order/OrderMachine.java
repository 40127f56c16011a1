package dev.brass.server.order;

import dev.brass.server.order.OrderEvent.AbortRequested;
import dev.brass.server.order.OrderEvent.Accepted;
import dev.brass.server.order.OrderEvent.ActionRequired;
import dev.brass.server.order.OrderEvent.ActionTaken;
import dev.brass.server.order.OrderEvent.AttemptRecovered;
import dev.brass.server.order.OrderEvent.AttemptRepeated;
import dev.brass.server.order.OrderEvent.AttemptStarted;
import dev.brass.server.order.OrderEvent.Delivered;
import dev.brass.server.order.OrderEvent.GaveUp;
import dev.brass.server.order.OrderEvent.JoinedBundle;
import dev.brass.server.order.OrderEvent.LeftBundle;
import dev.brass.server.order.OrderEvent.NotSent;
import dev.brass.server.order.OrderEvent.OperatorDecided;
import dev.brass.server.order.OrderEvent.OutcomeLost;
import dev.brass.server.order.OrderEvent.PartlyCancelled;
import dev.brass.server.order.OrderEvent.Postponed;
import dev.brass.server.order.OrderEvent.Refused;
import dev.brass.server.order.OrderEvent.RetryScheduled;
import dev.brass.server.order.OrderEvent.Shipped;
import dev.brass.server.order.OrderEvent.StillInDoubt;
import dev.brass.server.order.OrderEvent.StrayPurchaseFound;
import dev.brass.server.order.OrderEvent.TrackingLost;
import dev.brass.server.order.OrderEvent.TrackingObtained;
import dev.brass.server.order.OrderEvent.TrackingUpdated;
import dev.brass.server.order.OrderEvent.Unbundled;
import dev.brass.server.order.OrderEvent.Undeliverable;
import dev.brass.server.order.OrderState.Bundled;
import dev.brass.server.order.OrderState.Bundling;
import dev.brass.server.order.OrderState.Failed;
import dev.brass.server.order.OrderState.InDoubt;
import dev.brass.server.order.OrderState.NeedsAction;
import dev.brass.server.order.OrderState.Placed;
import dev.brass.server.order.OrderState.Placing;
import dev.brass.server.order.OrderState.Queued;
import dev.brass.server.order.OrderState.Retrying;
import dev.brass.server.order.OrderState.Unsent;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.time.Instant;

/// The whole life of an order as one pure function, one line per arrow.
///
/// The arrows that keep the promise "at most once": only an explicit no ([Refused],
/// [RetryScheduled]) or the way through [InDoubt] leads from [Placing] to another attempt. Only the
/// finding of the reconciler, or of an operator, that the store has no such order and cannot get it
/// later leads from [InDoubt] to another attempt. A store's yes leads to [Placed] from every state
/// in which no other attempt is under way. If certainly nothing that buys was sent ([NotSent]), the
/// same attempt is made again.
final class OrderMachine {

  private OrderMachine() {}

  static OrderState next(OrderState state, OrderEvent event) {
    return switch (new Step(state, event)) {
      case Step(Queued q, AttemptStarted e) when q.abort() == null -> placing(e);
      case Step(Queued q, Postponed e) -> new Queued(since(q, e), q.abort());
      case Step(Queued _, Refused e) -> new Failed(e.error());
      case Step(Queued _, RetryScheduled e) -> new Retrying(e.error(), e.notBefore());
      case Step(Queued q, ActionRequired e) -> new NeedsAction(e.action(), q.abort());
      case Step(Queued q, AbortRequested e) -> new Queued(q.postponedSince(), e.reason());
      case Step(Queued _, OrderEvent.Cancelled e) -> new OrderState.Cancelled(e.reason());
      case Step(Queued _, Accepted e) -> new Placed(e.placement(), false);
      case Step(Queued s, AttemptRecovered _) -> s;

      case Step(Bundling _, JoinedBundle e) -> new Bundled(e.bundle(), null);
      case Step(Bundling _, Refused e) -> new Failed(e.error());
      case Step(Bundling _, ActionRequired e) -> new NeedsAction(e.action());
      case Step(Bundling _, AbortRequested e) -> new Queued(null, e.reason());
      case Step(Bundling _, OrderEvent.Cancelled e) -> new OrderState.Cancelled(e.reason());

      case Step(Bundled _, Accepted e) -> new Placed(e.placement(), false);
      case Step(Bundled _, Refused e) -> new Failed(e.error());
      case Step(Bundled _, GaveUp e) -> new Failed(e.error());
      case Step(Bundled _, LeftBundle _) -> new Bundling();
      case Step(Bundled _, Unbundled _) -> new Queued();
      case Step(Bundled b, AbortRequested e) -> new Bundled(b.bundle(), e.reason());

      case Step(Retrying r, AttemptStarted e) when r.abort() == null -> placing(e);
      case Step(Retrying r, Postponed e) ->
          new Retrying(r.error(), r.notBefore(), since(r, e), r.unsent(), r.abort());
      case Step(Retrying _, Refused e) -> new Failed(e.error());
      case Step(Retrying _, RetryScheduled e) -> new Retrying(e.error(), e.notBefore());
      case Step(Retrying r, ActionRequired e) -> new NeedsAction(e.action(), r.abort());
      case Step(Retrying r, AbortRequested e) ->
          new Retrying(r.error(), r.notBefore(), r.postponedSince(), r.unsent(), e.reason());
      case Step(Retrying _, OrderEvent.Cancelled e) -> new OrderState.Cancelled(e.reason());
      case Step(Retrying _, Accepted e) -> new Placed(e.placement(), false);
      case Step(Retrying s, AttemptRecovered _) -> s;

      case Step(Placing p, Accepted e) -> new Placed(e.placement(), false, p.concessions());
      case Step(Placing _, Refused e) -> new Failed(e.error());
      case Step(Placing _, RetryScheduled e) -> new Retrying(e.error(), e.notBefore());
      case Step(Placing _, NotSent e) -> unsent(e);
      case Step(Placing p, ActionRequired e) -> new NeedsAction(e.action(), p.abort());
      case Step(Placing p, AbortRequested e) ->
          new Placing(p.attempt(), p.number(), p.notAfter(), e.reason(), p.concessions());
      case Step(Placing p, OutcomeLost e) ->
          new InDoubt(p.attempt(), p.number(), e.settledAt(), 0, p.abort(), p.concessions());

      case Step(InDoubt d, Accepted e) -> new Placed(e.placement(), false, d.concessions());
      case Step(InDoubt _, Refused e) -> new Failed(e.error());
      case Step(InDoubt _, GaveUp e) -> new Failed(e.error());
      case Step(InDoubt d, ActionRequired e) -> new NeedsAction(e.action(), d.abort());
      case Step(InDoubt _, RetryScheduled e) -> new Retrying(e.error(), e.notBefore());
      case Step(InDoubt _, NotSent e) -> unsent(e);
      case Step(InDoubt d, StillInDoubt _) ->
          new InDoubt(
              d.attempt(), d.number(), d.settledAt(), d.looks() + 1, d.abort(), d.concessions());
      case Step(InDoubt d, AttemptRepeated e) ->
          new InDoubt(
              d.attempt(), d.number(), e.settledAt(), d.looks(), d.abort(), d.concessions());
      case Step(InDoubt d, OperatorDecided _) -> d;
      case Step(InDoubt d, AbortRequested e) ->
          new InDoubt(
              d.attempt(), d.number(), d.settledAt(), d.looks(), e.reason(), d.concessions());

      case Step(NeedsAction n, ActionTaken _) -> new Queued(null, n.abort());
      case Step(NeedsAction n, ActionRequired e) -> new NeedsAction(e.action(), n.abort());
      case Step(NeedsAction _, AbortRequested e) -> new Queued(null, e.reason());
      case Step(NeedsAction _, Refused e) -> new Failed(e.error());
      case Step(NeedsAction _, OrderEvent.Cancelled e) -> new OrderState.Cancelled(e.reason());
      case Step(NeedsAction _, Accepted e) -> new Placed(e.placement(), false);
      case Step(NeedsAction _, GaveUp e) -> new Failed(e.error());
      case Step(NeedsAction s, OperatorDecided _) -> s;

      // An order that failed because the store gave no answer may turn out either way.
      case Step(Failed f, Accepted e) when f.isProbablyPlaced() -> new Placed(e.placement(), false);
      case Step(Failed f, Refused e) when f.isProbablyPlaced() -> new Failed(e.error());
      case Step(Failed f, OperatorDecided _) when f.isProbablyPlaced() -> f;

      case Step(Placed p, TrackingObtained e) -> p.tracked(e.complete());
      case Step(Placed p, TrackingUpdated e) -> p.tracked(e.complete());
      case Step(Placed p, Shipped _) -> p;
      case Step(Placed p, Delivered _) -> p;
      case Step(Placed p, Undeliverable _) -> p;
      case Step(Placed p, TrackingLost _) -> p;
      case Step(Placed p, PartlyCancelled e) -> p.without(e.part());
      case Step(Placed p, OrderEvent.CancelledByRetailer e) ->
          new OrderState.CancelledByRetailer(p.placement(), e.reason(), e.asked(), e.refund());

      // In every state: a stray purchase is always recorded.
      case Step(var any, StrayPurchaseFound _) -> any;

      case Step(var from, var refused) -> throw new IllegalTransition(from, refused);
    };
  }

  private static Placing placing(AttemptStarted e) {
    return new Placing(e.attempt(), e.number(), e.notAfter(), null, e.concessions());
  }

  private static Instant since(OrderState state, Postponed e) {
    Instant before = state.postponedSince();
    return before == null ? e.at() : before;
  }

  private static Retrying unsent(NotSent e) {
    return new Retrying(
        new OrderError(ErrorCode.INTERNAL_ERROR, e.why()),
        e.notBefore(),
        null,
        new Unsent(e.attempt(), e.since()),
        null);
  }

  private record Step(OrderState state, OrderEvent event) {}
}
