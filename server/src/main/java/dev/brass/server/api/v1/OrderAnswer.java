package dev.brass.server.api.v1;

import dev.brass.server.order.CancelledPart;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderShipment;
import dev.brass.server.order.OrderState;
import dev.brass.spi.BoughtItem;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
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

/// An order in the classic API: `order_response` once it is placed, an error object before and when
/// it failed (classic Zinc docs, Retrieving an order). Webhooks have the same body.
final class OrderAnswer {

  /// As in the classic Zinc docs, Merchant order id: `Jan. 7, 2018`.
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("MMM. d, uuuu", Locale.US);

  private OrderAnswer() {}

  /// Whether the body is an `order_response`.
  static boolean isPlaced(Order order) {
    return switch (order.state()) {
      case OrderState.Placed _, OrderState.CancelledByRetailer _ -> true;
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
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
              OrderState.Bundling _,
              OrderState.Bundled _,
              OrderState.Placing _,
              OrderState.InDoubt _,
              OrderState.Retrying _ ->
              V1Errors.processing();
          case OrderState.NeedsAction(var action, _) -> {
            Map<String, Object> data = new HashMap<>(action.data());
            data.put("required_action", action.kind().name().toLowerCase(Locale.ROOT));
            yield V1Errors.object(
                ErrorCode.MANUAL_REVIEW_REQUIRED.v1Code(), action.message(), data);
          }
          case OrderState.Placed placed -> response(order, placed.placement(), placed.off());
          case OrderState.Failed(var error) ->
              V1Errors.object(error.code().v1Code(), error.message(), error.data());
          case OrderState.Cancelled(var reason) ->
              V1Errors.object(
                  "aborted_request",
                  "The request was aborted before anything was bought.",
                  Map.of("msg", "Order aborted and dequeued", "reason", reason));
          case OrderState.CancelledByRetailer c ->
              response(order, c.placement(), List.of())
                  .set("cancellation", cancellation(c.asked(), c.reason(), c.refund()));
        };
    body.put("request_id", V1Ids.requestId(order.id()));
    body.putRawValue("request", new RawValue(order.echo()));
    return body;
  }

  /// The merchant orders.
  ///
  /// @param off the merchant orders that the store has cancelled while others remain
  private static ObjectNode response(Order order, Placement placement, List<CancelledPart> off) {
    ObjectNode body = V1Json.object().put("_type", "order_response");
    body.set("price_components", price(placement));
    ArrayNode merchantOrders = body.putArray("merchant_order_ids");
    for (MerchantOrder merchantOrder : placement.merchantOrders()) {
      ObjectNode json = merchantOrder(merchantOrder);
      off.stream()
          .filter(part -> part.merchantOrderId().equals(merchantOrder.id()))
          .forEach(
              part ->
                  json.set(
                      "cancellation", cancellation(part.asked(), part.reason(), part.refund())));
      merchantOrders.add(json);
    }
    ArrayNode tracking = body.putArray("tracking");
    List<String> ordered = order.spec().lines().stream().map(line -> line.productId()).toList();
    for (OrderShipment parcel : order.shipments()) {
      tracking.add(Parcel.json(parcel.shipment(), parcel.updatedAt(), ordered));
    }
    ArrayNode dates = deliveryDates(order, placement);
    if (!dates.isEmpty()) {
      body.set("delivery_dates", dates);
    }
    return body;
  }

  /// The store's expected delivery dates by product, if known. The later documents name the
  /// attribute but not its shape.
  private static ArrayNode deliveryDates(Order order, Placement placement) {
    ArrayNode dates = V1Json.array();
    for (MerchantOrder merchantOrder : placement.merchantOrders()) {
      if (merchantOrder.deliveryDate() != null) {
        ArrayNode products =
            dates
                .addObject()
                .put("date", merchantOrder.deliveryDate().toString())
                .putArray("products");
        for (OrderLine line : order.spec().lines()) {
          if (merchantOrder.productIds().contains(line.productId())) {
            products
                .addObject()
                .put("product_id", line.productId())
                .put("quantity", line.quantity());
          }
        }
      }
    }
    return dates;
  }

  /// Amounts in the minor unit of `currency`. Discount and fees, which the documents do not have,
  /// are shown if they are not zero, so that the components add up to the total.
  private static ObjectNode price(Placement placement) {
    PriceComponents price = placement.price();
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
    if (!placement.items().isEmpty()) {
      ArrayNode products = json.putArray("products");
      placement.items().forEach(item -> products.add(product(item)));
    }
    return json.put("currency", price.total().currency().getCurrencyCode());
  }

  private static ObjectNode product(BoughtItem item) {
    ObjectNode json =
        V1Json.object()
            .put("product_id", item.productId())
            .put("price", item.unitPrice().minor())
            .put("quantity", item.quantity());
    if (item.sellerId() != null) {
      json.put("seller_id", item.sellerId());
    }
    return json;
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
            .put("placed_at", V1Json.time(order.placedAt()));
    Parcel.putIds(json, order.productIds());
    if (order.trackingUrl() != null) {
      json.put("tracking_url", order.trackingUrl().toString());
    }
    if (order.deliveryDate() != null) {
      json.put("delivery_date", DAY.format(order.deliveryDate()));
    }
    return json;
  }

  private static JsonNode cancellation(boolean asked, String reason, @Nullable Money refund) {
    ObjectNode json =
        V1Json.object().put("cancelled_by", asked ? "client" : "retailer").put("reason", reason);
    if (refund != null) {
      json.put("refund", refund.minor()).put("currency", refund.currency().getCurrencyCode());
    }
    return json;
  }
}
