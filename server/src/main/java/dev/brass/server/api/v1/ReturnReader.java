package dev.brass.server.api.v1;

import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.Address;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.ReturnsOrders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `POST /v1/orders/{request_id}/return` (classic Zinc docs, Return). Reason and method are
/// passed to the retailer unchanged.
final class ReturnReader implements AftersalesPost.Reader {

  private static final Set<String> PRODUCT_NAMES = Set.of("product_id", "quantity");

  private final PlacedOrders orders;

  ReturnReader(PlacedOrders orders) {
    this.orders = orders;
  }

  @Override
  public Set<String> names() {
    return Set.of(
        "products",
        "reason_code",
        "method_code",
        "explanation",
        "cancel_pending",
        "return_address",
        "merchant_order_id");
  }

  @Override
  public AftersalesPost.Draft read(ApiRequest request, Caller caller, Fields body) {
    PlacedOrder order = orders.of(request, caller, ReturnsOrders.class, "returned");
    List<Line> lines = lines(order, body.get("products"));
    Value from = body.get("return_address");
    Address address = from.isPresent() ? AddressReader.billTo(from) : null;
    AftersalesAction wish =
        new AftersalesAction.Return(
            merchantOrder(order, lines, body.get("merchant_order_id")),
            lines,
            items(order, lines),
            body.get("reason_code").requiredText(Limits.TEXT),
            body.get("method_code").requiredText(Limits.TEXT),
            body.get("explanation").requiredLines(Limits.TEXT),
            body.get("cancel_pending").isTrue(),
            address);
    return new AftersalesPost.Draft(order.order().spec().store(), order.order().id(), wish, null);
  }

  /// The merchant order that is named, or the one that contains all of the products.
  private static MerchantOrder merchantOrder(PlacedOrder order, List<Line> lines, Value named) {
    List<String> products = lines.stream().map(Line::productId).toList();
    List<MerchantOrder> having =
        order.placement().merchantOrders().stream()
            .filter(merchantOrder -> merchantOrder.productIds().containsAll(products))
            .toList();
    return !named.isPresent() && having.size() == 1
        ? having.getFirst()
        : PlacedOrders.named(order, named);
  }

  /// The order's items for some products, the first ones first.
  private static List<AftersalesAction.ReturnedItem> items(PlacedOrder order, List<Line> products) {
    Map<String, Integer> units = new HashMap<>();
    products.forEach(line -> units.merge(line.productId(), line.quantity(), Integer::sum));
    List<AftersalesAction.ReturnedItem> items = new ArrayList<>();
    for (OrderLine line : order.order().spec().lines()) {
      int open = units.getOrDefault(line.productId(), 0);
      int of = Math.min(open, line.quantity());
      if (of > 0) {
        items.add(new AftersalesAction.ReturnedItem(line.itemId(), of));
        units.put(line.productId(), open - of);
      }
    }
    return items;
  }

  private static List<Line> lines(PlacedOrder order, Value products) {
    if (!products.isPresent()) {
      products.problem("is required");
    } else if (products.json().isContainer() && products.json().isEmpty()) {
      products.problem("must have at least one product");
    }
    Map<String, Integer> left = new HashMap<>();
    for (OrderLine line : order.order().spec().lines()) {
      left.merge(line.productId(), line.quantity(), Integer::sum);
    }
    List<Line> lines = new ArrayList<>();
    for (Value product : products.items(Limits.PRODUCTS)) {
      lines.add(line(order, product.requiredFields(PRODUCT_NAMES), left));
    }
    return lines;
  }

  private static Line line(PlacedOrder order, Fields product, Map<String, Integer> left) {
    String id = product.get("product_id").requiredText(Limits.TEXT);
    int quantity = product.get("quantity").requiredWhole(1, Limits.QUANTITY);
    Integer most = left.get(id);
    if (!id.isEmpty() && most == null) {
      product
          .get("product_id")
          .problemWithValue(V1Code.INVALID_REQUEST, "must be a product of this order");
    } else if (most != null && quantity > most) {
      product
          .get("quantity")
          .problem("the order has %d of this product, not %d".formatted(most, quantity));
    } else if (most != null) {
      left.put(id, most - quantity);
    }
    return order.order().spec().lines().stream()
        .filter(line -> line.productId().equals(id))
        .findFirst()
        .map(line -> new Line(id, null, quantity, line.variants()))
        .orElseGet(() -> new Line(id, null, quantity, List.of()));
  }
}
