package dev.brass.server.api.v2;

import dev.brass.server.api.v2.V2Wire.PublicDestination;
import dev.brass.server.api.v2.V2Wire.PublicItem;
import dev.brass.server.api.v2.V2Wire.PublicShipment;
import dev.brass.server.api.v2.V2Wire.PublicTracking;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderShipment;
import dev.brass.server.order.OrderState;
import dev.brass.spi.Address;
import dev.brass.spi.Shipment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// An order as any caller that knows its id sees it, for programs and for people.
final class TrackingView {

  private TrackingView() {}

  /// For programs (Zinc SDK, PublicTrackingResponse).
  static PublicTracking wire(Order order) {
    return new PublicTracking(
        order.id().value(),
        OrderRendering.status(order.state()),
        CustomerView.estimate(order),
        destination(order.spec().delivery().to()),
        order.shipments().stream()
            .map(OrderShipment::shipment)
            .filter(parcel -> parcel.trackingNumber() != null)
            .map(TrackingView::shipment)
            .toList(),
        items(order));
  }

  private static PublicDestination destination(Address to) {
    return new PublicDestination(
        to.line1(), to.line2(), to.city(), to.state(), to.postalCode(), to.country());
  }

  private static PublicShipment shipment(Shipment parcel) {
    return new PublicShipment(
        OrderRendering.carrier(parcel),
        Objects.requireNonNull(parcel.trackingNumber()),
        OrderRendering.code(parcel.status()),
        parcel.estimatedDelivery(),
        parcel.checkpoints().stream().map(OrderRendering::checkpoint).toList());
  }

  private static List<PublicItem> items(Order order) {
    List<PublicItem> items = new ArrayList<>();
    for (int i = 0; i < order.items().size(); i++) {
      OrderLine line = order.spec().lines().get(i);
      items.add(
          new PublicItem(
              line.url() == null ? line.productId() : line.url(),
              line.quantity(),
              OrderRendering.variants(line),
              order.items().get(i).status().code()));
    }
    return items;
  }

  /// For people: the values of the page's template.
  static Map<String, Object> page(Order order) {
    Map<String, Object> facts = CustomerView.of(order, Integer.MAX_VALUE);
    Standing standing = standing(order);
    facts.put("title", standing.title());
    facts.put("lead", standing.lead());
    facts.put("step", standing.step());
    facts.put("parcels", order.shipments().stream().map(CustomerView::parcel).toList());
    return facts;
  }

  /// The progress of an order.
  ///
  /// @param step number of the three steps that are done; 0 when the order failed or was cancelled
  private record Standing(String title, String lead, int step) {}

  private static Standing standing(Order order) {
    return switch (order.state()) {
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _ ->
          new Standing("Your order is being placed", "This page shows how far it is.", 0);
      case OrderState.Placed _ -> placed(order);
      case OrderState.Failed _ ->
          new Standing(
              "Your order could not be placed", "Please ask the shop that you ordered from.", 0);
      case OrderState.Cancelled _ ->
          new Standing("Your order was cancelled", "It will not be delivered.", 0);
      case OrderState.CancelledByRetailer _ ->
          new Standing("Your order was cancelled", "The store has cancelled it.", 0);
    };
  }

  private static Standing placed(Order order) {
    if (CustomerView.isDelivered(order)) {
      return new Standing("Your order has arrived", "All of it was delivered.", 3);
    }
    boolean moving =
        order.shipments().stream()
            .anyMatch(parcel -> parcel.shipment().status() != Shipment.Status.PENDING);
    return moving
        ? new Standing("Your order is on its way", "A carrier has it.", 2)
        : new Standing("Your order is confirmed", "It is being prepared for shipping.", 1);
  }
}
