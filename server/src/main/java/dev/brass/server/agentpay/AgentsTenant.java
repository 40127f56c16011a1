package dev.brass.server.agentpay;

import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.TenantKind;
import dev.brass.server.tenant.Tenants;
import org.jspecify.annotations.Nullable;

/// The tenant of all payers without an account: its data key seals the secrets of payments, and its
/// ledger has the money for answers. Created when it is first needed. Thread-safe.
final class AgentsTenant {

  private static final String NAME = "agents";

  private final Tenants tenants;
  private volatile @Nullable TenantId known;

  AgentsTenant(Tenants tenants) {
    this.tenants = tenants;
  }

  /// Looks it up again: the database may have lost it.
  void forget() {
    known = null;
  }

  TenantId tenant() {
    TenantId id = known;
    if (id == null) {
      id =
          tenants
              .find(NAME)
              .or(() -> tenants.create(NAME, TenantKind.AGENT))
              .or(() -> tenants.find(NAME))
              .map(Tenant::id)
              .orElseThrow();
      known = id;
    }
    return id;
  }
}
