package dev.brass.server.api.v2;

import dev.brass.server.account.Accounts;
import dev.brass.server.tenant.Tenants;
import java.util.List;

/// The current API's table of contents for managed accounts, under the path of today and the one of
/// older documents (spec gaps B32).
public final class V2AccountApi extends V2Part {

  private static final List<String> ROOTS = List.of("/managed-accounts", "/users/managed-accounts");

  private final V2Caller callers;
  private final Accounts accounts;

  public V2AccountApi(Tenants tenants, Accounts accounts) {
    this.callers = new V2Caller(tenants);
    this.accounts = accounts;
  }

  @Override
  public void routes(Routes routes) {
    for (String root : ROOTS) {
      String one = root + "/{short_id}";
      routes.add("GET", root, callers.known(new AccountEndpoints.ListAll(accounts, json)));
      routes.add("POST", root, callers.known(new AccountEndpoints.Create(accounts, json)));
      routes.add("PUT", one, callers.known(new AccountEndpoints.Update(accounts, json)));
      routes.add("DELETE", one, callers.known(new AccountEndpoints.Delete(accounts)));
    }
  }

  @Override
  public boolean owns(String path) {
    return ROOTS.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }
}
