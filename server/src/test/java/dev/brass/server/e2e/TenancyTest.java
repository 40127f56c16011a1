package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who sees what, and who may do what.
class TenancyTest {

  private static final String PAGE = "https://www.amazon.com/dp/B0TENANT01";

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  @Test
  void bothApisShowEachOthersOrders() {
    Customer customer = Customer.of(server.running());
    String classicId =
        customer.classic().post("/v1/orders", ClassicRequests.seedOrder()).text("/request_id");
    Answer current = customer.live().get("/orders/" + CurrentRequests.orderId(classicId)).has(200);
    assertThat(current.text("/metadata/our_internal_order_id")).isEqualTo("abc123");
    assertThat(current.text("/shipping_address/postal_code")).isEqualTo("02139");

    String currentId =
        customer.live().post("/orders", CurrentRequests.order(PAGE)).has(201).text("/id");
    Answer classic =
        customer
            .classic()
            .until(
                "/v1/orders/" + currentId.replace("-", ""),
                a -> a.text("/_type").equals("order_response"));
    assertThat(classic.text("/merchant_order_ids/0/merchant")).isEqualTo("amazon");
    assertThat(classic.text("/request/products/0/url")).isEqualTo(PAGE);
  }

  @Test
  void aTenantSeesOnlyItsOwn() {
    Customer mine = Customer.of(server.running());
    Customer other = Customer.of(server.running());
    String id = mine.live().post("/orders", CurrentRequests.order(PAGE)).has(201).text("/id");
    String requestId = id.replace("-", "");

    assertThat(other.classic().get("/v1/orders/" + requestId).has(404).text("/code"))
        .isEqualTo("invalid_request_id");
    for (String path : new String[] {"/orders/" + id, "/orders/" + id + "/timeline"}) {
      Answer answer = other.live().get(path).has(404);
      assertThat(answer.text("/error/code")).isEqualTo("not_found");
    }
    assertThat(other.live().post("/orders/" + id + "/cancel", "").has(404).text("/code"))
        .isEqualTo("not_found");
    assertThat(other.live().get("/orders").has(200).json().get("total").asInt()).isZero();
    // Nothing tells a stranger's id from one that nobody has.
    String nobodys = "0".repeat(32);
    assertThat(other.classic().get("/v1/orders/" + requestId).body())
        .isEqualTo(other.classic().get("/v1/orders/" + nobodys).body());
    mine.live().get("/orders/" + id).has(200);
  }

  @Test
  void oneTenantsIdempotencyKeyIsNothingToAnother() {
    Customer mine = Customer.of(server.running());
    Customer other = Customer.of(server.running());
    var order = CurrentRequests.order(PAGE).put("idempotency_key", "same");
    String id = mine.live().post("/orders", order).has(201).text("/id");
    assertThat(mine.live().post("/orders", order).has(409).text("/details/order_id")).isEqualTo(id);
    assertThat(other.live().post("/orders", order).has(201).text("/id")).isNotEqualTo(id);
    assertThat(mine.test().post("/orders", order).has(201).text("/id")).isNotEqualTo(id);
  }

  @Test
  void liveAndTestOrdersAreApart() {
    Customer customer = Customer.of(server.running());
    String test = customer.test().post("/orders", CurrentRequests.order(PAGE)).has(201).text("/id");
    String live = customer.live().post("/orders", CurrentRequests.order(PAGE)).has(201).text("/id");
    customer.live().get("/orders/" + test).has(404);
    customer.test().get("/orders/" + live).has(404);
    customer.classic().get("/v1/orders/" + test.replace("-", "")).has(404);
    customer.live().with("X-Test-Mode", "true").get("/orders/" + test).has(200);
    customer.live().with("X-Test-Mode", "true").get("/orders/" + live).has(404);
    customer.test().with("X-Test-Mode", "false").get("/orders/" + live).has(404);
    assertThat(customer.test().get("/orders").json().at("/orders/0/id").asString()).isEqualTo(test);
  }

