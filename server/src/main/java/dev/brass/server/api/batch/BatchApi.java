package dev.brass.server.api.batch;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Router;
import dev.brass.server.batch.Batches;
import dev.brass.server.tenant.Tenants;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The table of contents of the API of batches (seed 001, spec batches §2). Thread-safe.
public final class BatchApi implements Api {

  private static final String BATCH = BatchRendering.BATCHES + "/{id}";

  private final BatchCaller callers;
  private final Batches batches;
  private final InnerRoutes routes;
  private final PublicAddress address;
  private final int largestOperation;
  private final BatchWire wire = new BatchWire();
  private final BatchErrors errors = new BatchErrors(wire);

  /// The API.
  ///
  /// @param inner without this API, and without those of operators
  /// @param address where links in the answers of operations lead
  /// @param largestOperation the largest body of an operation, in bytes
  public BatchApi(
      Tenants tenants, Batches batches, Router inner, PublicAddress address, int largestOperation) {
    this.callers = new BatchCaller(tenants);
    this.batches = batches;
    this.routes = new InnerRoutes(inner);
    this.address = address;
    this.largestOperation = largestOperation;
  }

  /// The paths whose bodies may be larger than others.
  ///
  /// @param bytes how large
  public static Map<String, Integer> largerBodies(int bytes) {
    return Map.of(BatchRendering.BATCHES, bytes);
  }

  @Override
  public void routes(Routes to) {
    BatchRendering rendering = new BatchRendering(batches, wire);
    add(
        to,
        "POST",
        BatchRendering.BATCHES,
        new CreateBatch(batches, routes, rendering, wire, address, largestOperation));
    add(
        to,
        "GET",
        BatchRendering.BATCHES,
        new BatchEndpoints.ListBatches(batches, rendering, wire));
    add(to, "GET", BATCH, new BatchEndpoints.GetBatch(batches, rendering, wire));
    add(to, "POST", BATCH + "/cancel", new BatchEndpoints.Cancel(batches, rendering, wire));
    add(to, "GET", BATCH + "/results", new BatchEndpoints.Results(batches, rendering, wire));
    add(
        to,
        "GET",
        BatchRendering.OPERATIONS,
        new BatchEndpoints.ListOperations(batches, rendering, wire));
    add(
        to,
        "GET",
        BatchRendering.OPERATIONS + "/{id}",
        new BatchEndpoints.GetOperation(batches, rendering, wire));
    ApiDocument.beside(BatchApi.class).serveYaml(to, "/openapi/batches.yaml");
  }

  private void add(Routes to, String method, String path, BatchCaller.Operation operation) {
    to.add(method, path, callers.known(operation));
  }

  @Override
  public boolean owns(String path) {
    return isIn(path, BatchRendering.BATCHES) || isIn(path, BatchRendering.OPERATIONS);
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
