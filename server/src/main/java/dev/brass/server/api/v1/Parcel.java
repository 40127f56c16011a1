package dev.brass.server.api.v1;

import dev.brass.spi.Shipment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parcel as a tracking object (classic Zinc docs, Tracking object).
final class Parcel {

  private Parcel() {}

  /// The tracking object.
  ///
  /// @param obtainedAt time of the last change of the parcel's tracking
  /// @param ordered the ids of all products ordered with it
  static V1Wire.Tracking of(Shipment parcel, Instant obtainedAt, List<String> ordered) {
    return new V1Wire.Tracking(
        onlyProduct(parcel, ordered),
        parcel.merchantOrderId(),
        parcel.carrier(),
        parcel.trackingNumber(),
        parcel.trackingUrl() == null ? null : parcel.trackingUrl().toString(),
        V1Json.time(obtainedAt),
        parcel.productIds(),
        deliveryStatus(parcel.status()));
  }

  /// The product in a parcel if it is the only one. If the store does not report the contents, they
  /// are certain only when one product was ordered.
  private static @Nullable String onlyProduct(Shipment parcel, List<String> ordered) {
    List<String> ids =
        (parcel.productIds().isEmpty() ? ordered : parcel.productIds())
            .stream().distinct().toList();
    return ids.size() == 1 ? ids.getFirst() : null;
  }

  private static String deliveryStatus(Shipment.Status status) {
    return switch (status) {
      case PENDING -> "Pending";
      case IN_TRANSIT -> "InTransit";
      case DELIVERED -> "Delivered";
      case UNDELIVERABLE -> "Undeliverable";
    };
  }
}
