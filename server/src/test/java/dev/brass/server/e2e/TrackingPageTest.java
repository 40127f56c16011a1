package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The public page of an order; the server of this test sends no mails.
class TrackingPageTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final String PAGE = "https://www.amazon.com/Brass-Desk-Lamp/dp/B0DFC2DWD5";

  private static String placed(Client client, boolean notified) {
    ObjectNode order = CurrentRequests.order(PAGE);
    if (notified) {
      order.putObject("customer_notifications").put("email", "ada@example.net");
    }
    String id = client.post("/orders", order).has(201).text("/id");
    client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    return id;
  }

  private static Client browser() {
    return server
        .running()
        .stranger()
        .with("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
  }

  @Test
  void everybodyWhoKnowsTheIdSeesTheWay() throws IOException {
    Client client = Customer.of(server.running()).test();
    String id = placed(client, true);
    client.advance("P1D");
    Answer order = client.until("/orders/" + id, a -> a.json().at("/tracking_numbers").size() == 1);

    Answer tracking = server.running().stranger().get("/track/" + id).has(200);
    JsonNode json = tracking.json();
    assertThat(json.propertyNames())
        .containsExactlyInAnyOrder(
            "order_id",
            "current_status",
            "estimated_delivery_date",
            "destination",
            "shipments",
            "items");
    assertThat(json.get("order_id").asString()).isEqualTo(id);
    assertThat(json.get("current_status").asString()).isEqualTo("order_placed");
    assertThat(json.get("estimated_delivery_date").asString()).matches("\\d{4}-\\d\\d-\\d\\d");
    assertThat(json.get("destination").propertyNames())
        .containsExactlyInAnyOrder(
            "address_line1", "address_line2", "city", "state", "postal_code", "country");
    JsonNode parcel = json.at("/shipments/0");
    JsonNode known = order.json().at("/tracking_numbers/0");
    assertThat(parcel.propertyNames())
        .containsExactlyInAnyOrder(
            "carrier", "tracking_number", "status", "estimated_delivery_date", "checkpoints");
    assertThat(parcel.get("carrier")).isEqualTo(known.get("carrier"));
    assertThat(parcel.get("tracking_number")).isEqualTo(known.get("tracking_number"));
    assertThat(parcel.get("checkpoints")).isEqualTo(known.get("checkpoints")).isNotEmpty();
    assertThat(json.at("/items/0/url").asString()).isEqualTo(PAGE);
    assertThat(tracking.body()).doesNotContain("Tim", "Beaver", "5551230101", "ada@example.net");

    Answer page = browser().get("/track/" + id).has(200);
    preview("track", page.body());
    assertThat(page.headers().get("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.headers().get("vary")).isEqualTo("Accept");
    assertThat(page.headers().get("cache-control")).isEqualTo("no-store");
    assertThat(page.headers().get("content-security-policy")).startsWith("default-src 'none'");
    assertThat(page.body())
        .contains("Your order is on its way", "Brass Desk Lamp")
        .contains(known.get("tracking_number").asString(), "77 Massachusetts Avenue")
        .doesNotContain("Tim", "Beaver", "5551230101", "ada@example.net", "<script");
  }

  private static void preview(String name, String html) throws IOException {
    String folder = System.getProperty("brass.mail-previews");
    if (folder != null) {
      Files.writeString(Path.of(folder, name + ".html"), html);
    }
  }

  @Test
  void anOrderWithoutNotificationsIsNobodyElses() {
    Client client = Customer.of(server.running()).test();
    String id = placed(client, false);
    Client anybody = server.running().stranger();
    assertThat(anybody.get("/track/" + id).has(404).text("/error/code")).isEqualTo("not_found");
    assertThat(client.get("/track/" + id).status()).isEqualTo(404);
    anybody.get("/track/" + UUID.randomUUID()).has(404);
    assertThat(anybody.get("/track/none").has(422).text("/detail/0/type"))
        .isEqualTo("uuid_parsing");
    assertThat(browser().get("/track/" + id).has(404).body()).contains("There is no such order");
    assertThat(browser().get("/track/none").has(422).body()).contains("There is no such order");
    assertThat(browser().get("/track").has(404).body()).contains("There is no such order");
  }

  @Test
  void anOrderThatIsOverSaysSo() {
    Client client = Customer.of(server.running()).test();
    String id = placed(client, true);
    client.advance("P9D");
    client.until("/orders/" + id, a -> a.text("/items/0/status").equals("delivered"));
    assertThat(browser().get("/track/" + id).has(200).body()).contains("Your order has arrived");
    JsonNode json = server.running().stranger().get("/track/" + id).json();
    assertThat(json.get("estimated_delivery_date").isNull()).isTrue();
  }
}
