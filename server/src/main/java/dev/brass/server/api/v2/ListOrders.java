package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v2.V2Wire.OrderList;
import dev.brass.server.order.OrderFilter;
import dev.brass.server.order.OrderPage;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /orders`: the caller's orders that match, newest first (spec v2 §4.6).
final class ListOrders implements V2Caller.Operation {

  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 500;
  private static final int LARGEST_OFFSET = 1_000_000;

  private final Orders orders;
  private final OrderRendering rendering;
  private final V2Json json;

  ListOrders(Orders orders, OrderRendering rendering, V2Json json) {
    this.orders = orders;
    this.rendering = rendering;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = new Query(request);
    int limit = query.number("limit", 1, LARGEST_LIMIT, DEFAULT_LIMIT);
    int offset = query.number("offset", 0, LARGEST_OFFSET, 0);
    boolean checkpoints = request.queryAll("include").contains("tracking_events");
    OrderFilter filter =
        new OrderFilter(
            query.text("order_id"),
            query.text("search"),
            query.text("merchant_order_id"),
            states(query),
            query.word(
                "tracking_status", List.of("pending", "in_transit", "delivered", "undeliverable")),
            query.flag("has_tracking"),
            query.instant("created_after"),
            query.instant("created_before"),
            query.text("metadata_key"),
            query.text("metadata_value"),
            null);
    if ((filter.metadataKey() == null) != (filter.metadataValue() == null)) {
      query.fault(
          filter.metadataKey() == null ? "metadata_key" : "metadata_value",
          "Value error, metadata_key and metadata_value must be sent together");
    }
    query.check();
    OrderPage page = orders.list(caller.tenant(), caller.mode(), filter, limit, offset);
    return json.reply(
        200, new OrderList(rendering.all(page.orders(), checkpoints), page.total(), limit, offset));
  }

  private static @Nullable List<String> states(Query query) {
    String status =
        query.word(
            "status_filter",
            List.of(
                "pending",
                "in_progress",
                "order_placed",
                "order_failed",
                "cancelled",
                "cancelled_by_retailer"));
    if (status == null) {
      return null;
    }
    return switch (status) {
      case "pending" -> List.of("queued", "bundling", "bundled");
      case "in_progress" -> List.of("placing", "in_doubt", "retrying", "needs_action");
      case "order_placed" -> List.of("placed");
      case "order_failed" -> List.of("failed");
      default -> List.of(status);
    };
  }
}
