package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// `/admin/tenants`.
final class TenantEndpoints {

  private final Tenants tenants;

  TenantEndpoints(Tenants tenants) {
    this.tenants = tenants;
  }

  /// A tenant on the wire.
  record Wire(UUID id, String name, Instant createdAt) {
    static Wire of(Tenant tenant) {
      return new Wire(tenant.id().value(), tenant.name(), tenant.createdAt());
    }
  }

  /// `GET`: tenants by name.
  Reply list(ApiRequest request) {
    Page page = Page.of(request);
    List<Tenant> found = tenants.list(page.after(), page.limit() + 1);
    return AdminJson.page(
        "tenants",
        found.stream().limit(page.limit()).map(Wire::of).toList(),
        page.next(found, Tenant::name));
  }

  /// `POST` with `name`: 201, or 409 when there is one of this name.
  Reply create(ApiRequest request) {
    String name = AdminJson.body(request, "name").text("name");
    Tenant made =
        tenants
            .create(name)
            .orElseThrow(() -> new AdminProblem(409, "There is already a tenant '" + name + "'."));
    return AdminJson.reply(201, Wire.of(made));
  }
}
