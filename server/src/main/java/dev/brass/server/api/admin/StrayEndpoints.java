package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.order.StrayPurchase;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.AttemptId;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// `/admin/stray-purchases`: orders that stores report to have bought after the order had moved on.
final class StrayEndpoints {

  private final Orders orders;
  private final OrderPaths paths;

  StrayEndpoints(Orders orders, OrderPaths paths) {
    this.orders = orders;
    this.paths = paths;
  }

  /// A stray purchase on the wire.
  ///
  /// @param attempt the attempt's id, by which the purchase is settled
  record StrayWire(
      UUID tenantId,
      UUID orderId,
      UUID attempt,
      int number,
      String store,
      List<String> merchantOrderIds,
      long total,
      String currency,
      String why,
      Instant foundAt) {

    static StrayWire of(StrayPurchase stray) {
      Money total = stray.placement().price().total();
      return new StrayWire(
          stray.order().tenant().value(),
          stray.order().id().value(),
          stray.attempt().value(),
          stray.number(),
          stray.store(),
          stray.placement().merchantOrders().stream().map(MerchantOrder::id).toList(),
          total.minor(),
          total.currency().getCurrencyCode(),
          stray.why(),
          stray.foundAt());
    }
  }

  /// `GET`: unsettled stray purchases, oldest first. `after` is `tenant/order/attempt`.
  Reply list(ApiRequest request) {
    Page page = Page.of(request);
    StrayPurchase after = page.after().isEmpty() ? null : named(page.after());
    List<StrayPurchase> rows = orders.strays().open(after, page.limit() + 1);
    return AdminJson.page(
        "stray_purchases",
        rows.stream().limit(page.limit()).map(StrayWire::of).toList(),
        page.next(rows, StrayEndpoints::name));
  }

  private static Object name(StrayPurchase stray) {
    return stray.order().tenant() + "/" + stray.order().id() + "/" + stray.attempt();
  }

  private StrayPurchase named(String name) {
    String[] parts = name.split("/", 4);
    if (parts.length != 3) {
      throw new AdminProblem(400, "'after' is the 'next' of the page before.");
    }
    OrderKey key =
        new OrderKey(
            new TenantId(Page.uuid(parts[0], "after")), new OrderId(Page.uuid(parts[1], "after")));
    return orders
        .strays()
        .get(key, new AttemptId(Page.uuid(parts[2], "after")))
        .orElseThrow(() -> new AdminProblem(400, "'after' is the 'next' of the page before."));
  }

  /// `POST …/orders/{id}/stray-purchases/{attempt}` with `decision` (`cancel` requests the
  /// cancellation at the store, `keep` records that it stays), `actor` and `note`: 204; 409 when it
  /// is settled, or the store does not cancel it.
  Reply settle(ApiRequest request) {
    Order order = paths.order(request);
    AttemptId attempt = new AttemptId(Page.uuid(request.pathValue("attempt"), "attempt"));
    AdminJson.Body body = AdminJson.body(request, "decision", "actor", "note");
    Word word = Word.of(body);
    StrayPurchase stray =
        orders
            .strays()
            .get(order.key(), attempt)
            .orElseThrow(() -> AdminProblem.notFound("stray purchase", attempt));
    if (stray.settlement() != null) {
      throw new AdminProblem(409, "The purchase is settled already.");
    }
    switch (body.text("decision")) {
      case "cancel" ->
          orders
              .strays()
              .cancel(stray, word.actor(), word.note())
              .ifPresent(
                  error -> {
                    throw new AdminProblem(409, error.message());
                  });
      case "keep" -> orders.strays().keepIt(stray, word.actor(), word.note());
      default -> throw new AdminProblem(400, "'decision' is one of cancel, keep.");
    }
    return Reply.empty(204);
  }
}
