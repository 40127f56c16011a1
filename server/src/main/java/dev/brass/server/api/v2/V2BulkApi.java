package dev.brass.server.api.v2;

import static dev.brass.server.api.Access.BUY;
import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Retry.NEVER;
import static dev.brass.server.api.Retry.SAFE;

import dev.brass.server.api.Callers;
import dev.brass.server.api.Routes;
import dev.brass.server.bulk.Bulks;
import dev.brass.server.bulk.Upload;
import dev.brass.server.tenant.TenantLimits;
import dev.brass.server.tenant.Tenants;
import java.util.function.BiFunction;

/// The current API's table of contents for bulk uploads.
public final class V2BulkApi extends V2Part {

  private static final String ROOT = "/orders/bulk";
  private static final String BATCH = ROOT + "/{batch_id}";

  private final V2Caller callers;
  private final Bulks bulks;
  private final TenantLimits limits;
  private final int largestBody;

  /// The API.
  ///
  /// @param largestBody of an upload, in bytes
  public V2BulkApi(Tenants tenants, Bulks bulks, TenantLimits limits, int largestBody) {
    this.largestBody = largestBody;
    this.limits = limits;
    this.callers = new V2Caller(tenants);
    this.bulks = bulks;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    routes
        .post(ROOT + "/validate")
        .access(READ)
        .retry(SAFE)
        .largest(largestBody)
        .to(new BulkEndpoints.Validate(bulks, json));
    routes
        .post(ROOT)
        .access(BUY)
        .retry(NEVER)
        .largest(largestBody)
        .to(new BulkEndpoints.Create(bulks, limits, json));
    routes.get(ROOT).access(READ).to(new BulkEndpoints.ListAll(bulks, json));
    routes.get(BATCH).access(READ).to(new BulkEndpoints.Get(bulks, json));
    routes.get(BATCH + "/results.csv").access(READ).to(new BulkEndpoints.Results(bulks));
    steer(routes, "/pause", Bulks::pause);
    steer(routes, "/resume", Bulks::resume);
    steer(routes, "/cancel", Bulks::cancel);
    routes
        .post(BATCH + "/retry")
        .access(BUY)
        .retry(SAFE)
        .to(new BulkEndpoints.Retry(bulks, limits, json));
  }

  private void steer(Routes routes, String verb, BiFunction<Bulks, Upload, Upload> action) {
    routes
        .post(BATCH + verb)
        .access(BUY)
        .retry(SAFE)
        .to(new BulkEndpoints.Steer(bulks, json, action));
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }
}
