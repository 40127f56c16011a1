package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.webhook.HookReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The order that the first documents print, from its submission to its delivery.
class SeedOrderTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  /// What the documents' answer lacks and this server adds.
  private static final Set<String> ADDED =
      Set.of(
          "currency",
          "delivery_date",
          "delivery_dates",
          "delivery_status",
          "product_ids",
          "products",
          "request_id",
          "tracking_url");

  private static final String INSTANT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  @Test
  void isPlacedAndDeliveredAsTheDocumentsPrintIt() {
    Client classic = server.running().classic();
    Client current = server.running().live();
    ObjectNode order = ClassicRequests.seedOrder();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      ObjectNode webhooks = (ObjectNode) order.get("webhooks");
      for (String event : List.of("order_placed", "order_failed", "tracking_obtained")) {
        webhooks.put(event, hooks.url("/" + event));
      }
      webhooks.putArray("status_updated").add(hooks.url("/s1")).add(hooks.url("/s2"));

      Answer submitted = classic.post("/v1/orders", order).has(200);
      assertThat(submitted.json().propertyNames()).containsExactly("request_id");
      String requestId = submitted.text("/request_id");
      assertThat(requestId).matches("[0-9a-f]{32}");
      String path = "/v1/orders/" + requestId;
      String currentPath = "/orders/" + CurrentRequests.orderId(requestId);

      Answer placed = classic.until(path, a -> a.text("/_type").equals("order_response")).has(200);
      assertThat(placed.json().get("tracking")).isEmpty();
      assertThat(current.get(currentPath).has(200).text("/status")).isEqualTo("order_placed");
      assertThat(bodies(hooks, "/order_placed", 1)).containsExactly(placed.body());

      classic.advance("P1D");
      Answer shipped = classic.until(path, a -> !a.json().get("tracking").isEmpty());
      assertThat(bodies(hooks, "/tracking_obtained", 1).getFirst())
          .contains("9261290100129790891234");
      isTheDocumentedAnswer(shipped.json(), order);

      classic.advance("P5D");
      Answer delivered =
          classic.until(path, a -> a.text("/tracking/0/delivery_status").equals("Delivered"));
      isTheDocumentedAnswer(delivered.json(), order);
      assertThat(current.get(currentPath).text("/items/0/status")).isEqualTo("delivered");
      assertThat(current.get(currentPath + "/timeline").json().get("milestones"))
          .extracting(milestone -> milestone.get("type").asString())
          .containsExactly(
              "order_created", "order_placed", "tracking_acquired", "shipped", "delivered");

      List<String> statuses = bodies(hooks, "/s1", 3);
      assertThat(bodies(hooks, "/s2", statuses.size())).hasSameElementsAs(statuses);
      assertThat(statuses).contains(delivered.body());
      assertThat(hooks.requests()).noneMatch(r -> r.path().equals("/order_failed"));
    }
  }

  /// The answer that the documents print, with this order's times and echo in it and nothing else
  /// than what is known to be added.
  private static void isTheDocumentedAnswer(JsonNode answer, ObjectNode order) {
    JsonNode documented =
        ClassicRequests.JSON.readTree(ClassicRequests.resource("order_response.json"));
    holds(answer, documented, "");
    ObjectNode echo = order.deepCopy();
    ClassicRequests.set(echo, "payment_method.number", "\"************4444\"");
    ClassicRequests.set(echo, "payment_method.security_code", "\"***\"");
    ClassicRequests.set(echo, "retailer_credentials.password", "\"***\"");
    assertThat(answer.get("request")).isEqualTo(Client.JSON.readTree(echo.toString()));
  }

  private static void holds(JsonNode answer, JsonNode documented, String at) {
    if (at.endsWith("_at")) {
      assertThat(answer.asString()).matches(INSTANT);
    } else if (documented.isObject() && !at.equals("/request")) {
      List<String> names = new ArrayList<>(answer.propertyNames());
      names.removeAll(ADDED);
      assertThat(names).as(at).containsExactlyInAnyOrderElementsOf(documented.propertyNames());
      documented
          .properties()
          .forEach(p -> holds(answer.get(p.getKey()), p.getValue(), at + "/" + p.getKey()));
    } else if (documented.isArray()) {
      assertThat(answer.size()).as(at).isEqualTo(documented.size());
      for (int i = 0; i < documented.size(); i++) {
        holds(answer.get(i), documented.get(i), at + "/" + i);
      }
    } else if (!documented.isObject()) {
      assertThat(answer.toString()).as(at).isEqualTo(documented.toString());
    }
  }

  /// The bodies that came to a path, as soon as there are so many.
  private static List<String> bodies(HookReceiver hooks, String path, int least) {
    return Awaitility.await(path)
        .until(
            () ->
                hooks.requests().stream()
                    .filter(request -> request.path().equals(path))
                    .map(HookReceiver.Request::body)
                    .toList(),
            found -> found.size() >= least);
  }
}
