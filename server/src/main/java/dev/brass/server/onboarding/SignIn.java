package dev.brass.server.onboarding;

import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.util.Optional;

/// People who decide for a tenant: its holder with an owner's key, or an operator with an admin key
/// who names the tenant. There are no sessions: the key is shown with each decision, so no other
/// page can make a browser decide. Thread-safe.
public final class SignIn {

  private final Tenants tenants;

  public SignIn(Tenants tenants) {
    this.tenants = tenants;
  }

  /// The tenant for which a person with this key may decide; empty for an unknown key.
  ///
  /// @param account the name of the tenant for which an operator decides; blank for the default one
  public Optional<TenantId> account(String key, String account) {
    String presented = key.strip();
    if (tenants.authenticate(presented, KeyKind.OWNER) instanceof Caller caller) {
      return caller.scope() == Scope.FULL ? Optional.of(caller.tenant()) : Optional.empty();
    }
    return tenants
        .operator(presented)
        .flatMap(_ -> tenants.find(account.isBlank() ? Tenants.DEFAULT : account.strip()))
        .map(Tenant::id);
  }
}
