package dev.brass.server.aftersales;

import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Shipment;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of an after-sales task. The `run-errand` job moves it on until it rests.
public sealed interface AftersalesState {

  /// The store was not asked yet, or could not be reached.
  record Queued() implements AftersalesState {}

  /// The store received the request and decides later; it is asked again.
  record Pending(String why) implements AftersalesState {}

  /// The store accepts no such request by API, so an operator settles it with the store.
  record Referred() implements AftersalesState {}

  /// The merchant order is cancelled.
  ///
  /// @param refund the refund; null when the store does not report it
  record Cancelled(@Nullable Money refund) implements AftersalesState {}

  /// The store expects the goods.
  ///
  /// @param merchantReturnId the store's number of the return; null when there is none
  /// @param returnBy the last instant to send the goods; null when the store does not report it
  /// @param note the operator's note; null for none
  /// @param followed whether the store is still asked for the refund
  record Returned(
      @Nullable String merchantReturnId,
      @Nullable Instant returnBy,
      List<URI> labels,
      @Nullable String note,
      boolean followed)
      implements AftersalesState {
    public Returned {
      labels = List.copyOf(labels);
    }
  }

  /// The store has the goods and refunded the money.
  ///
  /// @param how the return as it was before
  /// @param note the operator's note; null for none
  record Credited(Returned how, Money refund, @Nullable String note) implements AftersalesState {}

  /// There already was a return of these goods, and nothing was changed.
  ///
  /// @param merchantReturnId the store's number of that one; empty when the store has not decided
  record ReturnInProgress(String merchantReturnId, String status, String description)
      implements AftersalesState {}

  /// The current parcels.
  ///
  /// @param complete whether every unit is in one of them
  /// @param ended whether tracking has ended: everything has arrived, or there was no news for too
  ///     long
  record Tracked(List<Shipment> parcels, boolean complete, boolean ended)
      implements AftersalesState {
    public Tracked {
      parcels = List.copyOf(parcels);
    }
  }

  /// It was not done, and will not be.
  record Refused(OrderError error) implements AftersalesState {}

  /// The approval of a return; null when there is none, and for any other after-sales task.
  default @Nullable Returned approval() {
    return switch (this) {
      case Returned returned -> returned;
      case Credited credited -> credited.how();
      case Queued _, Pending _, Referred _, Cancelled _, ReturnInProgress _, Tracked _, Refused _ ->
          null;
    };
  }

  /// The resolution for the client; null for none.
  default @Nullable String resolution() {
    return switch (this) {
      case Returned returned -> returned.note();
      case Credited credited ->
          credited.note() == null ? credited.refund() + " were refunded." : credited.note();
      case Refused refused -> refused.error().message();
      case ReturnInProgress other -> other.description();
      case Queued _, Pending _, Referred _, Cancelled _, Tracked _ -> null;
    };
  }

  /// Whether no job moves it on any more. An operator still may.
  default boolean rests() {
    return switch (this) {
      case Queued _, Pending _ -> false;
      case Tracked tracked -> tracked.ended();
      case Returned returned -> !returned.followed();
      case Referred _, Cancelled _, Credited _, ReturnInProgress _, Refused _ -> true;
    };
  }
}
