package dev.brass.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of a running server's operators' API. Used by one thread.
final class AdminClient extends ServerClient {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 20;

  AdminClient(String url, String key) {
    super(url, key, false, PATIENCE);
  }

  JsonNode get(String path) {
    return send(to(path).GET());
  }

  /// The rows of a list under their name in the answer, page after page: the first 10,000.
  List<JsonNode> list(String path, String name) {
    List<JsonNode> rows = new ArrayList<>();
    String next = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer = get(path + "?limit=" + PAGE + next);
      answer.path(name).forEach(rows::add);
      if (!answer.hasNonNull("next")) {
        break;
      }
      next = "&after=" + URLEncoder.encode(answer.path("next").asString(), UTF_8);
    }
    return rows;
  }

  JsonNode post(String path, Map<String, Object> body) {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
  }

  /// Sends a request whose answer is empty.
  void command(String path) {
    tell(to(path).POST(BodyPublishers.noBody()));
  }

  @Override
  String why(int status, JsonNode body) {
    return body.path("error").asString("the server answered " + status);
  }
}
