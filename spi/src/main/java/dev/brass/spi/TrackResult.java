package dev.brass.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The store's report about the progress of a placed order.
public sealed interface TrackResult {

  /// The parcels known now.
  ///
  /// @param complete whether every unit of the order is in one of the parcels
  record Shipments(List<Shipment> shipments, boolean complete) implements TrackResult {
    public Shipments {
      shipments = List.copyOf(shipments);
    }
  }

  /// The store cancelled the order.
  ///
  /// @param refund the refunded amount; null when the store does not report it
  record CancelledByRetailer(String reason, @Nullable Money refund) implements TrackResult {}
}
