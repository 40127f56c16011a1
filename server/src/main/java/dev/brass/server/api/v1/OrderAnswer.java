package dev.brass.server.api.v1;

import dev.brass.server.order.Order;
import dev.brass.server.order.OrderShipment;
import dev.brass.server.order.OrderState;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Shipment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// An order as the classic API shows it: `order_response` once it is placed, an error object before
/// and when it failed (seed 002, "Retrieving an order"; spec v1 §6, §9.7–9.9). Webhooks carry the
/// same body.
final class OrderAnswer {

  private static final String PROCESSING =
      "Request is currently processing and will complete soon.";

  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// As in spec v1 §9.8: `Jan. 7, 2018`.
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("MMM. d, uuuu", Locale.US);

  private OrderAnswer() {}

  /// Whether the body is an `order_response`.
  static boolean isPlaced(Order order) {
    return switch (order.state()) {
      case OrderState.Placed _, OrderState.CancelledByRetailer _ -> true;
      case OrderState.Queued _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Failed _,
          OrderState.Cancelled _ ->
          false;
    };
  }

  static String body(Order order) {
    return V1Json.write(json(order));
  }

  static ObjectNode json(Order order) {
    ObjectNode body =
        switch (order.state()) {
          case OrderState.Queued _,
              OrderState.Placing _,
              OrderState.InDoubt _,
              OrderState.Retrying _ ->
              error("request_processing", PROCESSING, Map.of());
          case OrderState.NeedsAction(var action) -> {
            Map<String, Object> data = new HashMap<>(action.data());
            data.put("required_action", action.kind().name().toLowerCase(Locale.ROOT));
            yield error(ErrorCode.MANUAL_REVIEW_REQUIRED.v1Code(), action.message(), data);
          }
          case OrderState.Placed(var placement, _) -> response(order, placement);
          case OrderState.Failed(var error) ->
              error(error.code().v1Code(), error.message(), error.data());
          case OrderState.Cancelled(var reason) ->
              error(
                  "aborted_request",
                  "The request was aborted before anything was bought.",
                  Map.of("msg", "Order aborted and dequeued", "reason", reason));
          case OrderState.CancelledByRetailer c ->
              response(order, c.placement()).set("cancellation", cancellation(c));
        };
    body.put("request_id", V1Ids.requestId(order.id()));
    body.putRawValue("request", new RawValue(order.echo()));
    return body;
  }

  private static ObjectNode error(String code, String message, Map<String, Object> data) {
    return V1Json.object()
        .put("_type", "error")
        .put("code", code)
        .put("message", message)
        .set("data", V1Json.data(data));
  }

  private static ObjectNode response(Order order, Placement placement) {
    ObjectNode body = V1Json.object().put("_type", "order_response");
    body.set("price_components", price(placement.price()));
    ArrayNode merchantOrders = body.putArray("merchant_order_ids");
    placement.merchantOrders().forEach(m -> merchantOrders.add(merchantOrder(m)));
    ArrayNode tracking = body.putArray("tracking");
    order.shipments().forEach(parcel -> tracking.add(tracking(order, parcel)));
    return body;
  }

  /// Amounts in the minor unit of `currency`. Discount and fees, which the documents do not know,
  /// are shown where there are any, so that the parts add up to the total.
  private static ObjectNode price(PriceComponents price) {
    ObjectNode json =
        V1Json.object()
            .put("shipping", price.shipping().minor())
            .put("subtotal", price.subtotal().minor())
            .put("tax", price.tax().minor())
            .put("total", price.total().minor());
    putUnlessZero(json, "discount", price.discount());
    putUnlessZero(json, "fees", price.fees());
    if (price.giftCertificate() != null) {
      json.put("gift_certificate", price.giftCertificate().minor());
    }
    return json.put("currency", price.total().currency().getCurrencyCode());
  }

  private static void putUnlessZero(ObjectNode json, String name, Money amount) {
    if (amount.minor() != 0) {
      json.put(name, amount.minor());
    }
  }

  private static ObjectNode merchantOrder(MerchantOrder order) {
    ObjectNode json =
        V1Json.object()
            .put("merchant_order_id", order.id())
            .put("merchant", order.merchant())
            .put("account", order.account())
            .put("placed_at", instant(order.placedAt()));
    putIds(json, order.productIds());
    if (order.trackingUrl() != null) {
      json.put("tracking_url", order.trackingUrl().toString());
    }
    if (order.deliveryDate() != null) {
      json.put("delivery_date", DAY.format(order.deliveryDate()));
    }
    return json;
  }

  private static ObjectNode tracking(Order order, OrderShipment parcel) {
    Shipment shipment = parcel.shipment();
    ObjectNode json = V1Json.object();
    putUnlessNull(json, "product_id", onlyProduct(order, shipment));
    json.put("merchant_order_id", shipment.merchantOrderId());
    putUnlessNull(json, "carrier", shipment.carrier());
    putUnlessNull(json, "tracking_number", shipment.trackingNumber());
    putUnlessNull(
        json,
        "tracking_url",
        shipment.trackingUrl() == null ? null : shipment.trackingUrl().toString());
    json.put("obtained_at", instant(parcel.updatedAt()));
    putIds(json, shipment.productIds());
    return json.put("delivery_status", deliveryStatus(shipment.status()));
  }

  /// The product in a parcel if it is the only one. A store that does not tell what is in it leaves
  /// no doubt when the order has one product.
  private static @Nullable String onlyProduct(Order order, Shipment shipment) {
    List<String> ids =
        shipment.productIds().isEmpty()
            ? order.spec().lines().stream().map(line -> line.productId()).distinct().toList()
            : shipment.productIds().stream().distinct().toList();
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

  /// An instant as in the seed: `2014-07-02T23:51:08.366Z`.
  static String instant(Instant at) {
    return INSTANT.format(at);
  }

  private static JsonNode cancellation(OrderState.CancelledByRetailer cancelled) {
    ObjectNode json =
        V1Json.object().put("cancelled_by", "retailer").put("reason", cancelled.reason());
    Money refund = cancelled.refund();
    if (refund != null) {
      json.put("refund", refund.minor()).put("currency", refund.currency().getCurrencyCode());
    }
    return json;
  }

  private static void putIds(ObjectNode json, List<String> productIds) {
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
