package dev.brass.server.api.ops;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.db.Database;
import dev.brass.server.health.Health;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/// `/health/live`, `/health/ready` and `/metrics`. Health is open, since orchestrators ask without
/// keys and it tells nothing; metrics need the admin key.
public final class OpsApi implements Api {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Database database;
  private final AtomicBoolean accepting;
  private final Supplier<String> metrics;
  private final Health health;
  private final OperatorCheck operators;

  /// The API.
  ///
  /// @param accepting false while the server drains
  /// @param metrics the metrics in Prometheus's text format
  /// @param health what operators should see
  public OpsApi(
      Database database,
      AtomicBoolean accepting,
      Supplier<String> metrics,
      Health health,
      OperatorCheck operators) {
    this.database = database;
    this.accepting = accepting;
    this.metrics = metrics;
    this.health = health;
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
        ? up(health.remarks())
        : Reply.json(503, "{\"status\":\"down\",\"reason\":\"the database does not answer\"}");
  }

  private static Reply up(List<String> remarks) {
    return Reply.json(
        200,
        remarks.isEmpty()
            ? "{\"status\":\"up\"}"
            : JSON.writeValueAsString(new Remarked("up", remarks)));
  }

  /// @param remarks what an operator should see although all is ready
  record Remarked(String status, List<String> remarks) {}

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
