package dev.brass.server.api.v1;

import dev.brass.spi.Shipment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A parcel as a tracking object (classic Zinc docs, Tracking object).
final class Parcel {

  private Parcel() {}

  /// The tracking object.
  ///
  /// @param obtainedAt time of the last change of the parcel's tracking
  /// @param ordered the ids of all products ordered with it
  static ObjectNode json(Shipment parcel, Instant obtainedAt, List<String> ordered) {
    ObjectNode json = V1Json.object();
    putUnlessNull(json, "product_id", onlyProduct(parcel, ordered));
    json.put("merchant_order_id", parcel.merchantOrderId());
    putUnlessNull(json, "carrier", parcel.carrier());
    putUnlessNull(json, "tracking_number", parcel.trackingNumber());
    putUnlessNull(
        json,
        "tracking_url",
        parcel.trackingUrl() == null ? null : parcel.trackingUrl().toString());
    json.put("obtained_at", V1Json.time(obtainedAt));
    putIds(json, parcel.productIds());
    return json.put("delivery_status", deliveryStatus(parcel.status()));
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

  static void putIds(ObjectNode json, List<String> productIds) {
    if (!productIds.isEmpty()) {
      ArrayNode ids = json.putArray("product_ids");
      productIds.forEach(ids::add);
    }
  }

  private static void putUnlessNull(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
