package dev.brass.server.api.v1;

import static dev.brass.server.api.Access.READ;

import dev.brass.server.api.Callers;
import dev.brass.server.api.Routes;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Wallets;
import java.util.function.Function;

/// The table of contents for the balance that pays for orders with `addax: true` (classic Zinc
/// docs, Endpoints). Nothing here changes anything, so a read-only token is enough. Thread-safe.
public final class V1AddaxApi extends V1Part {

  private final V1Authentication callers;
  private final Wallets wallets;

  public V1AddaxApi(Tenants tenants, Wallets wallets) {
    this(token -> tenants.authenticate(token, KeyKind.CLIENT), wallets);
  }

  V1AddaxApi(Function<String, Authentication> tokens, Wallets wallets) {
    this.callers = new V1Authentication(tokens);
    this.wallets = wallets;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    routes.get("/v1/addax/balance").access(READ).to(new AddaxBalance(wallets));
    routes.get("/v1/addax/transactions").access(READ).to(new AddaxTransactions(wallets));
  }
}
