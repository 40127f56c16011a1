package dev.brass.server.api.ops;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.db.Database;
import dev.brass.server.recovery.Recovery;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// `/health/live`, `/health/ready` and `/metrics`. Health is open, since orchestrators ask without
/// keys and it tells nothing; metrics need the admin key.
public final class OpsApi implements Api {

  private final Database database;
  private final Recovery recovery;
  private final AtomicBoolean accepting;
  private final Supplier<String> metrics;
  private final OperatorCheck operators;

  /// The API.
  ///
  /// @param accepting false while the server drains
  /// @param metrics the metrics in Prometheus's text format
  public OpsApi(
      Database database,
      Recovery recovery,
      AtomicBoolean accepting,
      Supplier<String> metrics,
      OperatorCheck operators) {
    this.database = database;
    this.recovery = recovery;
    this.accepting = accepting;
    this.metrics = metrics;
    this.operators = operators;
  }

  @Override
  public void routes(Routes routes) {
    routes.add("GET", "/health/live", _ -> Reply.json(200, "{\"status\":\"up\"}"));
    routes.add("GET", "/health/ready", _ -> ready());
    routes.add(
        "GET",
        "/metrics",
        operators.only(
            _ -> Reply.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get())));
  }

  private Reply ready() {
    if (!accepting.get()) {
      return Reply.json(503, "{\"status\":\"draining\"}");
    }
    return database.answers()
        ? Reply.json(
            200,
            recovery.status().isRecovering()
                ? "{\"status\":\"up\",\"recovering\":true}"
                : "{\"status\":\"up\"}")
        : Reply.json(503, "{\"status\":\"down\",\"reason\":\"the database does not answer\"}");
  }

  @Override
  public boolean owns(String path) {
    return path.startsWith("/health/") || path.equals("/metrics");
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    return OperatorCheck.failed(problem);
  }

  @Override
  public Reply notFound(ApiRequest request) {
    return OperatorCheck.error(404, "There is no " + request.path() + " here.");
  }

  @Override
  public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
    return OperatorCheck.error(405, request.path() + " takes " + String.join(", ", allowed) + ".")
        .with("Allow", String.join(", ", allowed));
  }
}
