package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.webhook.HookReceiver;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What this server calls at the wish of programs without an account.
class StrangersReachTest {

  @RegisterExtension
  static final WholeServer server =
      WholeServer.perClass(Map.of("webhooks.allow-private", "false", "sandbox.per-address", "100"));

  private static Client sandbox(Client opener) {
    return server.running().bearer(opener.post("/sandbox/keys", "{}").has(200).text("/api_key"));
  }

  private static Client sandboxFromHere() {
    return sandbox(server.running().stranger());
  }

  /// Its program runs elsewhere, and a proxy on this machine passes its requests on.
  private static Client sandboxFromElsewhere() {
    return sandbox(server.running().stranger().with("X-Forwarded-For", "203.0.113.7"));
  }

  /// The first try to hand over an event.
  private static JsonNode firstTry(Client client, String url) {
    client.put("/webhooks/endpoint", "{\"url\":\"" + url + "\"}").has(200);
    client.post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826")).has(201);
    Answer events =
        client.until(
            "/webhooks/events",
            answer -> answer.json().at("/events/0/delivery/last_tried_at").isString());
    return client
        .get("/webhooks/events/" + events.text("/events/0/id") + "/deliveries")
        .json()
        .at("/deliveries/0");
  }

  @Test
  void aSandboxOpenedOnThisMachineHasReceiversHereAndNeverSeesWhatTheySay() {
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      JsonNode first = firstTry(sandboxFromHere(), hooks.url("/hook").toString());
      assertThat(first.get("outcome").asString()).isEqualTo("delivered");
      assertThat(first.get("reply").isNull()).isTrue();
      assertThat(hooks.requests()).isNotEmpty();
    }
  }

  @Test
  void oneThatWasOpenedElsewhereHasNone() {
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      JsonNode first = firstTry(sandboxFromElsewhere(), hooks.url("/hook").toString());
      assertThat(first.get("outcome").asString()).isEqualTo("failed");
      assertThat(first.get("note").asString()).contains("private address");
      assertThat(hooks.requests()).isEmpty();
    }
  }

  @Test
  void nobodyHasThisServerCallItselfOrItsDatabase() {
    int own = URI.create(server.running().url()).getPort();
    String database = server.database().url();
    int postgres = URI.create(database.substring("jdbc:".length())).getPort();
    for (int port : new int[] {own, postgres}) {
      for (Client client : new Client[] {sandboxFromHere(), Customer.of(server.running()).test()}) {
        JsonNode first = firstTry(client, "http://127.0.0.1:" + port + "/health");
        assertThat(first.get("outcome").asString()).isEqualTo("failed");
        assertThat(first.get("note").asString()).contains("private address");
      }
    }
  }

  @Test
  void pagesOfThisMachineAreLookedAtForProgramsOfThisMachineOnly() {
    try (HookReceiver shop = HookReceiver.onLoopback()) {
      String check = "/retailers/check?url=" + shop.url("/product").toString();
      server.running().stranger().with("X-Forwarded-For", "203.0.113.7").get(check).has(200);
      assertThat(shop.requests()).isEmpty();
      server.running().stranger().get(check).has(200);
      assertThat(shop.requests()).isNotEmpty();
    }
  }
}
