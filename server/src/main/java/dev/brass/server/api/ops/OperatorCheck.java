package dev.brass.server.api.ops;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.server.api.RequestProblem;
import dev.brass.server.tenant.Tenants;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The check of the admin key, `Authorization: Bearer zn_admin_…`, and the shape of operators'
/// errors: `{"error": "what is wrong and what to do"}`.
public final class OperatorCheck {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String BEARER = "bearer ";

  private final Tenants tenants;

  public OperatorCheck(Tenants tenants) {
    this.tenants = tenants;
  }

  /// The endpoint restricted to operators.
  public Endpoint only(Endpoint endpoint) {
    return request -> isOperator(request) ? endpoint.handle(request) : refused();
  }

  private boolean isOperator(ApiRequest request) {
    String header = request.header("authorization");
    return header != null
        && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
        && tenants.operator(header.substring(BEARER.length()).strip()).isPresent();
  }

  private static Reply refused() {
    return error(401, "Send the admin key in the header 'Authorization: Bearer zn_admin_…'.")
        .with("WWW-Authenticate", "Bearer");
  }

  public static Reply error(int status, String message) {
    return Reply.json(status, JSON.writeValueAsString(new Body(message)));
  }

  /// The answer to an exception in an endpoint for operators.
  public static Reply failed(RuntimeException problem) {
    String message = problem.getMessage();
    return switch (problem) {
      case RequestProblem p -> error(p.kind().status(), text(message));
      case IllegalArgumentException e -> error(400, isOurs(e) ? text(message) : text(null));
      default -> error(500, "Something went wrong here; the log has the details.");
    };
  }

  /// Whether the message is this server's, and not a library's.
  private static boolean isOurs(Exception e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("dev.brass.");
  }

  private static String text(@Nullable String message) {
    return message == null ? "The request is not valid." : message;
  }

  record Body(String error) {}
}
