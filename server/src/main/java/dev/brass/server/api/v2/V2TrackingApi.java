package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.HtmlPages;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.Orders;
import java.util.Locale;

/// `GET /track/{order_id}` (Zinc API docs, Public Tracking), for any caller that knows the id of an
/// order with `customer_notifications`: JSON, and a page for browsers.
public final class V2TrackingApi extends V2Part {

  private static final String ROOT = "/track";

  private final Orders orders;
  private final HtmlPages pages;

  public V2TrackingApi(Orders orders, HtmlPages pages) {
    this.orders = orders;
    this.pages = pages;
  }

  @Override
  public void routes(Routes routes) {
    routes.get(ROOT + "/{order_id}").open(this::track);
  }

  private Reply track(ApiRequest request) {
    OrderId id = new OrderId(OrderPaths.uuid(request, "order_id"));
    Order order = orders.shared(id).orElseThrow(() -> V2Problem.notFound("Order", id.toString()));
    Reply reply =
        isBrowser(request)
            ? pages.page(200, "track", TrackingView.page(order))
            : json.reply(200, TrackingView.wire(order)).with("Cache-Control", "no-store");
    return reply.with("Vary", "Accept");
  }

  /// Whether a person wants to read it: browsers request HTML, and programs that want JSON name it
  /// first or name nothing.
  private static boolean isBrowser(ApiRequest request) {
    String accept = request.header("accept");
    String wanted = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
    int html = wanted.indexOf("text/html");
    int program = wanted.indexOf("application/json");
    return html >= 0 && (program < 0 || html < program);
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    Reply reply = super.failed(request, problem);
    return isBrowser(request) ? page(reply.status()) : reply;
  }

  @Override
  public Reply notFound(ApiRequest request) {
    return isBrowser(request) ? page(404) : super.notFound(request);
  }

  private Reply page(int status) {
    return status >= 500
        ? pages.message(status, "Something went wrong here", "Try again in a moment.")
        : pages.message(
            status, "There is no such order", "Use the complete address of the link in the mail.");
  }
}
