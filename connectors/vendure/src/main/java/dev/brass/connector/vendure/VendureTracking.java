package dev.brass.connector.vendure;

import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Shipment;
import dev.brass.spi.TrackResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a Vendure shop tells about the parcels of an order, in our words: pure functions. Vendure
/// calls a parcel a fulfillment, and knows no carrier's events but only the parcel's state.
final class VendureTracking {

  private VendureTracking() {}

  /// @param precision the shop's decimals, for what comes back of a cancelled order
  static TrackResult track(VendureWire.Order order, MerchantOrder asked, int precision) {
    if (order.state().equals("Cancelled")) {
      return new TrackResult.CancelledByRetailer(
          "the shop cancelled the order", refund(order, precision));
    }
    Map<String, String> productIds = new HashMap<>();
    Map<String, Integer> waiting = new HashMap<>();
    for (VendureWire.OrderLine line : order.lines()) {
      productIds.put(line.id(), productId(line, asked.productIds()));
      waiting.put(line.id(), line.quantity());
    }
    List<Shipment> shipments = new ArrayList<>();
    for (VendureWire.Fulfillment fulfillment : order.fulfillmentsOrNone()) {
      if (fulfillment.state().equals("Cancelled")) {
        continue;
      }
      List<String> contents = new ArrayList<>();
      for (VendureWire.FulfillmentLine line : fulfillment.lines()) {
        waiting.merge(line.orderLineId(), -line.quantity(), Math::addExact);
        String productId = productIds.getOrDefault(line.orderLineId(), "");
        for (int unit = 0; unit < line.quantity() && !productId.isEmpty(); unit++) {
          contents.add(productId);
        }
      }
      shipments.add(shipment(order.code(), fulfillment, contents));
    }
    boolean complete =
        !shipments.isEmpty() && waiting.values().stream().allMatch(units -> units <= 0);
    return new TrackResult.Shipments(shipments, complete);
  }

  private static Shipment shipment(
      String code, VendureWire.Fulfillment fulfillment, List<String> contents) {
    Shipment.Status status =
        switch (fulfillment.state()) {
          case "Shipped" -> Shipment.Status.IN_TRANSIT;
          case "Delivered" -> Shipment.Status.DELIVERED;
          default -> Shipment.Status.PENDING;
        };
    return new Shipment(
        code,
        filled(fulfillment.method()),
        filled(fulfillment.trackingCode()),
        null,
        contents,
        status,
        null,
        List.of(
            new Shipment.Checkpoint(
                fulfillment.updatedAt(), status, fulfillment.state(), null, null, null, null)));
  }

  private static @Nullable String filled(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /// The id under which a line was ordered, or else the one that names its variant.
  private static String productId(VendureWire.OrderLine line, List<String> asked) {
    VendureWire.LineVariant variant = line.productVariant();
    if (variant.product() == null) {
      return "";
    }
    String slug = variant.product().slug();
    String exact = new VendureProductId(slug, variant.id()).toString();
    boolean single = variant.options() == null || variant.options().isEmpty();
    return asked.contains(exact) || (!single && !asked.contains(slug)) ? exact : slug;
  }

  private static @Nullable Money refund(VendureWire.Order order, int precision) {
    Money sum = null;
    for (VendureWire.Payment payment : order.paymentsOrNone()) {
      for (VendureWire.Refund refund :
          payment.refunds() == null ? List.<VendureWire.Refund>of() : payment.refunds()) {
        if (!refund.state().equals("Failed")) {
          Money amount = VendureMoney.of(refund.total(), order.currencyCode(), precision);
          sum = sum == null ? amount : sum.plus(amount);
        }
      }
    }
    return sum;
  }
}
