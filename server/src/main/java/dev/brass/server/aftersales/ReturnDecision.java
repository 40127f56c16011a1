package dev.brass.server.aftersales;

import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an operator decides about a return. Those that the store takes by itself are approved and
/// denied by the store; any that was approved can be credited, or denied when nothing came.
public sealed interface ReturnDecision {

  /// The goods may come.
  ///
  /// @param merchantReturnId the store's number of the return; null when there is none
  /// @param labels what the client puts on the parcel; may be empty
  record Approved(@Nullable String merchantReturnId, List<URI> labels, @Nullable String note)
      implements ReturnDecision {
    public Approved {
      labels = List.copyOf(labels);
    }
  }

  /// It is not taken back.
  record Denied(String note) implements ReturnDecision {}

  /// The goods have come, and this is paid back.
  record Credited(Money refund, @Nullable String note) implements ReturnDecision {}

  /// How a return then stands; empty when it cannot be decided so.
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
