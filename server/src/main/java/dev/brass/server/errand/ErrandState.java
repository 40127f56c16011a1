package dev.brass.server.errand;

import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Shipment;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an errand stands. The `run-errand` job moves every state on that is not final.
public sealed interface ErrandState {

  /// The store was not asked yet, or could not be reached.
  record Queued() implements ErrandState {}

  /// The store took the wish and decides later; it is asked again.
  record Pending(String why) implements ErrandState {}

  /// The merchant order is off.
  ///
  /// @param refund what comes back; null when the store does not tell
  record Cancelled(@Nullable Money refund) implements ErrandState {}

  /// The store expects the goods.
  ///
  /// @param returnBy the last instant to send; null when the store does not tell
  record Returned(String merchantReturnId, @Nullable Instant returnBy, List<URI> labels)
      implements ErrandState {
    public Returned {
      labels = List.copyOf(labels);
    }
  }

  /// There was a return of these goods already, and nothing was changed.
  record ReturnInProgress(String merchantReturnId, String status, String description)
      implements ErrandState {}

  /// Where the parcels are.
  ///
  /// @param complete whether every unit is in one of them
  /// @param ended whether it is no longer followed: everything has arrived, or nothing was heard
  /// for
  ///     too long
  record Tracked(List<Shipment> parcels, boolean complete, boolean ended) implements ErrandState {
    public Tracked {
      parcels = List.copyOf(parcels);
    }
  }

  /// It was not done, and will not be.
  record Refused(OrderError error) implements ErrandState {}

  /// Whether nothing will change it any more.
  default boolean isFinal() {
    return switch (this) {
      case Queued _, Pending _ -> false;
      case Tracked tracked -> tracked.ended();
      case Cancelled _, Returned _, ReturnInProgress _, Refused _ -> true;
    };
  }
}
