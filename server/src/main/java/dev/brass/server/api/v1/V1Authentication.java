package dev.brass.server.api.v1;

import dev.brass.server.api.Access;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Callers;
import dev.brass.server.api.KeyHeader;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Refusal;
import dev.brass.server.tenant.Scope;
import java.util.function.Function;

/// The caller of the classic API: HTTP Basic with the client token as user name and any password,
/// usually none (classic Zinc docs, Authentication), and common variants of it ([KeyHeader]).
/// Thread-safe.
final class V1Authentication implements Callers {

  private static final String HOW =
      " Send your client token as the user name of HTTP Basic authentication, with an empty"
          + " password: curl -u <client_token>:";

  private final Function<String, Authentication> tokens;

  /// The authentication.
  ///
  /// @param tokens finds the owner of a client token
  V1Authentication(Function<String, Authentication> tokens) {
    this.tokens = tokens;
  }

  @Override
  public V1Problem refused(Access needed, Scope scope) {
    return new V1Problem(
        V1Code.UNAUTHORIZED_ACCESS,
        "Your client token is read-only; create one with full scope.");
  }

  @Override
  public Caller caller(ApiRequest request) {
    Caller known = request.knownCaller();
    if (known != null) {
      return request.by(known);
    }
    String token = token(KeyHeader.of(request.header("authorization")));
    return switch (tokens.apply(token)) {
      case Caller caller -> request.by(caller);
      case Refusal refusal -> throw refused(reason(refusal, token));
    };
  }

  private static String reason(Refusal refusal, String token) {
    return switch (refusal) {
      case UNKNOWN ->
          token.startsWith(KeyKind.LIVE.prefix()) || token.startsWith(KeyKind.TEST.prefix())
              ? "This is a key of the current API, not a client token."
              : "Your client token is invalid.";
      case REVOKED -> "Your client token was revoked.";
      case EXPIRED -> "Your client token has expired.";
    };
  }

  /// The client token of a header. A Bearer token is accepted as well, because its meaning is
  /// unambiguous.
  private static String token(KeyHeader header) {
    String token =
        switch (header.scheme()) {
          case NONE -> throw refused("The request has no client token.");
          case OTHER -> throw refused("The Authorization header is not HTTP Basic.");
          case UNREADABLE ->
              throw refused("The credentials of the Authorization header are not Base64.");
          case BASIC, BEARER -> header.key();
        };
    if (token.isEmpty()) {
      throw refused("The client token is empty.");
    }
    return token;
  }

  private static V1Problem refused(String message) {
    return new V1Problem(V1Code.INVALID_CLIENT_TOKEN, message + HOW);
  }
}
