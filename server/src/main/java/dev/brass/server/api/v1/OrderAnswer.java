package dev.brass.server.api.v1;

import dev.brass.server.api.v1.V1Wire.Bought;
import dev.brass.server.api.v1.V1Wire.Cancellation;
import dev.brass.server.api.v1.V1Wire.DeliveryDate;
import dev.brass.server.api.v1.V1Wire.ErrorObject;
import dev.brass.server.api.v1.V1Wire.OrderResponse;
import dev.brass.server.api.v1.V1Wire.Prices;
import dev.brass.server.api.v1.V1Wire.Quantity;
import dev.brass.server.order.CancelledPart;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderState;
import dev.brass.spi.BoughtItem;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    return V1Json.write(answer(order));
  }

  private static Record answer(Order order) {
    return switch (order.state()) {
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _ ->
          about(order, V1Errors.processing());
      case OrderState.NeedsAction(var action, _) -> {
        Map<String, Object> data = new HashMap<>(action.data());
        data.put("required_action", action.kind().name().toLowerCase(Locale.ROOT));
        yield about(
            order,
            V1Errors.object(ErrorCode.MANUAL_REVIEW_REQUIRED.v1Code(), action.message(), data));
      }
      case OrderState.Placed placed -> response(order, placed.placement(), placed.off(), null);
      case OrderState.Failed(var error) ->
          about(order, V1Errors.object(error.code().v1Code(), error.message(), error.data()));
      case OrderState.Cancelled(var reason) ->
          about(
              order,
              V1Errors.object(
                  "aborted_request",
                  "The request was aborted before anything was bought.",
                  Map.of("msg", "Order aborted and dequeued", "reason", reason)));
      case OrderState.CancelledByRetailer c ->
          response(
              order, c.placement(), List.of(), Cancellation.of(c.asked(), c.reason(), c.refund()));
    };
  }

  private static ErrorObject about(Order order, ErrorObject error) {
    return error.about(V1Ids.requestId(order.id()), order.echo());
  }

  /// The merchant orders.
  ///
  /// @param off the merchant orders that the store has cancelled while others remain
  private static OrderResponse response(
      Order order,
      Placement placement,
      List<CancelledPart> off,
      @Nullable Cancellation cancellation) {
    List<String> ordered = order.spec().lines().stream().map(line -> line.productId()).toList();
    return new OrderResponse(
        "order_response",
        price(placement),
        placement.merchantOrders().stream().map(it -> merchantOrder(it, off)).toList(),
        order.shipments().stream()
            .map(parcel -> Parcel.of(parcel.shipment(), parcel.updatedAt(), ordered))
            .toList(),
        deliveryDates(order, placement),
        cancellation,
        V1Ids.requestId(order.id()),
        order.echo());
  }

  /// The store's expected delivery dates by product, if known. The later documents name the
  /// attribute but not its shape.
  private static List<DeliveryDate> deliveryDates(Order order, Placement placement) {
    List<DeliveryDate> dates = new ArrayList<>();
    for (MerchantOrder merchantOrder : placement.merchantOrders()) {
      if (merchantOrder.deliveryDate() != null) {
        dates.add(
            new DeliveryDate(
                merchantOrder.deliveryDate().toString(),
                order.spec().lines().stream()
                    .filter(line -> merchantOrder.productIds().contains(line.productId()))
                    .map(line -> new Quantity(line.productId(), line.quantity()))
                    .toList()));
      }
    }
    return dates;
  }

  private static Prices price(Placement placement) {
    PriceComponents price = placement.price();
    return new Prices(
        price.shipping().minor(),
        price.subtotal().minor(),
        price.tax().minor(),
        price.total().minor(),
        unlessZero(price.discount()),
        unlessZero(price.fees()),
        V1Wire.minor(price.giftCertificate()),
        placement.items().stream().map(OrderAnswer::product).toList(),
        price.total().currency().getCurrencyCode());
  }

  private static Bought product(BoughtItem item) {
    return new Bought(item.productId(), item.unitPrice().minor(), item.quantity(), item.sellerId());
  }

  private static @Nullable Long unlessZero(Money amount) {
    return amount.minor() == 0 ? null : amount.minor();
  }

  private static V1Wire.MerchantOrder merchantOrder(MerchantOrder order, List<CancelledPart> off) {
    Cancellation cancellation =
        off.stream()
            .filter(part -> part.merchantOrderId().equals(order.id()))
            .map(part -> Cancellation.of(part.asked(), part.reason(), part.refund()))
            .reduce((_, last) -> last)
            .orElse(null);
    return new V1Wire.MerchantOrder(
        order.id(),
        order.merchant(),
        order.account(),
        V1Json.time(order.placedAt()),
        order.productIds(),
        order.trackingUrl() == null ? null : order.trackingUrl().toString(),
        order.deliveryDate() == null ? null : DAY.format(order.deliveryDate()),
        cancellation);
  }
}
