package dev.brass.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer of any API.
///
/// @param body text; null for none
/// @param content writes the body of an answer that is too large to be one text; null for all
/// others
public record Reply(
    int status,
    @Nullable String contentType,
    @Nullable String body,
    Map<String, String> headers,
    @Nullable Content content) {

  /// A body that is written as it is made.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  public Reply {
    headers = Map.copyOf(headers);
  }

  public static Reply json(int status, String body) {
    return new Reply(status, "application/json", body, Map.of(), null);
  }

  public static Reply text(int status, String contentType, String body) {
    return new Reply(status, contentType, body, Map.of(), null);
  }

  /// An answer of status 200 whose body is written as it is made.
  public static Reply streamed(String contentType, Content content) {
    return new Reply(200, contentType, null, Map.of(), content);
  }

  public static Reply empty(int status) {
    return new Reply(status, null, null, Map.of(), null);
  }

  public Reply with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Reply(status, contentType, body, more, content);
  }
}
