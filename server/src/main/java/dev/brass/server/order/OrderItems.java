package dev.brass.server.order;

import dev.brass.server.order.OrderItem.Status;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.OrderError;
import dev.brass.spi.Shipment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Derives the progress of an order's lines from its state and its parcels.
final class OrderItems {

  private OrderItems() {}

  /// The items as they are in `state` with these parcels; an item that did not change keeps its
  /// time.
  static List<OrderItem> after(
      List<OrderLine> lines,
      List<OrderItem> before,
      OrderState state,
      List<OrderShipment> shipments,
      Instant at) {
    List<OrderItem> after = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      OrderItem old = before.get(i);
      @Nullable CancelledPart off = off(lines.get(i), state);
      Status status =
          off == null ? status(lines.get(i), lines.size(), state, shipments) : Status.CANCELLED;
      String error = state instanceof OrderState.Failed f ? error(lines.get(i), f.error()) : null;
      String reason = off == null ? reason(state) : off.reason();
      boolean same =
          status == old.status()
              && Objects.equals(error, old.errorType())
              && Objects.equals(reason, old.cancellationReason());
      after.add(same ? old : new OrderItem(old.id(), status, error, reason, at));
    }
    return after;
  }

  /// The cancelled merchant order that contains a line; null when there is none, or when the line
  /// is in another merchant order too, so that some of it may arrive.
  private static @Nullable CancelledPart off(OrderLine line, OrderState state) {
    if (!(state instanceof OrderState.Placed placed) || placed.off().isEmpty()) {
      return null;
    }
    CancelledPart found = null;
    for (MerchantOrder merchantOrder : placed.placement().merchantOrders()) {
      if (merchantOrder.productIds().contains(line.productId())) {
        found =
            placed.off().stream()
                .filter(part -> part.merchantOrderId().equals(merchantOrder.id()))
                .findFirst()
                .orElse(null);
        if (found == null) {
          return null;
        }
      }
    }
    return found;
  }

  private static Status status(
      OrderLine line, int lines, OrderState state, List<OrderShipment> shipments) {
    return switch (state) {
      case OrderState.Queued _, OrderState.Bundling _, OrderState.Bundled _ -> Status.PENDING;
      case OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _ ->
          Status.PROCESSING;
      case OrderState.Placed p -> placed(line, lines, p.concessions(), shipments);
      case OrderState.Failed _ -> Status.FAILED;
      case OrderState.Cancelled _, OrderState.CancelledByRetailer _ -> Status.CANCELLED;
    };
  }

  private static Status placed(
      OrderLine line, int lines, List<Concession> concessions, List<OrderShipment> shipments) {
    int bought = line.quantity();
    for (Concession concession : concessions) {
      if (line.itemId().equals(concession.item()) && concession.fulfilled() != null) {
        bought = concession.fulfilled();
      }
    }
    return bought == 0 ? Status.SKIPPED : shipped(line.times(bought), lines, shipments);
  }

  /// An item is shipped when every unit of it is in a parcel, and delivered when all of those have
  /// arrived. A parcel without a list of contents counts only for an order of one line.
  private static Status shipped(OrderLine line, int lines, List<OrderShipment> shipments) {
    Map<Shipment.Status, Integer> units = new HashMap<>();
    for (OrderShipment s : shipments) {
      Shipment parcel = s.shipment();
      int inside =
          parcel.productIds().isEmpty()
              ? (lines == 1 ? line.quantity() : 0)
              : (int) parcel.productIds().stream().filter(line.productId()::equals).count();
      units.merge(parcel.status(), inside, Integer::sum);
    }
    int delivered = units.getOrDefault(Shipment.Status.DELIVERED, 0);
    int moving =
        delivered
            + units.getOrDefault(Shipment.Status.IN_TRANSIT, 0)
            + units.getOrDefault(Shipment.Status.UNDELIVERABLE, 0);
    if (delivered >= line.quantity()) {
      return Status.DELIVERED;
    }
    return moving >= line.quantity() ? Status.SHIPPED : Status.ORDERED;
  }

  /// The error belongs to the product that it names, or to every line when it names none.
  private static @Nullable String error(OrderLine line, OrderError error) {
    Object culprit = error.data().get("product_id");
    return culprit == null || culprit.equals(line.productId()) ? error.code().v2ErrorType() : null;
  }

  private static @Nullable String reason(OrderState state) {
    return switch (state) {
      case OrderState.Cancelled c -> c.reason();
      case OrderState.CancelledByRetailer c -> c.reason();
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Placed _,
          OrderState.Failed _ ->
          null;
    };
  }
}
