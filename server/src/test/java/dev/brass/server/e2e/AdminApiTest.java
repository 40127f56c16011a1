package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What operators do and see.
class AdminApiTest {

  private static final String NOBODY = new UUID(0, 0).toString();

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static Client operator() {
    return server.running().operator();
  }

  @Test
  void tenantsArePagedByName() {
    for (String name : List.of("page-b", "page-a", "page-c")) {
      operator().post("/admin/tenants", "{\"name\":\"" + name + "\"}").has(201);
    }
    List<String> names = new ArrayList<>();
    String after = "page-";
    while (!after.isEmpty()) {
      Answer page = operator().get("/admin/tenants?limit=2&after=" + after).has(200);
      page.json().get("tenants").forEach(tenant -> names.add(tenant.get("name").asString()));
      assertThat(page.json().get("tenants").size()).isBetween(1, 2);
      after = page.text("/next");
    }
    assertThat(names).containsSequence("page-a", "page-b", "page-c").isSorted();
  }

  @Test
  void aTenantsNameIsTakenOnce() {
    String body = "{\"name\":\"only-one\"}";
    operator().post("/admin/tenants", body).has(201);
    assertThat(operator().post("/admin/tenants", body).has(409).text("/error"))
        .contains("only-one");
  }

  @Test
  void aKeysTextIsShownOnce() {
    Customer customer = Customer.of(server.running());
    Answer made = customer.key("live", "full");
    assertThat(made.text("/key")).startsWith("zn_live_");
    String path = "/admin/tenants/" + customer.id() + "/keys";
    Answer listed = operator().get(path).has(200);
    assertThat(listed.json().get("keys")).hasSize(4).allMatch(key -> key.get("key").isNull());
    assertThat(listed.body()).doesNotContain(made.text("/key"));
    Answer first = operator().get(path + "?limit=1").has(200);
    assertThat(operator().get(path + "?limit=3&after=" + first.text("/next")).text("/next"))
        .isEmpty();

    Answer another = operator().post("/admin/keys", "{\"name\":\"second operator\"}").has(201);
    Client second = server.running().bearer(another.text("/key"));
    assertThat(second.get("/admin/keys").has(200).json().get("keys").size()).isEqualTo(2);
    operator().delete("/admin/keys/" + another.text("/id")).has(204);
    second.get("/admin/keys").has(401);
    operator().delete("/admin/keys/" + NOBODY).has(404);
  }

  @Test
  void showsWhyAnOrderStands() {
    Customer customer = Customer.of(server.running());
    String id = customer.classic().post("/v1/orders", stopped()).has(200).text("/request_id");
    String path = "/admin/tenants/" + customer.id() + "/orders/" + id;
    Answer order = operator().until(path, a -> a.text("/state").equals("needs_action"));

    assertThat(order.text("/tenant_id")).isEqualTo(customer.id());
    assertThat(order.text("/request_id")).isEqualTo(id);
    assertThat(order.text("/details/action/message")).isNotBlank();
    assertThat(order.body()).doesNotContain("myRetailerPassword", "5555555555554444");
    assertThat(operator().get("/admin/orders/" + order.text("/id")).has(200).body())
        .isEqualTo(order.body());

    JsonNode events = operator().get(path + "/timeline").has(200).json().get("events");
    assertThat(events)
        .extracting(event -> event.get("type").asString())
        .startsWith("submitted")
        .contains("attempt_started")
        .endsWith("action_required");
    assertThat(events.get(events.size() - 1).get("next").asString()).isNotBlank();

    Answer attempts = operator().get(path + "/attempts").has(200);
    assertThat(attempts.json().get("attempts")).hasSize(1);
    assertThat(attempts.text("/attempts/0/status")).isEqualTo("action_required");
    assertThat(attempts.text("/attempts/0/sent/lines/0/productId"))
        .isEqualTo("ERR-manual_review_required");
    assertThat(attempts.text("/attempts/0/received/outcome")).contains("MANUAL_REVIEW");
    assertThat(attempts.body()).doesNotContain("myRetailerPassword", "5555555555554444");
  }

