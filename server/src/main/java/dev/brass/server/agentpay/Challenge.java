package dev.brass.server.agentpay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way to pay for one request, as it is offered and as it is echoed with the proof (MPP spec,
/// Challenge). A change to any part invalidates its id.
///
/// @param id an HMAC over all other fields; see [Challenges]
/// @param realm the host that is paid
/// @param method the rail, such as `stripe`
/// @param intent `charge`
/// @param request the rail's terms, base64url of canonical JSON
/// @param digest of the body that is paid for, in the format of RFC 9530; null without a body
/// @param description for display
/// @param opaque makes it unique, base64url of JSON
record Challenge(
    String id,
    String realm,
    String method,
    String intent,
    String request,
    Instant expires,
    @Nullable String digest,
    @Nullable String description,
    String opaque) {

  /// The value of a `WWW-Authenticate` header.
  String header() {
    List<String> parameters = new ArrayList<>();
    parameters.add(parameter("id", id));
    parameters.add(parameter("realm", realm));
    parameters.add(parameter("method", method));
    parameters.add(parameter("intent", intent));
    parameters.add(parameter("request", request));
    parameters.add(parameter("expires", expires.toString()));
    if (digest != null) {
      parameters.add(parameter("digest", digest));
    }
    if (description != null) {
      parameters.add(parameter("description", description));
    }
    parameters.add(parameter("opaque", opaque));
    return "Payment " + String.join(", ", parameters);
  }

  private static String parameter(String name, String value) {
    return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /// The input of the id's HMAC.
  String bound() {
    return String.join(
        "|",
        realm,
        method,
        intent,
        request,
        expires.toString(),
        digest == null ? "" : digest,
        opaque);
  }
}
