package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.RequestProblem;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Every refusal of this channel as an error object, `{"_type": "error", "code", "message",
/// "data"}` (classic Zinc docs, Errors). The failure of an order is rendered by [OrderAnswer] in
/// the same shape.
final class V1Errors {

  private V1Errors() {}

  /// The answer to an exception of an endpoint.
  static Reply of(ApiRequest request, RuntimeException problem) {
    return switch (problem) {
      case V1Problem refused ->
          reply(refused.code().status(), refused.code(), refused.reason(), refused.data());
      case RequestProblem unreadable -> unreadable(unreadable);
      default ->
          reply(
              V1Code.INTERNAL_ERROR.status(),
              V1Code.INTERNAL_ERROR,
              "This server failed, and whether it acted on the request is not known. Send it again"
                  + " with the same idempotency_key; without one, look for the order first. The"
                  + " operator can find the cause by the request "
                  + request.id()
                  + ".",
              "{}");
    };
  }

  private static Reply unreadable(RequestProblem problem) {
    V1Code code =
        switch (problem.kind()) {
          case TOO_LARGE, ENCODED, CONFLICT, FOREIGN -> V1Code.INVALID_REQUEST;
          case BUSY -> V1Code.INTERNAL_ERROR;
          case TOO_MANY -> V1Code.RATE_LIMIT_EXCEEDED;
          case INCOMPLETE, NOT_TEXT -> V1Code.INVALID_JSON;
        };
    return reply(problem.kind().status(), code, problem.told(), "{}");
  }

  static Reply notFound(ApiRequest request) {
    return reply(
        404,
        V1Code.INVALID_REQUEST,
        "The classic API has no " + request.method() + " at this path.",
        "{}");
  }

  static Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
    String methods = String.join(", ", new TreeSet<>(allowed));
    return reply(
            405,
            V1Code.INVALID_REQUEST,
            "There is no " + request.method() + " at this path, but " + methods + ".",
            "{}")
        .with("allow", methods);
  }

  /// The error object for a request that is not finished; the words are those of the classic Zinc
  /// docs.
  static V1Wire.ErrorObject processing() {
    return object(
        "request_processing", "Request is currently processing and will complete soon.", Map.of());
  }

  /// An error object.
  static V1Wire.ErrorObject object(String code, String message, Map<String, Object> data) {
    return V1Wire.ErrorObject.of(code, message, V1Json.write(V1Json.data(data)));
  }

  private static Reply reply(int status, V1Code code, String message, String data) {
    Reply reply =
        Reply.json(status, V1Json.write(V1Wire.ErrorObject.of(code.code(), message, data)));
    return code == V1Code.INVALID_CLIENT_TOKEN
        ? reply.with("www-authenticate", "Basic realm=\"brass\", charset=\"UTF-8\"")
        : reply;
  }
}
