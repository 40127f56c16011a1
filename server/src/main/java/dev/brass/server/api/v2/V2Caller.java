package dev.brass.server.api.v2;

import dev.brass.server.api.Access;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Callers;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.Refusal;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.Tenants;
import java.util.Locale;
import java.util.Map;

/// The caller of the current API: a Bearer key, live or test; a live key acts in test mode with
/// `X-Test-Mode: true` (Zinc API docs, Authentication).
final class V2Caller implements Callers {

  private final Tenants tenants;

  V2Caller(Tenants tenants) {
    this.tenants = tenants;
  }

  /// The caller of a request.
  ///
  /// @throws V2Problem 401 when the caller is unknown
  @Override
  public Caller caller(ApiRequest request) {
    Caller known = request.knownCaller();
    if (known != null) {
      return request.by(known);
    }
    String header = request.header("authorization");
    if (header == null || header.isBlank()) {
      throw new V2Problem(
          401,
          "unauthorized",
          "Send your API key in the header 'Authorization: Bearer zn_live_…'",
          null);
    }
    String key = header.strip();
    if (!key.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      throw new V2Problem(
          401, "invalid_token", "The Authorization header must begin with 'Bearer '", null);
    }
    Authentication answer =
        tenants.authenticate(key.substring(7).strip(), KeyKind.LIVE, KeyKind.TEST);
    return switch (answer) {
      case Caller caller -> request.by(inMode(caller, request));
      case Refusal refusal -> throw refused(refusal);
    };
  }

  private static V2Problem refused(Refusal refusal) {
    return switch (refusal) {
      case EXPIRED -> new V2Problem(401, "token_expired", "This API key has expired", null);
      case REVOKED -> new V2Problem(401, "invalid_token", "This API key was revoked", null);
      case UNKNOWN -> new V2Problem(401, "invalid_token", "This API key is not valid", null);
    };
  }

  @Override
  public V2Problem refused(Access needed, Scope scope) {
    String why =
        scope == Scope.READ
            ? "This API key is read-only"
            : "This API key belongs to one order: it can read, cancel and return it";
    return new V2Problem(403, "forbidden", why, null);
  }

  private static Caller inMode(Caller caller, ApiRequest request) {
    String test = request.header("x-test-mode");
    if (test == null || test.equalsIgnoreCase("false") || caller.mode() == Mode.TEST) {
      return caller;
    }
    if (!test.equalsIgnoreCase("true")) {
      throw new V2Problem(
          400, "bad_request", "X-Test-Mode is 'true' or 'false'", Map.of("X-Test-Mode", test));
    }
    return caller.inTestMode();
  }
}
