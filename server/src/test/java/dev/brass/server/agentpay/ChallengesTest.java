package dev.brass.server.agentpay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ChallengesTest {

  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NEWER =
      "fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.UTF_8);
  private static final Instant EXPIRES = Instant.parse("2026-11-22T10:00:00Z");

  private final Challenges challenges = new Challenges("127.0.0.1", List.of(SECRET));

  private final Challenge issued = issue();

  private Challenge issue() {
    return challenges.issue(
        "local",
        Map.of("currency", "usd", "amount", "2599"),
        EXPIRES,
        Challenges.digest("{}".getBytes(StandardCharsets.UTF_8)),
        "Order, up to \"$24.99\"");
  }

  private static ObjectNode echo(Challenge challenge) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("id", challenge.id())
        .put("realm", challenge.realm())
        .put("method", challenge.method())
        .put("intent", challenge.intent())
        .put("request", challenge.request())
        .put("expires", challenge.expires().toString())
        .put("digest", challenge.digest())
        .put("description", challenge.description())
        .put("opaque", challenge.opaque());
  }

  @Test
  void theRequestIsCanonical() {
    assertThat(issued.request()).isEqualTo("eyJhbW91bnQiOiIyNTk5IiwiY3VycmVuY3kiOiJ1c2QifQ");
    assertThat(Challenges.request(issued).get("amount").asString()).isEqualTo("2599");
  }

  @Test
  void theHeaderHasEveryPart() {
    assertThat(issued.header())
        .startsWith("Payment id=\"" + issued.id() + "\", realm=\"127.0.0.1\", method=\"local\"")
        .contains("intent=\"charge\"", "expires=\"2026-11-22T10:00:00Z\"")
        .contains("digest=\"sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:\"")
        .contains("description=\"Order, up to \\\"$24.99\\\"\"")
        .endsWith("opaque=\"" + issued.opaque() + "\"");
  }

  @Test
  void whatComesBackUnchangedIsRecognised() {
    assertThat(challenges.recognise(echo(issued))).contains(issued);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"id", "realm", "method", "intent", "request", "expires", "digest", "opaque"})
  void whatWasChangedIsNot(String part) {
    ObjectNode echo = echo(issued);
    assertThat(challenges.recognise(echo.put(part, "x" + echo.get(part).asString()))).isEmpty();
    echo.remove(part);
    assertThat(challenges.recognise(echo)).isEmpty();
  }

  @Test
  void equalRequestsAtTheSameTimeHaveChallengesOfTheirOwn() {
    assertThat(issue().id()).isNotEqualTo(issue().id());
  }

  @Test
  void theDescriptionIsForDisplayOnly() {
    assertThat(challenges.recognise(echo(issued).put("description", "Free"))).isPresent();
  }

  @Test
  void anOlderSecretIsStillRecognised() {
    Challenge before = issued;
    Challenges after = new Challenges("127.0.0.1", List.of(NEWER, SECRET));
    assertThat(after.recognise(echo(before))).contains(before);
    Challenges later = new Challenges("127.0.0.1", List.of(NEWER));
    assertThat(later.recognise(echo(before))).isEmpty();
  }
}
