package dev.brass.server.api.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.health.Health;
import dev.brass.server.health.Health.Problem;
import dev.brass.server.recovery.Recovery;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// `/health/live`, `/health/ready` and `/metrics`. Health is public, because orchestrators send no
/// keys and the answer shows only which part has stopped. It returns the last reports of the parts
/// and waits for nothing, not even the database. Metrics need the admin key.
public final class OpsApi implements Api {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Health health;
  private final Recovery recovery;
  private final AtomicBoolean accepting;
  private final Supplier<String> metrics;
  private final OperatorCheck operators;

  /// The API.
  ///
  /// @param health the problems of this process
  /// @param accepting false while the server drains
  /// @param metrics the metrics in Prometheus's text format
  public OpsApi(
      Health health,
      Recovery recovery,
      AtomicBoolean accepting,
      Supplier<String> metrics,
      OperatorCheck operators) {
    this.health = health;
    this.recovery = recovery;
    this.accepting = accepting;
    this.metrics = metrics;
    this.operators = operators;
  }

  @Override
  public void routes(Routes routes) {
    routes.get("/health/live").open(_ -> live());
    routes.get("/health/ready").open(_ -> ready());
    routes
        .get("/metrics")
        .open(
            operators.only(
                _ -> Reply.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get())));
  }

  private Reply ready() {
    if (!accepting.get()) {
      return Reply.json(503, "{\"status\":\"draining\"}");
    }
    List<Problem> problems = health.problems();
    return problems.isEmpty()
        ? up(recovery.status().isRecovering(), health.remarks())
        : reply(problems);
  }

  private static Reply up(boolean recovering, List<String> remarks) {
    return Reply.json(
        200, JSON.writeValueAsString(new Up("up", recovering ? true : null, remarks)));
  }

  /// Only problems that a restart of this process would solve: an unreachable database recovers by
  /// itself.
  private Reply live() {
    return reply(health.problems().stream().filter(Problem::hopeless).toList());
  }

  private static Reply reply(List<Problem> problems) {
    return problems.isEmpty()
        ? Reply.json(200, "{\"status\":\"up\"}")
        : Reply.json(
            503,
            JSON.writeValueAsString(
                new Down(
                    "down",
                    problems.getFirst().what(),
                    problems.stream().map(it -> new Part(it.part(), it.what())).toList())));
  }

  private record Down(String status, String reason, List<Part> problems) {}

  private record Part(String part, String what) {}

  /// @param recovering true or left out
  /// @param remarks warnings for the operator although all is ready; left out when there are none
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Up(String status, @Nullable Boolean recovering, List<String> remarks) {}

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
