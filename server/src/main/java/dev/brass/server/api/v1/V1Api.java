package dev.brass.server.api.v1;

import static dev.brass.server.api.Access.BUY;
import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Retry.KEYED;

import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.Callers;
import dev.brass.server.api.Routes;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.FundingRule;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.webhook.Webhooks;
import java.util.function.Function;

/// The classic API's table of contents (classic Zinc docs, Endpoints). Thread-safe.
public final class V1Api extends V1Part {

  private final V1Authentication callers;
  private final OrderReader orderReader;
  private final OrderDesk orders;
  private final int pendingStatus;

  /// The API.
  ///
  /// @param pendingStatus the HTTP status for a `GET` of an order that is not placed yet, or
  /// failed: 200 for clients that check the body only, 400 for those of the later documents
  /// (compatibility A1)
  public V1Api(
      Tenants tenants,
      Orders orders,
      Stores stores,
      Webhooks webhooks,
      FundingRule fundings,
      int pendingStatus) {
    this(
        token -> tenants.authenticate(token, KeyKind.CLIENT),
        OrderDesk.of(orders),
        new OrderReader(stores, webhooks::targetProblem, fundings),
        pendingStatus);
  }

  V1Api(
      Function<String, Authentication> tokens,
      OrderDesk orders,
      OrderReader orderReader,
      int pendingStatus) {
    if (pendingStatus != 200 && pendingStatus != 400) {
      throw new IllegalArgumentException(
          "the status of an order that is not placed is 200 or 400, not " + pendingStatus);
    }
    this.callers = new V1Authentication(tokens);
    this.orders = orders;
    this.orderReader = orderReader;
    this.pendingStatus = pendingStatus;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    String order = "/v1/orders/{request_id}";
    routes.post("/v1/orders").access(BUY).retry(KEYED).to(new CreateOrder(orderReader, orders));
    routes.get("/v1/orders").access(READ).to(new ListOrders(orders));
    routes.get(order).access(READ).to(new RetrieveOrder(orders, pendingStatus));
    routes
        .post(order + "/abort")
        .access(BUY)
        .retry(KEYED)
        .to(new AbortOrder(orders, orderReader::cancels));
    routes.post(order + "/retry").access(BUY).retry(KEYED).to(new RetryOrder(orders));
    ApiDocument.beside(V1Api.class).serveYaml(routes, "/openapi/v1.yaml");
  }

  @Override
  public boolean owns(String path) {
    return path.equals("/v1") || path.startsWith("/v1/");
  }
}
