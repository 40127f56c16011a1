package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ObjectNode;

/// A parcel without news is told as stale, so that somebody asks where it is.
class StaleParcelsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static String ordered(Client client, Map<String, String> scenario) {
    ObjectNode body = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
    scenario.forEach(body.putObject("metadata").putObject("scenario")::put);
    String id = client.post("/orders", body).has(201).text("/id");
    client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    return id;
  }

  @Test
  void aParcelIsStaleUntilItMovesAgain() {
    Client client = Customer.of(server.running()).test();
    String slow = ordered(client, Map.of("ship_after", "PT1H", "deliver_after", "P100D"));
    String quick = ordered(client, Map.of("ship_after", "PT1H", "deliver_after", "P2D"));
    client.advance("P3D");
    Answer moving = client.until("/orders/" + slow, a -> status(a).equals("in_transit"));
    client.until("/orders/" + quick, a -> status(a).equals("delivered"));
    assertThat(moving.json().at("/tracking_numbers/0/stale_since").isNull()).isTrue();
    assertThat(client.get("/orders?tracking_stale=true").json().get("total").asInt()).isZero();

    client.advance("P9D");
    Answer silent = client.get("/orders/" + slow);
    assertThat(silent.text("/tracking_numbers/0/stale_since"))
        .isEqualTo(moving.text("/tracking_numbers/0/created_at"));
    assertThat(client.get("/orders/" + quick).json().at("/tracking_numbers/0/stale_since").isNull())
        .isTrue();
    Answer stale = client.get("/orders?tracking_stale=true").has(200);
    assertThat(stale.json().get("orders")).hasSize(1);
    assertThat(stale.text("/orders/0/id")).isEqualTo(slow);
    assertThat(stale.json().at("/orders/0/tracking_numbers/0/stale_since"))
        .isEqualTo(silent.json().at("/tracking_numbers/0/stale_since"));
    assertThat(client.get("/orders?tracking_stale=false").text("/orders/0/id")).isEqualTo(quick);
    assertThat(client.get("/orders/export?tracking_stale=true").body().lines()).hasSize(2);

    client.advance("P50D");
    // Half of its way lies behind it, which its carrier has told of.
    client.until("/orders?tracking_stale=true", a -> a.json().get("total").asInt() == 0);
    client.get("/orders?tracking_stale=maybe").has(422);
  }

  private static String status(Answer order) {
    return order.text("/tracking_numbers/0/status");
  }
}
