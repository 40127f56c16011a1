package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.webhook.HookReceiver;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Developers run their receivers on the machine where they run Brass.
class LocalReceiverTest {

  private static final String ENDPOINT = "/webhooks/endpoint";

  @RegisterExtension
  static final WholeServer development =
      WholeServer.perClass(Map.of("webhooks.allow-private", "false"));

  @RegisterExtension
  static final WholeServer production =
      WholeServer.perClass(Map.of("webhooks.allow-private", "false", "profile", "production"));

  @Test
  void aReceiverOnThisMachineIsCalledWhileDeveloping() {
    Client client = Customer.of(development.running()).test();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      client.put(ENDPOINT, "{\"url\":\"" + hooks.url("/hook") + "\"}").has(200);
      client
          .post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B0LOCAL001"))
          .has(201);
      Awaitility.await().until(() -> !hooks.requests().isEmpty());
    }
    for (String elsewhere : new String[] {"http://10.0.0.1/", "http://169.254.169.254/latest"}) {
      client.put(ENDPOINT, "{\"url\":\"" + elsewhere + "\"}").has(422);
    }
  }

  @Test
  void andNeverInProduction() {
    Client client = Customer.of(production.running()).test();
    for (String here : new String[] {"http://127.0.0.1:9/", "http://localhost/", "http://[::1]/"}) {
      assertThat(client.put(ENDPOINT, "{\"url\":\"" + here + "\"}").has(422).text("/detail/0/msg"))
          .contains("private address");
    }
  }
}
