package dev.brass.server.api.batch;

import dev.brass.server.api.Reply;
import dev.brass.server.api.RequestProblem;
import tools.jackson.databind.node.ObjectNode;

/// The one place where errors of this API are rendered (batch API docs, Errors).
final class BatchErrors {

  private final BatchWire wire;

  BatchErrors(BatchWire wire) {
    this.wire = wire;
  }

  Reply reply(RuntimeException problem) {
    return switch (problem) {
      case BatchProblem p when p.status() == 401 -> body(p).with("WWW-Authenticate", "Bearer");
      case BatchProblem p -> body(p);
      case RequestProblem p when p.kind() == RequestProblem.Kind.TOO_MANY ->
          body(BatchProblem.of(429, "rate_limit", "rate_limit.exceeded", p.told()));
      case RequestProblem p when p.kind() == RequestProblem.Kind.FOREIGN ->
          body(BatchProblem.of(403, "forbidden", "request.foreign", p.told()));
      case RequestProblem p ->
          body(BatchProblem.of(p.kind().status(), "unreadable", "request.unreadable", p.told()));
      default ->
          body(
              BatchProblem.of(
                  500,
                  "internal_error",
                  "internal_error",
                  "This server failed. Send the request again with the same idempotency_key."));
    };
  }

  private Reply body(BatchProblem problem) {
    ObjectNode body =
        BatchWire.object()
            .put("http_status", name(problem.status()))
            .put("type", problem.type())
            .put("code", problem.code())
            .put("message", problem.text());
    // An object, and not a list, when there are none, as in the documents.
    body.set(
        "validation_errors",
        problem.faults().isEmpty() ? BatchWire.object() : wire.tree(problem.faults()));
    return wire.reply(problem.status(), body);
  }

  private static String name(int status) {
    return switch (status) {
      case 400 -> "bad_request";
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not_found";
      case 405 -> "method_not_allowed";
      case 413 -> "payload_too_large";
      case 422 -> "unprocessable_entity";
      case 429 -> "too_many_requests";
      default -> "internal_server_error";
    };
  }
}
