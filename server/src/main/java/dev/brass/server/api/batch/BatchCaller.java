package dev.brass.server.api.batch;

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

/// The caller of the batch API: a Bearer key of the current API, live or test; a live key acts in
/// test mode with `X-Test-Mode: true`. Operations of a batch are not accepted as callers, so that
/// batches cannot be nested.
final class BatchCaller implements Callers {

  private static final String BEARER = "bearer ";

  private final Tenants tenants;

  BatchCaller(Tenants tenants) {
    this.tenants = tenants;
  }

  @Override
  public Caller caller(ApiRequest request) {
    String header = request.header("authorization");
    if (header == null || header.isBlank()) {
      throw refused(
          "missing", "Send your API key in the header 'Authorization: Bearer zn_live_…'.");
    }
    String text = header.strip();
    if (!text.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw refused("invalid", "The Authorization header must begin with 'Bearer '.");
    }
    Authentication answer =
        tenants.authenticate(text.substring(BEARER.length()).strip(), KeyKind.LIVE, KeyKind.TEST);
    return switch (answer) {
      case Caller caller -> request.by(inMode(caller, request));
      case Refusal.EXPIRED -> throw refused("expired", "This API key has expired.");
      case Refusal.REVOKED -> throw refused("revoked", "This API key was revoked.");
      case Refusal.UNKNOWN -> throw refused("invalid", "This API key is not valid.");
    };
  }

  /// In a batch, the key of one paid order would be accepted where only live keys are.
  @Override
  public BatchProblem refused(Access needed, Scope scope) {
    return BatchProblem.of(
        403,
        "forbidden",
        "batch.not_permitted",
        scope == Scope.READ
            ? "This API key is read-only and cannot cancel anything."
            : "This API key belongs to one order: it can read, cancel and return it.");
  }

  private static BatchProblem refused(String why, String message) {
    return BatchProblem.of(401, "unauthorized", "token." + why, message);
  }

  private static Caller inMode(Caller caller, ApiRequest request) {
    String test = request.header("x-test-mode");
    if (test == null || test.equalsIgnoreCase("false") || caller.mode() == Mode.TEST) {
      return caller;
    }
    if (!test.equalsIgnoreCase("true")) {
      throw BatchProblem.of(
          400, "invalid", "test_mode.invalid", "X-Test-Mode is 'true' or 'false'.");
    }
    return caller.inTestMode();
  }
}
