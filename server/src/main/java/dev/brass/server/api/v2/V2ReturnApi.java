package dev.brass.server.api.v2;

import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Access.SERVE;
import static dev.brass.server.api.Retry.NEVER;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.api.Callers;
import dev.brass.server.api.Routes;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Tenants;

/// The current API's table of contents for returns.
public final class V2ReturnApi extends V2Part {

  private static final String ROOT = "/returns";

  private final V2Caller callers;
  private final Orders orders;
  private final Aftersales aftersales;

  public V2ReturnApi(Tenants tenants, Orders orders, Aftersales aftersales) {
    this.callers = new V2Caller(tenants);
    this.orders = orders;
    this.aftersales = aftersales;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    ReturnGate gate = new ReturnGate(orders, aftersales);
    routes
        .post(ROOT)
        .access(SERVE)
        .retry(NEVER)
        .to(new ReturnEndpoints.Create(gate, aftersales, json));
    routes.get(ROOT).access(READ).to(new ReturnEndpoints.ListAll(aftersales, json));
    routes
        .get(ROOT + "/{return_request_id}")
        .access(READ)
        .to(new ReturnEndpoints.Get(aftersales, json));
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }
}
