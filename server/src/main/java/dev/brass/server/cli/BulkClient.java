package dev.brass.server.cli;

import dev.brass.server.text.Characters;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// A client of a running server's bulk uploads. Used by one thread.
final class BulkClient extends ServerClient {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  BulkClient(String url, String key, boolean test) {
    super(url, key, test, PATIENCE);
  }

  static String query(String filename) {
    return "?filename=" + URLEncoder.encode(filename, StandardCharsets.UTF_8);
  }

  JsonNode upload(String path, byte[] file) {
    return send(to(path).header("Content-Type", "text/csv").POST(BodyPublishers.ofByteArray(file)));
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
