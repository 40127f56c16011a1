package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.stats.PublicStats;
import dev.brass.server.wallet.WalletSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What everybody may know. A server keeps its answers for long, so most is asked of one with
/// nothing kept.
class PublicStatsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final String PAGE = "https://www.amazon.com/Brass-Desk-Lamp/dp/B0DFC2DWD5";

  private Customer customer;

  @BeforeEach
  void arrive() {
    customer = Customer.of(server.running());
  }

  private static PublicStats fresh() {
    return new PublicStats(
        server.database().database(),
        server.vault(),
        WalletSettings.DEFAULTS.currency(),
        () -> true,
        InstantSource.system());
  }

  private String deliver(Client client, String state, String street) {
    ObjectNode order = CurrentRequests.order(PAGE);
    ((ObjectNode) order.get("shipping_address"))
        .put("state", state)
        .put("postal_code", state.equals("MA") ? "02139" : "05401")
        .put("address_line1", street);
    String id = client.post("/orders", order).has(201).text("/id");
    client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    return id;
  }

  private void arrived(Client client, List<String> orders) {
    client.advance("P30D");
    for (String id : orders) {
      client.until("/orders/" + id, a -> a.text("/tracking_numbers/0/status").equals("delivered"));
    }
  }

  @Test
  void aServerThatWorksIsUp() {
    JsonNode health = server.running().stranger().get("/health").has(200).json();

    assertThat(health.get("status").asString()).isEqualTo("up");
    assertThat(health.at("/components/db").asString()).isEqualTo("up");
    assertThat(health.at("/components/queue").asString()).isEqualTo("up");
    assertThat(health.at("/components/ordering").asString()).isEqualTo("up");
  }

  @Test
  void jobsThatWaitForLongAreAWarningAndThenAFault() {
    try {
      late("place-x", "5 minutes");
      assertThat(fresh().health().queue().code()).isEqualTo("warning");
      assertThat(fresh().health().ordering().code()).isEqualTo("up");
      late("place-y", "15 minutes");
      assertThat(fresh().health().queue().code()).isEqualTo("down");
      assertThat(fresh().health().status().code()).isEqualTo("down");
    } finally {
      server
          .database()
          .database()
          .jdbi()
          .useHandle(h -> h.execute("delete from job where kind like 'place-_'"));
    }
  }

  private static void late(String kind, String since) {
    server
        .database()
        .database()
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    """
                    insert into job (id, tenant_id, kind, subject, payload, due_at, enqueued_at)
                    values (uuidv7(), uuidv7(), ?, uuidv7(), '', now() - ?::interval, now())
                    """,
                    kind,
                    since));
  }

  @Test
  void theMapShowsStatesWithFiveAddressesAndNoOther() {
    Client client = customer.live();
    List<String> near =
        List.of("1 A St", "2 B St", "3 C St", "4 D St", "5 E St").stream()
            .map(street -> deliver(client, "MA", street))
            .toList();
    List<String> rare =
        List.of("1 F St", "1 F St", "1 F St", "1 F St", "1 F St").stream()
            .map(street -> deliver(client, "VT", street))
            .toList();
    arrived(client, near);
    arrived(client, rare);

    assertThat(fresh().deliveries().points())
        .extracting(point -> point.latitude() + " " + point.longitude())
        .containsExactly("42.26 -71.81");

    JsonNode map = server.running().stranger().get("/stats/delivery-map").has(200).json();
    assertThat(map.get("window_days").asInt()).isEqualTo(30);
  }

  @Test
  void testOrdersAreInNoStatistics() {
    Client client = customer.test();
    long before = fresh().lifetime().current().orders();
    List<String> orders =
        List.of("1 A", "2 B", "3 C", "4 D", "5 E").stream()
            .map(street -> deliver(client, "NY", street))
            .toList();
    arrived(client, orders);

    assertThat(fresh().lifetime().current().orders()).isEqualTo(before);
    assertThat(fresh().deliveries().points()).noneMatch(point -> point.latitude() == 42.95);
  }

  @Test
  void theTotalsAreWhatStoresCharged() {
    var before = fresh().lifetime().current();
    String id = deliver(customer.live(), "MA", "77 Massachusetts Avenue");
    long total =
        customer
            .live()
            .get("/orders/" + id)
            .json()
            .at("/job_result/price_components/total")
            .asLong();

    var after = fresh().lifetime();
    assertThat(after.current().orders()).isEqualTo(before.orders() + 1);
    assertThat(after.current().minor()).isEqualTo(before.minor() + total);
    JsonNode wire = server.running().stranger().get("/stats/lifetime").has(200).json();
    assertThat(wire.at("/v1/source").asString()).isEqualTo("computed");
    assertThat(wire.at("/combined/orders_successful").asLong())
        .isEqualTo(
            wire.get("orders_successful").asLong() + wire.at("/v1/orders_successful").asLong());
  }
}
