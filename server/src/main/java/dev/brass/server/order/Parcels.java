package dev.brass.server.order;

import dev.brass.server.db.Ids;
import dev.brass.spi.Shipment;
import dev.brass.spi.Shipment.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The news of an order's parcels.
///
/// @param shipments the current parcels; one that the store no longer reports is kept unchanged
/// @param events the events since the last look, in their order
record Parcels(List<OrderShipment> shipments, List<OrderEvent> events) {

  static Parcels compare(
      List<OrderShipment> before,
      List<Shipment> told,
      boolean tracked,
      boolean complete,
      Instant now) {
    Map<String, OrderShipment> parcels = new LinkedHashMap<>();
    before.forEach(s -> parcels.put(name(s.shipment()), s));
    List<OrderEvent> events = new ArrayList<>();
    boolean silent = false;
    for (Shipment parcel : told) {
      OrderShipment old = parcels.get(name(parcel));
      if (old != null && old.shipment().equals(parcel)) {
        continue;
      }
      if (old == null) {
        events.add(
            new OrderEvent.TrackingObtained(
                now,
                parcel.merchantOrderId(),
                parcel.carrier(),
                parcel.trackingNumber(),
                complete));
      }
      int known = events.size();
      moved(old == null ? null : old.shipment().status(), parcel, now, events);
      silent |= old != null && events.size() == known;
      parcels.put(
          name(parcel),
          old == null
              ? new OrderShipment(Ids.next(), parcel, now, now)
              : new OrderShipment(old.id(), parcel, old.createdAt(), now));
    }
    boolean announced = events.stream().anyMatch(OrderEvent.TrackingObtained.class::isInstance);
    boolean completed = complete && !tracked && !announced && !parcels.isEmpty();
    if (silent || completed) {
      events.addFirst(new OrderEvent.TrackingUpdated(now, completed));
    }
    return new Parcels(List.copyOf(parcels.values()), events);
  }

  /// A parcel can have made several steps between two looks; each is reported.
  private static void moved(
      @Nullable Status before, Shipment parcel, Instant now, List<OrderEvent> events) {
    if (parcel.status() == before || parcel.status() == Status.PENDING) {
      return;
    }
    String order = parcel.merchantOrderId();
    String number = parcel.trackingNumber();
    if (before == null || before == Status.PENDING) {
      events.add(new OrderEvent.Shipped(now, order, number));
    }
    if (parcel.status() == Status.DELIVERED) {
      events.add(new OrderEvent.Delivered(now, order, number));
    }
    if (parcel.status() == Status.UNDELIVERABLE) {
      events.add(new OrderEvent.Undeliverable(now, order, number));
    }
  }

  /// Whether there are parcels and all are at a final status.
  static boolean haveEnded(List<OrderShipment> shipments) {
    return !shipments.isEmpty()
        && shipments.stream()
            .map(s -> s.shipment().status())
            .allMatch(s -> s == Status.DELIVERED || s == Status.UNDELIVERABLE);
  }

  private static String name(Shipment parcel) {
    return parcel.merchantOrderId() + "/" + OrderShipment.parcel(parcel);
  }
}
