package dev.brass.server.api.v1;

import static dev.brass.server.api.Access.BUY;
import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Retry.KEYED;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.api.Callers;
import dev.brass.server.api.Routes;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.webhook.Webhooks;
import java.util.function.Function;

/// The classic API for placed orders: cancellations, returns and trackings (classic Zinc docs,
/// Cancellations and returns; compatibility A13). Thread-safe.
public final class V1AftersalesApi extends V1Part {

  private final V1Authentication callers;
  private final Aftersales aftersales;
  private final PlacedOrders placed;
  private final Stores stores;
  private final WebhookReader.TargetCheck targets;
  private final int pendingStatus;

  /// The API.
  ///
  /// @param pendingStatus the HTTP status for a `GET` of an unfinished task
  public V1AftersalesApi(
      Tenants tenants,
      Orders orders,
      Aftersales aftersales,
      Stores stores,
      Webhooks webhooks,
      int pendingStatus) {
    this(
        token -> tenants.authenticate(token, KeyKind.CLIENT),
        new PlacedOrders(orders, stores),
        aftersales,
        stores,
        webhooks::targetProblem,
        pendingStatus);
  }

  V1AftersalesApi(
      Function<String, Authentication> tokens,
      PlacedOrders placed,
      Aftersales aftersales,
      Stores stores,
      WebhookReader.TargetCheck targets,
      int pendingStatus) {
    this.callers = new V1Authentication(tokens);
    this.aftersales = aftersales;
    this.placed = placed;
    this.stores = stores;
    this.targets = targets;
    this.pendingStatus = pendingStatus;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    String order = "/v1/orders/{request_id}";
    add(routes, order + "/cancel", "/v1/cancellations", "cancel", new CancelReader(placed));
    add(routes, order + "/return", "/v1/returns", "return", new ReturnReader(placed));
    add(routes, "/v1/trackings", "/v1/trackings", "track", new TrackReader(stores));
  }

  private void add(
      Routes routes, String asking, String result, String kind, AftersalesPost.Reader reader) {
    AftersalesPost post = new AftersalesPost(aftersales, targets, kind, reader);
    routes.post(asking).access(BUY).retry(KEYED).to(post);
    routes
        .get(result + "/{request_id}")
        .access(READ)
        .to(new RetrieveAftersales(aftersales, kind, pendingStatus));
  }
}
