package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.util.Optional;
import java.util.UUID;

/// The tenant that a request names, by its id or its name.
final class TenantPaths {

  private final Tenants tenants;

  TenantPaths(Tenants tenants) {
    this.tenants = tenants;
  }

  /// The tenant at `{tenant}` of the path.
  ///
  /// @throws AdminProblem when it does not exist
  Tenant tenant(ApiRequest request) {
    return tenant(request.pathValue("tenant"));
  }

  Tenant tenant(String idOrName) {
    return byId(idOrName)
        .or(() -> byName(idOrName))
        .orElseThrow(() -> AdminProblem.notFound("tenant", "'" + idOrName + "'"));
  }

  private Optional<Tenant> byId(String text) {
    try {
      return tenants.get(new TenantId(UUID.fromString(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<Tenant> byName(String name) {
    return name.chars().anyMatch(Character::isISOControl) ? Optional.empty() : tenants.find(name);
  }
}
