package dev.brass.server.api.v2;

import dev.brass.server.api.Reply;
import dev.brass.server.api.RequestProblem;
import dev.brass.server.form.InvalidInput;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The one place where errors of the current API are rendered (Zinc API docs, Errors).
final class V2Errors {

  private final V2Json json;

  V2Errors(V2Json json) {
    this.json = json;
  }

  Reply reply(RuntimeException problem) {
    return switch (problem) {
      case InvalidInput invalid -> json.reply(422, Map.of("detail", invalid.faults()));
      case UnpaidCall p -> json.reply(402, unpaid(p));
      case V2Problem p when p.status() == 401 ->
          body(401, p.code(), p.text(), p.details()).with("WWW-Authenticate", "Bearer");
      case V2Problem p -> {
        Reply reply = body(p.status(), p.code(), p.text(), p.details());
        for (Map.Entry<String, String> header : p.headers().entrySet()) {
          reply = reply.with(header.getKey(), header.getValue());
        }
        yield reply;
      }
      case RequestProblem p ->
          body(
              p.kind().status(),
              switch (p.kind()) {
                case TOO_MANY -> "rate_limit_exceeded";
                case BUSY -> "service_unavailable";
                case FOREIGN -> "forbidden";
                default -> "bad_request";
              },
              String.valueOf(p.getMessage()),
              null);
      default ->
          body(
              500,
              "internal_error",
              "Something went wrong here; try again with the same idempotency key.",
              null);
    };
  }

  private static Map<String, Object> unpaid(UnpaidCall p) {
    ErrorBody body =
        new ErrorBody(
            "insufficient_funds",
            p.text(),
            Map.of("required", p.required(), "available", p.available()));
    return Map.of(
        "detail", body.message(),
        "error", body.error(),
        "code", body.code(),
        "message", body.message(),
        "details", Objects.requireNonNull(body.details()));
  }

  private Reply body(
      int status, String code, String message, @Nullable Map<String, Object> details) {
    return json.reply(status, new ErrorBody(code, message, details));
  }
}