  @Test
  void goesOnWithAnOrderWhoseActionWasTaken() {
    Customer customer = Customer.of(server.running());
    String id = customer.classic().post("/v1/orders", stopped()).has(200).text("/request_id");
    String path = "/admin/tenants/" + customer.id() + "/orders/" + id;
    operator().until(path, a -> a.text("/state").equals("needs_action"));
    operator().post(path + "/resume", "").has(200);
    // The sandbox asks for the action each time.
    operator().until(path, a -> a.json().get("attempts").asInt() == 2);
    operator().until(path, a -> a.text("/state").equals("needs_action"));

    assertThat(operator().post(path + "/cancel", "").has(200).text("/state"))
        .isEqualTo("cancelled");
    assertThat(operator().post(path + "/resume", "").has(409).text("/error")).contains("cancelled");
    assertThat(customer.classic().get("/v1/orders/" + id).text("/code"))
        .isEqualTo("aborted_request");
  }

  @Test
  void anOrderThatWasBoughtIsNotCalledOff() {
    Customer customer = Customer.of(server.running());
    String id =
        customer.classic().post("/v1/orders", ClassicRequests.seedOrder()).text("/request_id");
    String path = "/admin/tenants/" + customer.id() + "/orders/" + id;
    operator().until(path, a -> a.text("/state").equals("placed"));
    operator().post(path + "/cancel", "").has(409);
  }

  @Test
  void listsTheJobsOfATenant() {
    Customer customer = Customer.of(server.running());
    String id =
        customer
            .live()
            .post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B0JOBS0001"))
            .text("/id");
    customer.live().until("/orders/" + id, a -> a.text("/status").equals("order_placed"));

    String jobs = "/admin/jobs?tenant=" + customer.id();
    Answer listed =
        operator().until(jobs + "&kind=track-order", a -> !a.text("/jobs/0/id").isEmpty());
    assertThat(listed.text("/jobs/0/subject")).isEqualTo(id);
    assertThat(listed.text("/jobs/0/state")).isEqualTo("ready");
    assertThat(operator().get(jobs + "&state=discarded").has(200).json().get("jobs")).isEmpty();
    operator().post("/admin/jobs/" + listed.text("/jobs/0/id") + "/retry", "").has(404);
    operator().delete("/admin/jobs/" + listed.text("/jobs/0/id")).has(404);
  }

  @Test
  void saysWhatIsWrongWithARequest() {
    Client operator = operator();
    Map<Answer, Integer> answers =
        Map.ofEntries(
            Map.entry(operator.get("/admin/tenants?limit=0"), 400),
            Map.entry(operator.get("/admin/tenants?limit=501"), 400),
            Map.entry(operator.get("/admin/tenants?limit=many"), 400),
            Map.entry(operator.get("/admin/tenants?after=" + "a".repeat(300)), 400),
            Map.entry(operator.post("/admin/tenants", "{"), 400),
            Map.entry(operator.post("/admin/tenants", "[]"), 400),
            Map.entry(operator.post("/admin/tenants", "{\"name\":1}"), 400),
            Map.entry(operator.post("/admin/tenants", "{\"name\":\"a\\u0000\"}"), 400),
            Map.entry(operator.post("/admin/tenants", "{\"name\":\"a\",\"nam\":1}"), 400),
            Map.entry(operator.get("/admin/tenants/nobody/keys"), 404),
            Map.entry(operator.get("/admin/tenants/" + NOBODY + "/keys"), 404),
            Map.entry(operator.get("/admin/tenants/default/keys?after=x"), 400),
            Map.entry(operator.post("/admin/tenants/default/keys", "{\"kind\":\"admin\"}"), 400),
            Map.entry(operator.post("/admin/tenants/default/keys", "{\"kind\":\"king\"}"), 400),
            Map.entry(
                operator.post(
                    "/admin/tenants/default/keys",
                    "{\"kind\":\"live\",\"name\":\"n\",\"expires_at\":\"soon\"}"),
                400),
            Map.entry(operator.get("/admin/orders/x"), 400),
            Map.entry(operator.get("/admin/orders/" + NOBODY), 404),
            Map.entry(operator.get("/admin/orders/" + NOBODY + "?tenant=default"), 404),
            Map.entry(operator.post("/admin/orders/" + NOBODY, ""), 405),
            Map.entry(operator.get("/admin/jobs?state=sleeping"), 400),
            Map.entry(operator.get("/admin/jobs?after=1"), 400),
            Map.entry(operator.get("/admin/nothing"), 404));
    answers.forEach((answer, status) -> assertThat(answer.has(status).text("/error")).isNotBlank());
  }

  private static JsonNode stopped() {
    return BadOrder.byProductId(ErrorCode.MANUAL_REVIEW_REQUIRED).order("stopped@example.com");
  }
}
