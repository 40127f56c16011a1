package dev.brass.server.api.admin;

import dev.brass.server.order.Order;
import dev.brass.server.order.OrderItem;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderShipment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An order as operators see it, whichever channel it came through.
///
/// @param requestId its id in the classic API
/// @param state the engine's name, such as `in_doubt`
/// @param details the data that exists in this state only
/// @param clock whether it follows the tenant's sandbox time
/// @param version number of its events
/// @param request as the client sent it, with secrets masked
record OrderWire(
    UUID id,
    String requestId,
    UUID tenantId,
    String mode,
    String channel,
    String store,
    String state,
    Map<String, @Nullable Object> details,
    boolean clock,
    int version,
    int attempts,
    @Nullable Long maxPrice,
    List<Item> items,
    List<Parcel> parcels,
    @Nullable JsonNode request,
    Instant createdAt,
    Instant updatedAt) {

  /// A line of the order.
  record Item(
      UUID id,
      String productId,
      @Nullable String url,
      int quantity,
      String status,
      @Nullable String errorType,
      @Nullable String cancellationReason) {}

  /// A parcel of the order.
  record Parcel(
      UUID id,
      String merchantOrderId,
      @Nullable String carrier,
      @Nullable String trackingNumber,
      String status,
      Instant createdAt,
      Instant updatedAt) {}

  static OrderWire of(Order order) {
    StateWire state = StateWire.of(order.state());
    return new OrderWire(
        order.id().value(),
        order.id().value().toString().replace("-", ""),
        order.key().tenant().value(),
        order.mode().code(),
        order.channel(),
        order.spec().store(),
        state.name(),
        state.details(),
        order.clock() != null,
        order.version(),
        order.attempts(),
        order.spec().terms().maxPrice(),
        items(order),
        order.shipments().stream().map(OrderWire::parcel).toList(),
        AdminJson.stored(order.echo()),
        order.createdAt(),
        order.updatedAt());
  }

  private static List<Item> items(Order order) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < order.items().size(); i++) {
      OrderItem item = order.items().get(i);
      OrderLine line = order.spec().lines().get(i);
      items.add(
          new Item(
              item.id(),
              line.productId(),
              line.url(),
              line.quantity(),
              item.status().code(),
              item.errorType(),
              item.cancellationReason()));
    }
    return items;
  }

  private static Parcel parcel(OrderShipment parcel) {
    return new Parcel(
        parcel.id(),
        parcel.shipment().merchantOrderId(),
        parcel.shipment().carrier(),
        parcel.shipment().trackingNumber(),
        parcel.shipment().status().name().toLowerCase(Locale.ROOT),
        parcel.createdAt(),
        parcel.updatedAt());
  }
}
