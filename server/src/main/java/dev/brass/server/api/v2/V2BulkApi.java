package dev.brass.server.api.v2;

import dev.brass.server.bulk.Bulks;
import dev.brass.server.tenant.TenantLimits;
import dev.brass.server.tenant.Tenants;
import java.util.Map;

/// The current API's table of contents for bulk uploads.
public final class V2BulkApi extends V2Part {

  private static final String ROOT = "/orders/bulk";
  private static final String VALIDATE = ROOT + "/validate";
  private static final String BATCH = ROOT + "/{batch_id}";

  private final V2Caller callers;
  private final Bulks bulks;
  private final TenantLimits limits;

  public V2BulkApi(Tenants tenants, Bulks bulks, TenantLimits limits) {
    this.limits = limits;
    this.callers = new V2Caller(tenants);
    this.bulks = bulks;
  }

  /// The paths whose bodies may be larger than others.
  ///
  /// @param bytes how large
  public static Map<String, Integer> largerBodies(int bytes) {
    return Map.of(ROOT, bytes, VALIDATE, bytes);
  }

  @Override
  public void routes(Routes routes) {
    add(routes, "POST", VALIDATE, new BulkEndpoints.Validate(bulks, json));
    add(routes, "POST", ROOT, new BulkEndpoints.Create(bulks, limits, json));
    add(routes, "GET", ROOT, new BulkEndpoints.ListAll(bulks, json));
    add(routes, "GET", BATCH, new BulkEndpoints.Get(bulks, json));
    add(routes, "GET", BATCH + "/results.csv", new BulkEndpoints.Results(bulks));
    add(routes, "POST", BATCH + "/pause", new BulkEndpoints.Steer(bulks, json, Bulks::pause));
    add(routes, "POST", BATCH + "/resume", new BulkEndpoints.Steer(bulks, json, Bulks::resume));
    add(routes, "POST", BATCH + "/retry", new BulkEndpoints.Retry(bulks, limits, json));
    add(routes, "POST", BATCH + "/cancel", new BulkEndpoints.Steer(bulks, json, Bulks::cancel));
  }

  private void add(Routes routes, String method, String path, V2Caller.Operation operation) {
    routes.add(method, path, callers.known(operation));
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }
}
