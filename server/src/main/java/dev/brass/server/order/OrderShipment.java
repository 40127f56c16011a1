package dev.brass.server.order;

import dev.brass.spi.Shipment;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A parcel of an order.
///
/// @param createdAt when the store first reported it
/// @param updatedAt when anything about it last changed
public record OrderShipment(UUID id, Shipment shipment, Instant createdAt, Instant updatedAt) {

  /// The time of the last news of a parcel that is still in transit; null while it is more recent
  /// than [TrackingPace#STALE_AFTER].
  public @Nullable Instant staleSince(Instant now) {
    return switch (shipment.status()) {
      case DELIVERED, UNDELIVERABLE -> null;
      case PENDING, IN_TRANSIT ->
          updatedAt.plus(TrackingPace.STALE_AFTER).isAfter(now) ? null : updatedAt;
    };
  }

  /// The permanent identity of this parcel within its merchant order.
  String parcel() {
    return parcel(shipment);
  }

  static String parcel(Shipment shipment) {
    if (shipment.trackingNumber() != null) {
      return shipment.trackingNumber();
    }
    return shipment.trackingUrl() == null ? "" : shipment.trackingUrl().toString();
  }
}
