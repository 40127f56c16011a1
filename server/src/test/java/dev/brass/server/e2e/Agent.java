package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A program without an account, which pays for what it asks for.
record Agent(RunningServer server) {

  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /// What a server wants for a request.
  ///
  /// @param parameters as in the header
  record Challenge(Map<String, String> parameters) {

    String get(String name) {
      return parameters.getOrDefault(name, "");
    }

    JsonNode request() {
      return decoded(get("request"));
    }

    long amount() {
      return Long.parseLong(request().get("amount").asString());
    }

    /// The header that answers it.
    String answer(String token) {
      return answer("{\"token\":\"%s\"}".formatted(token), Map.of());
    }

    /// As above, with other parameters than it had.
    String answer(String payload, Map<String, String> changed) {
      Map<String, String> echo = new HashMap<>(parameters);
      echo.putAll(changed);
      ObjectNode credential = Client.JSON.createObjectNode();
      credential.set("challenge", Client.JSON.valueToTree(echo));
      credential.set("payload", Client.JSON.readTree(payload));
      credential.put("source", "did:example:test");
      return "Payment " + encoded(credential.toString());
    }
  }

  static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static JsonNode decoded(String text) {
    return Client.JSON.readTree(Base64.getUrlDecoder().decode(text));
  }

  /// Every challenge of a 402.
  static List<Challenge> challenges(Answer answer) {
    answer.has(402);
    assertThat(answer.headers()).containsEntry("cache-control", "no-store");
    List<Challenge> challenges = new ArrayList<>();
    for (String one :
        answer.headers().getOrDefault("www-authenticate", "").split("(?:^|, )Payment ", -1)) {
      Map<String, String> parameters = new HashMap<>();
      Matcher matcher = PARAMETER.matcher(one);
      while (matcher.find()) {
        parameters.put(matcher.group(1), matcher.group(2));
      }
      if (!parameters.isEmpty()) {
        challenges.add(new Challenge(parameters));
      }
    }
    return challenges;
  }

  /// What a request costs by the local rail.
  Challenge price(String path, String body) {
    return challenges(server.stranger().post(path, body)).stream()
        .filter(challenge -> challenge.get("method").equals("local"))
        .findFirst()
        .orElseThrow();
  }

  Answer send(String path, String body, String authorization) {
    return server.stranger().with("Authorization", authorization).post(path, body);
  }

  /// Pays for a request and sends it.
  Answer pay(String path, String body) {
    return send(path, body, price(path, body).answer("local-ok"));
  }

  /// Who looks at a paid order.
  Client holder(Answer answer) {
    return server.bearer(answer.headers().getOrDefault("x-api-key", ""));
  }
}
