package dev.brass.server.order;

import dev.brass.spi.MerchantOrder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Events in plain words: what happened, what happens next, and when.
final class TimelineText {

  private TimelineText() {}

  static String what(OrderEvent event) {
    return switch (event) {
      case OrderEvent.Submitted e -> "The order was accepted through " + e.channel() + ".";
      case OrderEvent.JoinedBundle e ->
          e.members() == 1
              ? "Nothing else came to be bought with it; it is bought alone (bundle %s)."
                  .formatted(e.bundle())
              : "%d orders are bought together (bundle %s).".formatted(e.members(), e.bundle());
      case OrderEvent.LeftBundle e -> "Its bundle was not bought: " + ended(e.why());
      case OrderEvent.Unbundled e -> "Its bundle was not bought: " + ended(e.why());
      case OrderEvent.AttemptStarted e ->
          "Attempt %d: the store is asked to buy for %s, shipping %s."
              .formatted(e.number(), e.expected(), e.shipping());
      case OrderEvent.Accepted e ->
          "The store has the order: "
              + e.placement().merchantOrders().stream()
                  .map(MerchantOrder::id)
                  .collect(Collectors.joining(", "))
              + ", "
              + e.placement().price().total()
              + (e.reconciled() ? " (found by asking the store)." : ".");
      case OrderEvent.Refused e ->
          "The order was not bought: " + e.error().code().v1Code() + ". " + e.error().message();
      case OrderEvent.RetryScheduled e ->
          "The attempt failed and nothing was bought: " + e.error().message();
      case OrderEvent.Postponed e ->
          "The store cannot be asked now, and the order waits without losing an attempt: "
              + ended(e.why());
      case OrderEvent.NotSent e ->
          "The store was not asked to buy, and the attempt is made again: " + ended(e.why());
      case OrderEvent.OutcomeLost e ->
          "It is not known whether the store has the order: " + ended(e.why());
      case OrderEvent.StillInDoubt e ->
          "The store was asked and it is still not known: " + ended(e.why());
      case OrderEvent.AttemptRepeated e ->
          "The store gave no answer; attempt %d is sent to it once more.".formatted(e.number());
      case OrderEvent.AttemptRecovered e ->
          "The latest changes of this server's database may be lost, so the store was asked first; it has the order of attempt %d."
              .formatted(e.number());
      case OrderEvent.StrayPurchaseFound e ->
          "The store has an order of attempt %d that this order does not wait for any more: %s, %s. %s"
              .formatted(
                  e.number(), String.join(", ", e.merchantOrders()), e.total(), ended(e.why()));
      case OrderEvent.OperatorDecided e ->
          "The operator (%s) says: %s %s"
              .formatted(e.actor(), ended(e.decision()), ended(e.note()));
      case OrderEvent.GaveUp e -> e.error().message();
      case OrderEvent.ActionRequired e -> "A person must act: " + e.action().message();
      case OrderEvent.ActionTaken _ -> "The required action was taken.";
      case OrderEvent.Cancelled e ->
          "The order was cancelled before anything was bought: " + ended(e.reason());
      case OrderEvent.AbortRequested e ->
          "The order is to be cancelled; the store may already be buying it: " + ended(e.reason());
      case OrderEvent.TrackingObtained e ->
          "A parcel was announced" + parcel(e.carrier(), e.trackingNumber()) + ".";
      case OrderEvent.TrackingUpdated e ->
          e.complete()
              ? "Every unit of the order is in one of the parcels."
              : "The store reported more about a parcel.";
      case OrderEvent.Shipped e -> "A parcel was shipped" + parcel(null, e.trackingNumber()) + ".";
      case OrderEvent.Delivered e ->
          "A parcel was delivered" + parcel(null, e.trackingNumber()) + ".";
      case OrderEvent.Undeliverable e ->
          "A parcel could not be delivered" + parcel(null, e.trackingNumber()) + ".";
      case OrderEvent.TrackingLost e -> "The order is no longer followed: " + ended(e.why());
      case OrderEvent.PartlyCancelled(_, var part) ->
          "The store cancelled its order %s%s, and the others remain valid: %s %s"
              .formatted(
                  part.merchantOrderId(),
                  part.asked() ? " at the client's request" : "",
                  ended(part.reason()),
                  part.refund() == null
                      ? "The refund for it is not known; the operator settles it."
                      : part.refund() + " are refunded for it.");
      case OrderEvent.CancelledByRetailer e ->
          (e.asked()
                  ? "The store cancelled the order at its client's request: "
                  : "The store cancelled the order: ")
              + e.reason()
              + (e.refund() == null ? "." : ", refund " + e.refund() + ".");
    };
  }

