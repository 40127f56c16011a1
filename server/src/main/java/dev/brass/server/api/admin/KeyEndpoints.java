package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.ApiKey;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.NewKey;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.text.Instants;
import dev.brass.spi.Secret;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/admin/tenants/{tenant}/keys` and, for operators' own keys, `/admin/keys`.
final class KeyEndpoints {

  private static final UUID FIRST = new UUID(0, 0);

  private final Tenants tenants;
  private final TenantPaths paths;

  KeyEndpoints(Tenants tenants, TenantPaths paths) {
    this.tenants = tenants;
    this.paths = paths;
  }

  /// A key on the wire.
  ///
  /// @param key its text, in the answer that created it; null in all others
  record Wire(
      UUID id,
      @Nullable UUID tenantId,
      String kind,
      String name,
      String scope,
      String ending,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant revokedAt,
      @Nullable Secret<String> key) {

    static Wire of(ApiKey key) {
      return of(key, null);
    }

    static Wire of(NewKey made) {
      return of(made.key(), made.text());
    }

    private static Wire of(ApiKey key, @Nullable Secret<String> text) {
      TenantId tenant = key.tenant();
      return new Wire(
          key.id(),
          tenant == null ? null : tenant.value(),
          key.kind().word(),
          key.name(),
          key.scope().word(),
          key.ending(),
          key.createdAt(),
          key.expiresAt(),
          key.lastUsedAt(),
          key.revokedAt(),
          text);
    }
  }

  /// `GET`: a tenant's keys, oldest first, including revoked ones.
  Reply list(ApiRequest request) {
    Page page = Page.of(request);
    UUID after = page.afterId();
    List<ApiKey> found =
        tenants.keys(paths.tenant(request).id(), after == null ? FIRST : after, page.limit() + 1);
    return page(page, found);
  }

  /// `GET`: the operators' keys, all on one page because they are few.
  Reply listAdmins(ApiRequest request) {
    return page(new Page(Page.LARGEST, ""), tenants.adminKeys(Page.LARGEST));
  }

  private static Reply page(Page page, List<ApiKey> found) {
    return AdminJson.page(
        "keys",
        found.stream().limit(page.limit()).map(Wire::of).toList(),
        page.next(found, ApiKey::id));
  }

  /// `POST` with `kind` (client, live or test), `name`, and optionally `scope` (full or read) and
  /// `expires_at`: 201 with the key's text, which is shown only this once.
  Reply create(ApiRequest request) {
    TenantId tenant = paths.tenant(request).id();
    AdminJson.Body body = AdminJson.body(request, "kind", "name", "scope", "expires_at");
    KeyKind kind = Page.word("kind", body.text("kind"), KeyKind.values());
    if (kind == KeyKind.ADMIN) {
      throw new AdminProblem(400, "An admin key belongs to no tenant; POST /admin/keys makes one.");
    }
    String scope = body.textOrNull("scope");
    NewKey made =
        tenants.createKey(
            tenant,
            kind,
            body.text("name"),
            scope == null ? Scope.FULL : Page.word("scope", scope, Scope.values()),
            instant(body.textOrNull("expires_at")));
    return AdminJson.reply(201, Wire.of(made));
  }

  /// `POST` with `name` and optionally `expires_at`: a key for an operator.
  Reply createAdmin(ApiRequest request) {
    AdminJson.Body body = AdminJson.body(request, "name", "expires_at");
    return AdminJson.reply(
        201,
        Wire.of(tenants.createAdminKey(body.text("name"), instant(body.textOrNull("expires_at")))));
  }

  /// `DELETE`: revokes any key permanently, at once on this node and within five seconds on the
  /// others. The key stays listed.
  Reply revoke(ApiRequest request) {
    UUID id = Page.uuid(request.pathValue("id"), "id");
    if (!tenants.revoke(id)) {
      throw AdminProblem.notFound("key", id);
    }
    return Reply.empty(204);
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Instants.inReach(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw new AdminProblem(400, "'expires_at' is an instant, such as 2027-01-31T00:00:00Z.");
    }
  }
}
