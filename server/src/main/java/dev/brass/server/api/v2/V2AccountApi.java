package dev.brass.server.api.v2;

import static dev.brass.server.api.Access.BUY;
import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Retry.SAFE;

import dev.brass.server.account.Accounts;
import dev.brass.server.api.Callers;
import dev.brass.server.api.Routes;
import dev.brass.server.tenant.Tenants;
import java.util.List;

/// The current API's table of contents for managed accounts, at today's path and that of older
/// documents (compatibility B32).
public final class V2AccountApi extends V2Part {

  private static final List<String> ROOTS = List.of("/managed-accounts", "/users/managed-accounts");

  private final V2Caller callers;
  private final Accounts accounts;

  public V2AccountApi(Tenants tenants, Accounts accounts) {
    this.callers = new V2Caller(tenants);
    this.accounts = accounts;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    for (String root : ROOTS) {
      String one = root + "/{short_id}";
      routes.get(root).access(READ).to(new AccountEndpoints.ListAll(accounts, json));
      // When repeated, the answer says that the account exists already; no second one is created.
      routes.post(root).access(BUY).retry(SAFE).to(new AccountEndpoints.Create(accounts, json));
      routes.put(one).access(BUY).to(new AccountEndpoints.Update(accounts, json));
      routes.delete(one).access(BUY).to(new AccountEndpoints.Delete(accounts));
    }
  }

  @Override
  public boolean owns(String path) {
    return ROOTS.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }
}
