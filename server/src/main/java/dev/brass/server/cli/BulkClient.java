package dev.brass.server.cli;

import dev.brass.server.text.Characters;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client of a running server's bulk uploads. Used by one thread.
final class BulkClient extends ServerClient {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  BulkClient(String url, String key, boolean test) {
    super(url, key, test, PATIENCE);
  }

  /// A query of names and values; those without a value are left out.
  static String query(@Nullable String... pairs) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      String value = pairs[i + 1];
      if (value != null) {
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(pairs[i])
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }
    return query.toString();
  }

  /// Sends a file; its format is detected from its first bytes.
  JsonNode upload(String path, byte[] file) {
    return send(
        to(path)
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(file)));
  }

  JsonNode post(String path, String body) {
    return send(
        to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
  }

  JsonNode get(String path) {
    return send(to(path).GET());
  }

  @Override
  String why(int status, JsonNode body) {
    String fault = Characters.withoutStart(body.at("/detail/0/msg").asString(""), "Value error, ");
    String message = body.at("/error/message").asString("");
    return fault.isEmpty() ? "the server answered %d: %s".formatted(status, message) : fault;
  }
}
