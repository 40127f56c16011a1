package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.mail.MailAddress;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/admin/tenants`.
final class TenantEndpoints {

  private final Tenants tenants;
  private final TenantPaths paths;

  TenantEndpoints(Tenants tenants, TenantPaths paths) {
    this.tenants = tenants;
    this.paths = paths;
  }

  /// A tenant on the wire.
  record Wire(UUID id, String name, @Nullable String email, Instant createdAt) {
    static Wire of(Tenant tenant) {
      return new Wire(tenant.id().value(), tenant.name(), tenant.email(), tenant.createdAt());
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

  /// `POST` with `name`: 201, or 409 when a tenant of this name exists.
  Reply create(ApiRequest request) {
    String name = AdminJson.body(request, "name").text("name");
    Tenant made =
        tenants
            .create(name)
            .orElseThrow(() -> new AdminProblem(409, "There is already a tenant '" + name + "'."));
    return AdminJson.reply(201, Wire.of(made));
  }

  /// `PUT …/email` with `email`: the address for mail to the account holder; null for none.
  Reply setEmail(ApiRequest request) {
    Tenant tenant = paths.tenant(request);
    String email = AdminJson.body(request, "email").textOrNull("email");
    String problem = email == null ? null : MailAddress.problem(email);
    if (problem != null) {
      throw new AdminProblem(400, "'email' is not a mail address: " + problem + ".");
    }
    tenants.setEmail(tenant.id(), email);
    return AdminJson.reply(200, Wire.of(tenants.get(tenant.id()).orElseThrow()));
  }
}