  /// The next step after this event if it was the last one; empty when there is none.
  static String next(OrderEvent event) {
    return switch (event) {
      case OrderEvent.Submitted _, OrderEvent.ActionTaken _ ->
          "It is placed as soon as a worker is free; one to be bundled waits for others.";
      case OrderEvent.JoinedBundle _ -> "It becomes what the bundle becomes.";
      case OrderEvent.LeftBundle _ -> "It waits for other orders to be bought with.";
      case OrderEvent.Unbundled _ -> "It is placed alone as soon as a worker is free.";
      case OrderEvent.AttemptStarted e ->
          "The store answers, or the order is in doubt after " + e.notAfter() + ".";
      case OrderEvent.Accepted _,
          OrderEvent.TrackingObtained _,
          OrderEvent.TrackingUpdated _,
          OrderEvent.PartlyCancelled _,
          OrderEvent.Shipped _ ->
          "The store is asked for news until every parcel has arrived.";
      case OrderEvent.RetryScheduled e -> "The next attempt follows at " + e.notBefore() + ".";
      case OrderEvent.Postponed e ->
          "The store is tried again, next at "
              + e.nextLook()
              + "; after the store's hold-for the order fails.";
      case OrderEvent.NotSent e -> "The same attempt follows at " + e.notBefore() + ".";
      case OrderEvent.OutcomeLost e ->
          "The store is asked whether it has the order; its \"no\" counts from "
              + e.settledAt()
              + ".";
      case OrderEvent.StillInDoubt e -> "The store is asked again at " + e.nextLook() + ".";
      case OrderEvent.ActionRequired e ->
          "It waits until it is resumed or cancelled, until "
              + e.at().plus(Orders.ACTION_EXPIRES_AFTER)
              + ".";
      case OrderEvent.AbortRequested _ ->
          "If this attempt buys nothing, the order is cancelled; no other attempt follows.";
      case OrderEvent.AttemptRepeated e ->
          "The store answers; its \"not there\" counts from " + e.settledAt() + ".";
      case OrderEvent.StrayPurchaseFound _ ->
          "The operator cancels or keeps the stray purchase; the order itself stays as it is.";
      case OrderEvent.GaveUp _ ->
          "The store is asked now and then for a month; look at the store before ordering again.";
      case OrderEvent.Refused _,
          OrderEvent.Cancelled _,
          OrderEvent.Delivered _,
          OrderEvent.Undeliverable _,
          OrderEvent.TrackingLost _,
          OrderEvent.AttemptRecovered _,
          OrderEvent.OperatorDecided _,
          OrderEvent.CancelledByRetailer _ ->
          "";
    };
  }

  private static String parcel(@Nullable String carrier, @Nullable String number) {
    if (number == null) {
      return carrier == null ? "" : " (" + carrier + ")";
    }
    return " (" + (carrier == null ? "" : carrier + " ") + number + ")";
  }

  /// Adds a full stop if there is none: reasons of stores, clients and this server differ in that.
  private static String ended(String reason) {
    return reason.endsWith(".") ? reason : reason + ".";
  }
}
