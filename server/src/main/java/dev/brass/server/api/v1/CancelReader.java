package dev.brass.server.api.v1;

import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.MerchantOrder;
import java.util.Set;

/// Reads `POST /v1/orders/{request_id}/cancel` (classic Zinc docs, Cancel): `merchant_order_id` may
/// be left out when the order has only one.
final class CancelReader implements AftersalesPost.Reader {

  private static final String REASON = "no longer needed";

  private final PlacedOrders orders;

  CancelReader(PlacedOrders orders) {
    this.orders = orders;
  }

  @Override
  public Set<String> names() {
    return Set.of("merchant_order_id");
  }

  @Override
  public AftersalesPost.Draft read(ApiRequest request, Caller caller, Fields body) {
    PlacedOrder order = orders.of(request, caller, CancelsOrders.class, "cancelled");
    MerchantOrder merchantOrder = PlacedOrders.named(order, body.get("merchant_order_id"));
    orders.refuseShared(order, merchantOrder);
    AftersalesAction wish = new AftersalesAction.Cancel(merchantOrder, REASON);
    return new AftersalesPost.Draft(order.order().spec().store(), order.order().id(), wish, null);
  }
}
