package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.LimitKind;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.TenantLimits;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// `/admin/tenants/{tenant}/limits`.
final class LimitEndpoints {

  private static final String[] NAMES =
      Arrays.stream(LimitKind.values()).map(LimitKind::word).toArray(String[]::new);

  private final TenantLimits limits;
  private final TenantPaths paths;

  LimitEndpoints(TenantLimits limits, TenantPaths paths) {
    this.limits = limits;
    this.paths = paths;
  }

  /// `GET`: the limits of the tenant.
  Reply get(ApiRequest request) {
    return shown(paths.tenant(request));
  }

  /// `PUT` with any of the limits: they apply to the tenant. A limit that is left out or null comes
  /// from the settings.
  Reply put(ApiRequest request) {
    Tenant tenant = paths.tenant(request);
    JsonNode body = AdminJson.body(request, NAMES).json();
    Map<LimitKind, Integer> set = new EnumMap<>(LimitKind.class);
    for (LimitKind kind : LimitKind.values()) {
      JsonNode value = body.path(kind.word());
      if (value.isMissingNode() || value.isNull()) {
        continue;
      }
      if (!value.isInt() || value.intValue() < 0) {
        throw new AdminProblem(
            400, "'" + kind.word() + "' is a whole number from 0 to 2147483647, or null.");
      }
      set.put(kind, value.intValue());
    }
    limits.set(tenant.id(), set);
    return shown(tenant);
  }

  private Reply shown(Tenant tenant) {
    Map<String, Integer> shown = new TreeMap<>();
    limits.of(tenant.id()).forEach((kind, most) -> shown.put(kind.word(), most));
    return AdminJson.reply(200, shown);
  }
}
