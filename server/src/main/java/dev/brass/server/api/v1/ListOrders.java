package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.JsonList;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderFilter;
import dev.brass.server.tenant.Caller;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `GET /v1/orders`: the caller's orders, newest first, each as in its own `GET` (classic Zinc
/// docs, List; compatibility A24). A bare array, as in the later documents.
final class ListOrders implements Action {

  private static final int DEFAULT_LIMIT = 10;
  private static final int LARGEST_LIMIT = 5_000;
  private static final int LARGEST_SKIP = 10_000_000;

  /// The year 9999 in milliseconds.
  private static final long LATEST = 253_402_300_799_000L;

  private final OrderDesk orders;

  ListOrders(OrderDesk orders) {
    this.orders = orders;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = new Query(request);
    int limit = query.whole("limit", 1, LARGEST_LIMIT, DEFAULT_LIMIT);
    int skip = query.whole("skip", 0, LARGEST_SKIP, 0);
    OrderFilter filter =
        OrderFilter.ofStore(
            query.text("retailer", Limits.TEXT),
            instant(query, "starting_after"),
            instant(query, "ending_before"));
    query.check();
    Supplier<List<Order>> pages = orders.list(caller, filter, limit, skip);
    return JsonList.reply(
        request,
        "[",
        () -> request.inTurn(() -> pages.get().stream().map(OrderAnswer::body).toList()),
        "]");
  }

  private static @Nullable Instant instant(Query query, String name) {
    Long millis = query.whole(name, 0, LATEST);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
