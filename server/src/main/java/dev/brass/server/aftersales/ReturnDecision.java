package dev.brass.server.aftersales;

import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An operator's decision about a return. Returns that the store accepts by API are approved and
/// denied by the store; any approved return can be credited, or denied when no goods arrived.
public sealed interface ReturnDecision {

  /// The goods may be sent.
  ///
  /// @param merchantReturnId the store's number of the return; null when there is none
  /// @param labels the labels for the parcel; may be empty
  record Approved(@Nullable String merchantReturnId, List<URI> labels, @Nullable String note)
      implements ReturnDecision {
    public Approved {
      labels = List.copyOf(labels);
    }
  }

  /// The return is refused.
  record Denied(String note) implements ReturnDecision {}

  /// The goods have arrived, and this is refunded.
  record Credited(Money refund, @Nullable String note) implements ReturnDecision {}

  /// The state of the return afterwards; empty when this decision is not possible.
  default Optional<AftersalesState> after(AftersalesState before) {
    return switch (before) {
      case AftersalesState.Referred _ ->
          switch (this) {
            case Approved(var id, var labels, var note) ->
                Optional.of(new AftersalesState.Returned(id, null, labels, note, false));
            case Denied(var note) -> Optional.of(denied(note));
            case Credited _ -> Optional.empty();
          };
      case AftersalesState.Returned returned ->
          switch (this) {
            case Credited(var refund, var note) ->
                Optional.of(new AftersalesState.Credited(returned, refund, note));
            case Denied(var note) -> Optional.of(denied(note));
            case Approved _ -> Optional.empty();
          };
      case AftersalesState.Queued _,
          AftersalesState.Pending _,
          AftersalesState.Cancelled _,
          AftersalesState.Credited _,
          AftersalesState.ReturnInProgress _,
          AftersalesState.Tracked _,
          AftersalesState.Refused _ ->
          Optional.empty();
    };
  }

  private static AftersalesState denied(String note) {
    return new AftersalesState.Refused(new OrderError(ErrorCode.MANUAL_REVIEW_REQUIRED, note));
  }
}
