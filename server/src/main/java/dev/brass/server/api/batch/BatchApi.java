package dev.brass.server.api.batch;

import static dev.brass.server.api.Access.BUY;
import static dev.brass.server.api.Access.SHOP;
import static dev.brass.server.api.Retry.NEVER;
import static dev.brass.server.api.Retry.SAFE;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Callers;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Router;
import dev.brass.server.api.Routes;
import dev.brass.server.batch.Batches;
import dev.brass.server.tenant.TenantLimits;
import dev.brass.server.tenant.Tenants;
import java.util.Set;
import java.util.TreeSet;

/// The table of contents of the batch API (batch API docs). Thread-safe.
public final class BatchApi implements Api {

  private static final String BATCHES = BatchRendering.BATCHES;
  private static final String OPERATIONS = BatchRendering.OPERATIONS;
  private static final String BATCH = BATCHES + "/{id}";

  private final BatchCaller callers;
  private final Batches batches;
  private final TenantLimits limits;
  private final InnerRoutes routes;
  private final PublicAddress address;
  private final int largestBody;
  private final int largestOperation;
  private final BatchWire wire = new BatchWire();
  private final BatchErrors errors = new BatchErrors(wire);

  /// The API.
  ///
  /// @param inner the APIs that operations may call: without this one and those of operators
  /// @param limits on the number of operations that a tenant may submit
  /// @param address the base of links in the answers of operations
  /// @param largestBody of a batch, in bytes
  /// @param largestOperation the largest body of an operation, in bytes
  public BatchApi(
      Tenants tenants,
      Batches batches,
      Router inner,
      TenantLimits limits,
      PublicAddress address,
      int largestBody,
      int largestOperation) {
    this.largestBody = largestBody;
    this.limits = limits;
    this.callers = new BatchCaller(tenants);
    this.batches = batches;
    this.routes = new InnerRoutes(inner);
    this.address = address;
    this.largestOperation = largestOperation;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes to) {
    BatchRendering rendering = new BatchRendering(batches, wire);
    to.post(BATCHES)
        .access(SHOP)
        .retry(NEVER)
        .largest(largestBody)
        .to(new CreateBatch(batches, routes, rendering, limits, wire, address, largestOperation));
    to.get(BATCHES).access(SHOP).to(new BatchEndpoints.ListBatches(batches, rendering, wire));
    to.get(BATCH).access(SHOP).to(new BatchEndpoints.GetBatch(batches, rendering, wire));
    to.post(BATCH + "/cancel")
        .access(BUY)
        .retry(SAFE)
        .to(new BatchEndpoints.Cancel(batches, rendering, wire));
    to.get(BATCH + "/results")
        .access(SHOP)
        .to(new BatchEndpoints.Results(batches, rendering, wire));
    to.get(OPERATIONS).access(SHOP).to(new BatchEndpoints.ListOperations(batches, rendering));
    to.get(OPERATIONS + "/{id}")
        .access(SHOP)
        .to(new BatchEndpoints.GetOperation(batches, rendering, wire));
    ApiDocument.beside(BatchApi.class).serveYaml(to, "/openapi/batches.yaml");
  }

  @Override
  public boolean owns(String path) {
    return isIn(path, BATCHES) || isIn(path, OPERATIONS);
  }

  private static boolean isIn(String path, String root) {
    return path.equals(root) || path.startsWith(root + "/");
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    return errors.reply(problem);
  }

  @Override
  public Reply notFound(ApiRequest request) {
    return errors.reply(
        BatchProblem.of(
            404, "not_found", "route.not_found", "There is nothing at this path; see /docs."));
  }

  @Override
  public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
    String methods = String.join(", ", new TreeSet<>(allowed));
    return errors
        .reply(
            BatchProblem.of(
                405,
                "method_not_allowed",
                "route.method_not_allowed",
                "This path takes " + methods))
        .with("Allow", methods);
  }
}
