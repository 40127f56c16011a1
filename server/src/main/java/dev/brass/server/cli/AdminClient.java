package dev.brass.server.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of a running server's operators' API. Used by one thread.
final class AdminClient extends ServerClient {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  AdminClient(String url, String key) {
    super(url, key, false, PATIENCE);
  }

  JsonNode get(String path) {
    return send(to(path).GET());
  }

  JsonNode post(String path, Map<String, Object> body) {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
  }

  /// Asks for something that is answered with nothing.
  void command(String path) {
    tell(to(path).POST(BodyPublishers.noBody()));
  }

  @Override
  String why(int status, JsonNode body) {
    return body.path("error").asString("the server answered " + status);
  }
}
