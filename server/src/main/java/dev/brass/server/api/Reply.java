package dev.brass.server.api;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer of any API.
///
/// @param body text; null for none
public record Reply(
    int status, @Nullable String contentType, @Nullable String body, Map<String, String> headers) {

  public Reply {
    headers = Map.copyOf(headers);
  }

  public static Reply json(int status, String body) {
    return new Reply(status, "application/json", body, Map.of());
  }

  public static Reply text(int status, String contentType, String body) {
    return new Reply(status, contentType, body, Map.of());
  }

  public static Reply empty(int status) {
    return new Reply(status, null, null, Map.of());
  }

  public Reply with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Reply(status, contentType, body, more);
  }
}