  @Test
  void aKeyForReadingMayNotWrite() {
    Customer customer = Customer.of(server.running());
    RunningServer running = server.running();
    Client classic = running.classic(customer.key("client", "read").text("/key"));
    Client current = running.bearer(customer.key("live", "read").text("/key"));
    String id = customer.live().post("/orders", CurrentRequests.order(PAGE)).has(201).text("/id");

    current.get("/orders/" + id).has(200);
    classic.get("/v1/orders/" + id.replace("-", "")).has(200);
    assertThat(classic.post("/v1/orders", ClassicRequests.seedOrder()).has(403).text("/code"))
        .isEqualTo("unauthorized_access");
    for (Answer refused :
        new Answer[] {
          current.post("/orders", CurrentRequests.order(PAGE)),
          current.post("/orders/" + id + "/cancel", ""),
          current.put("/webhooks/endpoint", "{\"url\":\"http://127.0.0.1:9/\"}"),
          current.delete("/webhooks/endpoint")
        }) {
      assertThat(refused.has(403).text("/error/code")).isEqualTo("forbidden");
    }
  }

  @Test
  void aKeyForReadingMayNotMoveTheClock() {
    Customer customer = Customer.of(server.running());
    Client reader = server.running().bearer(customer.key("live", "read").text("/key"));
    reader.get("/sandbox/clock").has(200);
    reader.post("/sandbox/clock", "{\"advance\":\"PT1H\"}").has(403);
  }

  @Test
  void aRevokedKeyIsRefusedAtOnce() {
    Customer customer = Customer.of(server.running());
    for (String kind : new String[] {"live", "client"}) {
      Answer key = customer.key(kind, "full");
      Client client =
          kind.equals("live")
              ? server.running().bearer(key.text("/key"))
              : server.running().classic(key.text("/key"));
      String path = kind.equals("live") ? "/orders" : "/v1/orders/" + "0".repeat(32);
      client.get(path).has(kind.equals("live") ? 200 : 404);
      server.running().operator().delete("/admin/keys/" + key.text("/id")).has(204);
      assertThat(client.get(path).has(401).text("/code"))
          .isEqualTo(kind.equals("live") ? "invalid_token" : "invalid_client_token");
    }
  }

  @Test
  void aKeyOpensItsOwnDoorOnly() {
    RunningServer running = server.running();
    running.classic(running.key("api_key")).get("/v1/orders/" + "0".repeat(32)).has(401);
    running.bearer(running.key("client_token")).get("/orders").has(401);
    for (String name : new String[] {"api_key", "test_api_key", "client_token"}) {
      running.bearer(running.key(name)).get("/admin/tenants").has(401);
      running.bearer(running.key(name)).get("/metrics").has(401);
    }
    running.operator().get("/orders").has(401);
    running.operator().post("/sandbox/clock", "{\"advance\":\"PT1H\"}").has(401);
  }

  @Test
  void anExpiredKeyIsRefused() {
    Customer customer = Customer.of(server.running());
    String expired =
        server
            .running()
            .operator()
            .post(
                "/admin/tenants/" + customer.id() + "/keys",
                "{\"kind\":\"live\",\"name\":\"old\",\"expires_at\":\"2020-01-01T00:00:00Z\"}")
            .has(201)
            .text("/key");
    assertThat(server.running().bearer(expired).get("/orders").has(401).text("/code"))
        .isEqualTo("token_expired");
  }

  @Test
  void eachTenantHasItsOwnTime() {
    Customer mine = Customer.of(server.running());
    Customer other = Customer.of(server.running());
    mine.live().advance("P10D");
    String here = mine.live().get("/sandbox/clock").text("/now");
    String there = other.live().get("/sandbox/clock").text("/now");
    assertThat(here.substring(0, 10)).isGreaterThan(there.substring(0, 10));
  }
}
