package dev.brass.server.order;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.RequiredAction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fact about an order. The timeline is made of them; they are stored once and never changed.
public sealed interface OrderEvent {

  Instant at();

  /// The client's order was accepted and committed.
  record Submitted(Instant at, @JsonProperty("door") String channel) implements OrderEvent {}

  /// It is bought together with other orders.
  ///
  /// @param bundle the order that buys for all of them
  /// @param members how many they are
  record JoinedBundle(Instant at, OrderId bundle, int members) implements OrderEvent {}

  /// Its bundle was not bought, for no fault of this order; it waits for another one.
  record LeftBundle(Instant at, String why) implements OrderEvent {}

  /// Its bundle was not bought, and the store does not say which member is at fault; it is bought
  /// alone.
  record Unbundled(Instant at, String why) implements OrderEvent {}

  /// The store's quote fits the order, and the store is about to be asked to buy.
  ///
  /// @param expected the expected cost
  /// @param notAfter when this attempt can no longer reach the store, by the system clock
  /// @param concessions the requirements that it gives up
  record AttemptStarted(
      Instant at,
      AttemptId attempt,
      int number,
      Money expected,
      String shipping,
      Instant notAfter,
      List<Concession> concessions)
      implements OrderEvent {
    public AttemptStarted {
      concessions = List.copyOf(concessions);
    }

    /// An attempt that gives up nothing.
    public AttemptStarted(
        Instant at,
        AttemptId attempt,
        int number,
        Money expected,
        String shipping,
        Instant notAfter) {
      this(at, attempt, number, expected, shipping, notAfter, List.of());
    }
  }

  /// The store has the order.
  ///
  /// @param reconciled whether it was found by asking afterwards
  record Accepted(Instant at, Placement placement, boolean reconciled) implements OrderEvent {}

  /// It cannot be bought; no attempt follows.
  record Refused(Instant at, OrderError error) implements OrderEvent {}

  /// The attempt has certainly ended without an order, and another one follows.
  record RetryScheduled(Instant at, OrderError error, Instant notBefore) implements OrderEvent {}

  /// The order's store cannot be asked now. The order waits, and loses no attempt by it. Reported
  /// once per wait, however often the store is checked meanwhile.
  record Postponed(Instant at, String why, Instant nextLook) implements OrderEvent {}

  /// The store was to be asked to buy, but certainly no call that buys was sent. The attempt is
  /// made again, under the same number and id.
  ///
  /// @param since when it was first made
  record NotSent(Instant at, AttemptId attempt, Instant since, String why, Instant notBefore)
      implements OrderEvent {}

  /// The store was asked to buy, and its answer is not known.
  ///
  /// @param settledAt when the store's "not there" becomes final, by the system clock
  record OutcomeLost(Instant at, String why, Instant settledAt) implements OrderEvent {}

  /// The attempt in doubt is about to be sent once more, to a store that makes one order of it
  /// however often it is sent.
  ///
  /// @param notAfter when this repetition can no longer reach the store, by the system clock
  /// @param settledAt when the store's "not there" becomes final, by the system clock
  record AttemptRepeated(Instant at, int number, Instant notAfter, Instant settledAt)
      implements OrderEvent {}

  /// The store was asked whether it has the order, and gave no final answer.
  record StillInDoubt(Instant at, String why, Instant nextLook) implements OrderEvent {}

  /// This server's latest changes may be lost, the store was asked, and it has the order of an
  /// attempt that is not in this database.
  record AttemptRecovered(Instant at, AttemptId attempt, int number) implements OrderEvent {}

  /// The store says that it has the order of an attempt which this order no longer waits for, so
  /// that it may have been bought twice.
  ///
  /// @param merchantOrders the store's order numbers
  /// @param why how it happened
  record StrayPurchaseFound(
      Instant at,
      AttemptId attempt,
      int number,
      List<String> merchantOrders,
      Money total,
      String why)
      implements OrderEvent {
    public StrayPurchaseFound {
      merchantOrders = List.copyOf(merchantOrders);
    }
  }

  /// An operator has resolved a doubt that the store could not.
  ///
  /// @param actor the operator
  /// @param decision the finding, in one sentence
  /// @param note the operator's reason
  record OperatorDecided(Instant at, String actor, String decision, String note)
      implements OrderEvent {}

  /// It is not known whether the store has the order; it is not tried again.
  record GaveUp(Instant at, OrderError error) implements OrderEvent {}

  /// A person must act at the store.
  record ActionRequired(Instant at, RequiredAction action) implements OrderEvent {}

  /// A person says that it is done.
  record ActionTaken(Instant at) implements OrderEvent {}

  /// The order was cancelled before anything was bought.
  record Cancelled(Instant at, String reason) implements OrderEvent {}

  /// The client cancels the order while a store may be buying it. It is bought if this attempt
  /// succeeds, and not tried again if it does not.
  record AbortRequested(Instant at, String reason) implements OrderEvent {}

  /// A parcel was announced.
  ///
  /// @param complete whether every unit of the order is now in one of the parcels
  record TrackingObtained(
      Instant at,
      String merchantOrderId,
      @Nullable String carrier,
      @Nullable String trackingNumber,
      boolean complete)
      implements OrderEvent {}

  /// Details of the parcels have changed, but none was announced and none has moved.
  ///
  /// @param complete whether it has turned out that every unit of the order is in one of them
  record TrackingUpdated(Instant at, boolean complete) implements OrderEvent {}

  /// A parcel is on its way.
  record Shipped(Instant at, String merchantOrderId, @Nullable String trackingNumber)
      implements OrderEvent {}

  /// A parcel has arrived.
  record Delivered(Instant at, String merchantOrderId, @Nullable String trackingNumber)
      implements OrderEvent {}

  /// A parcel cannot be delivered.
  record Undeliverable(Instant at, String merchantOrderId, @Nullable String trackingNumber)
      implements OrderEvent {}

  /// There was no news of the order for so long that it is no longer tracked.
  record TrackingLost(Instant at, String why) implements OrderEvent {}

  /// The store cancelled one merchant order, and others of the order remain valid.
  record PartlyCancelled(Instant at, CancelledPart part) implements OrderEvent {}

  /// The store cancelled the order.
  ///
  /// @param asked whether the client had requested it
  record CancelledByRetailer(Instant at, String reason, boolean asked, @Nullable Money refund)
      implements OrderEvent {}
}
