package dev.brass.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer of any API.
///
/// @param body text; null for none
/// @param content writes the body of an answer that is too large for one text; null for all others
/// @param secrets the parts that only the caller may see; stored copies of the answer omit them
public record Reply(
    int status,
    @Nullable String contentType,
    @Nullable String body,
    Map<String, String> headers,
    @Nullable Content content,
    List<String> secrets) {

  /// A body that is written while it is produced.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  public Reply {
    headers = Map.copyOf(headers);
    secrets = List.copyOf(secrets);
  }

  public static Reply json(int status, String body) {
    return new Reply(status, "application/json", body, Map.of(), null, List.of());
  }

  public static Reply text(int status, String contentType, String body) {
    return new Reply(status, contentType, body, Map.of(), null, List.of());
  }

  /// An answer of status 200 whose body is written while it is produced.
  public static Reply streamed(String contentType, Content content) {
    return new Reply(200, contentType, null, Map.of(), content, List.of());
  }

  public static Reply empty(int status) {
    return new Reply(status, null, null, Map.of(), null, List.of());
  }

  /// The answer with its secrets declared.
  public Reply holding(List<String> held) {
    return new Reply(status, contentType, body, headers, content, held);
  }

  /// Without the body, which may contain secrets.
  @Override
  public String toString() {
    return "Reply[" + status + "]";
  }

  public Reply with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Reply(status, contentType, body, more, content, secrets);
  }
}
