package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v2.V2Api;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ObjectNode;

/// A key that may only look gets no secret, whatever it asks for: neither by one of today's routes
/// nor by one that is added.
class ReadKeysTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final List<String> CANARIES =
      List.of(
          "canary-password", "canary-query", "canary-account", "JBSWY3DPEHPK3PXP", "canary-config");

  private final Customer customer = Customer.of(server.running());
  private final Map<String, String> known = new HashMap<>();
  private Client reader = customer.live();
  private String secret = "";

  @BeforeEach
  void keepSecretsEverywhere() {
    reader = server.running().bearer(customer.key("live", "read").text("/key"));
    secret =
        customer
            .live()
            .put(
                "/webhooks/endpoint",
                "{\"url\":\"http://someone:canary-password@127.0.0.1:9/h?token=canary-query\"}")
            .has(200)
            .text("/webhook_secret");
    String account =
        customer
            .live()
            .post(
                "/managed-accounts",
                """
                {"retailer": "amazon", "email": "a@example.com", "password": "canary-account",
                 "totp_secret": "JBSWY3DPEHPK3PXP",
                 "retailer_config": {"api_key": "canary-config", "plan": "prime"}}
                """)
            .has(201)
            .text("/short_id");
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
    String id = customer.live().post("/orders", order).has(201).text("/id");
    BatchRequests.completed(
        customer.live(),
        customer
            .live()
            .post(
                BatchRequests.BATCHES,
                BatchRequests.batch(
                    BatchRequests.operation(
                        "POST", "/webhooks/endpoint/rotate-secret", Client.JSON.createObjectNode()),
                    BatchRequests.operation(
                        "POST",
                        "/managed-accounts",
                        Client.JSON.readTree(
                            """
                            {"retailer": "walmart", "email": "b@example.com",
                             "password": "canary-account"}
                            """)))));
    known.put("order_id", id);
    known.put("short_id", account);
    secret = customer.live().get("/webhooks/endpoint").text("/webhook_secret");
  }

  private static List<String> paths() {
    List<String> paths = new ArrayList<>(List.of("/v1/batches", "/v1/batch_operations"));
    try (InputStream document = V2Api.class.getResourceAsStream("openapi.yaml")) {
      String path = "";
      for (String line :
          new String(document.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("  /")) {
          path = line.strip().replace(":", "");
        } else if (line.equals("    get:") && !path.isEmpty()) {
          paths.add(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paths;
  }

  private String filled(String path) {
    String filled = path;
    for (Map.Entry<String, String> each : known.entrySet()) {
      filled = filled.replace("{" + each.getKey() + "}", each.getValue());
    }
    return filled.replaceAll("[{][a-z_]+[}]", "00000000-0000-0000-0000-000000000000");
  }

  @Test
  void noRouteGivesASecretToAKeyThatMayOnlyLook() {
    List<String> paths = paths();
    assertThat(paths).contains("/webhooks/endpoint", "/managed-accounts", "/orders/{order_id}");
    for (String path : paths) {
      String body = reader.get(filled(path)).body();
      assertThat(body).as(path).doesNotContain(CANARIES).doesNotContain(secret);
    }
    reader
        .get("/v1/batch_operations?limit=100")
        .has(200)
        .json()
        .get("data")
        .forEach(
            each -> assertThat(each.toString()).doesNotContain(CANARIES).doesNotContain(secret));
  }

  @Test
  void itSeesWhereMessagesGoAndThatThereIsASecretOnlyItsOwnerSees() {
    Client.Answer answer = reader.get("/webhooks/endpoint").has(200);
    assertThat(answer.text("/webhook_url")).startsWith("http://127.0.0.1:9/h");
    assertThat(answer.json().get("webhook_secret").isNull()).isTrue();
    assertThat(customer.live().get("/webhooks/endpoint").text("/webhook_secret"))
        .startsWith("zn_whsec_");
    assertThat(customer.live().get("/webhooks/endpoint").text("/webhook_url"))
        .contains("canary-password");
  }
}
