package dev.brass.server.api.v2;

import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Access.SERVE;
import static dev.brass.server.api.Retry.NEVER;

import dev.brass.server.api.Callers;
import dev.brass.server.api.Routes;
import dev.brass.server.errand.Errands;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Tenants;

/// The current API's table of contents for returns.
public final class V2ReturnApi extends V2Part {

  private static final String ROOT = "/returns";

  private final V2Caller callers;
  private final Orders orders;
  private final Errands errands;

  public V2ReturnApi(Tenants tenants, Orders orders, Errands errands) {
    this.callers = new V2Caller(tenants);
    this.orders = orders;
    this.errands = errands;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    ReturnGate gate = new ReturnGate(orders, errands);
    routes
        .post(ROOT)
        .access(SERVE)
        .retry(NEVER)
        .to(new ReturnEndpoints.Create(gate, errands, json));
    routes.get(ROOT).access(READ).to(new ReturnEndpoints.ListAll(errands, json));
    routes
        .get(ROOT + "/{return_request_id}")
        .access(READ)
        .to(new ReturnEndpoints.Get(errands, json));
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }
}
