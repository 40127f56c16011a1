package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What operators see of stores and nodes.
class StoresTest {

  /// Nobody listens there.
  private static final String STORES =
      """
      stores:
        - code: closed-shop
          platform: vendure
          hosts: [closed.example]
          requests-per-second: 2.5
          hold-for: 2h
          settings:
            url: http://127.0.0.1:1
            storefront-url: https://closed.example
            payment-method: invoice
            customer-email: buyer@example.com
        - code: other-shop
          platform: vendure
          hosts: [other.example]
          max-concurrency: 9
          settings:
            url: http://127.0.0.1:1
            payment-method: invoice
            customer-email: buyer@example.com
      """;

  @RegisterExtension
  static final WholeServer server = WholeServer.perClass(Map.of("config", file()));

  private static String file() {
    try {
      return Files.writeString(Files.createTempFile("brass-stores-", ".yaml"), STORES).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode store(String code) {
    Answer answer = server.running().operator().get("/admin/stores").has(200);
    for (JsonNode store : answer.json().get("stores")) {
      if (store.get("code").asString().equals(code)) {
        return store;
      }
    }
    throw new AssertionError("no store " + code + " in " + answer.body());
  }

  @Test
  void theLimitsOfStoresAreShown() {
    assertThat(store("closed-shop").get("limits").toString())
        .isEqualTo("{\"requests_per_second\":2.5,\"max_concurrency\":4,\"hold_for\":7200}");
    assertThat(store("other-shop").get("limits").toString())
        .isEqualTo("{\"requests_per_second\":null,\"max_concurrency\":9,\"hold_for\":21600}");
    assertThat(store("amazon").get("limits").toString())
        .isEqualTo("{\"requests_per_second\":null,\"max_concurrency\":null,\"hold_for\":21600}");
    assertThat(store("amazon").get("state").asString()).isEqualTo("reachable");
    server.running().stranger().get("/admin/stores").has(401);
  }

  @Test
  void ordersWaitForAShopThatCannotBeReachedAndEverybodyCanSeeWhy() {
    Client operator = server.running().operator();
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      orders.add(
          server
              .running()
              .live()
              .post("/orders", CurrentRequests.order("https://closed.example/products/tea"))
              .has(201)
              .text("/id"));
    }
    operator.until(
        "/admin/stores", _ -> store("closed-shop").get("state").asString().equals("unreachable"));
    JsonNode closed = store("closed-shop");
    assertThat(closed.get("why").asString()).contains("127.0.0.1");
    assertThat(closed.get("since").asString()).isNotEmpty();
    assertThat(closed.get("next_look_at").asString()).isNotEmpty();
    assertThat(store("other-shop").get("state").asString()).isEqualTo("reachable");

    Answer ready = server.running().stranger().get("/health/ready").has(200);
    assertThat(ready.text("/status")).isEqualTo("up");
    assertThat(ready.body()).contains("the store closed-shop cannot be reached");
    assertThat(operator.get("/metrics").body())
        .contains("brass_stores_unreachable{store=\"closed-shop\"} 1.0")
        .contains("brass_stores_unreachable{store=\"other-shop\"} 0.0")
        .contains("brass_stores_calls_total{result=\"unreachable\",store=\"closed-shop\"}");

    for (String order : orders) {
      operator.until("/admin/orders/" + order, a -> !a.text("/details/postponed_since").isEmpty());
      Answer shown = server.running().live().get("/orders/" + order).has(200);
      assertThat(shown.text("/status")).isEqualTo("pending");
      String path = "/admin/tenants/default/orders/" + order + "/timeline";
      assertThat(operator.get(path).has(200).body())
          .contains("cannot be asked now", "without losing an attempt", "tried again");
    }
  }

  @Test
  void nodesSeeEachOther() {
    Client operator = server.running().operator();
    operator.until("/admin/nodes", a -> !a.json().get("nodes").isEmpty());
    JsonNode self = operator.get("/admin/nodes").has(200).json().get("nodes").get(0);
    assertThat(self.get("self").asBoolean()).isTrue();
    assertThat(self.get("differences")).isEmpty();
    assertThat(self.get("session").asString()).startsWith("brass-");
  }
}
