package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Keys that programs ask for and people approve.
class DeviceCodesTest {

  private static final Map<String, String> SETTINGS = Map.of("http.behind-proxy", "true");

  @RegisterExtension static final WholeServer server = WholeServer.perClass(SETTINGS);

  private static int addresses;

  private Customer customer;
  private Client owner;
  private Client program;

  @BeforeEach
  void arrive() {
    customer = Customer.of(server.running());
    owner = elsewhere(server.running().bearer(ownerKey()));
    program = elsewhere(server.running().stranger());
  }

  private String ownerKey() {
    return customer.key("owner", "full").text("/key");
  }

  /// Somebody at an address of their own, so that limits are not those of other tests.
  private static Client elsewhere(Client client) {
    addresses++;
    return client.with("X-Forwarded-For", "192.0.2." + addresses);
  }

  private JsonNode code() {
    return program.post("/device/code", "{\"name\":\"Restocker\"}").has(200).json();
  }

  private static String decision(JsonNode code, boolean granted) {
    return "{\"user_code\":\"%s\",\"granted\":%s}"
        .formatted(code.get("user_code").asString(), granted);
  }

  private Answer token(JsonNode code) {
    return program.post(
        "/device/token", "{\"device_code\":\"" + code.get("device_code").asString() + "\"}");
  }

  @Test
  void anApprovedProgramGetsItsKeyOnce() {
    JsonNode code = code();
    assertThat(code.get("expires_in").asInt()).isEqualTo(900);
    assertThat(code.get("interval").asInt()).isEqualTo(5);
    assertThat(token(code).has(400).text("/error/code")).isEqualTo("authorization_pending");
    JsonNode info =
        program.get("/device/codes/" + code.get("user_code").asString()).has(200).json();
    assertThat(info.get("name").asString()).isEqualTo("Restocker");
    assertThat(info.get("status").asString()).isEqualTo("pending");
    assertThat(info.get("sandbox_attached").asBoolean()).isFalse();

    owner.post("/device/approve", decision(code, true)).has(200);

    JsonNode key = token(code).has(200).json();
    assertThat(key.get("key").asString()).startsWith("zn_live_");
    assertThat(key.get("name").asString()).isEqualTo("Restocker");
    assertThat(key.get("sandbox").isNull()).isTrue();
    String wallet =
        server.running().bearer(key.get("key").asString()).get("/wallet/me").text("/id");
    assertThat(wallet).isEqualTo(customer.id());
    assertThat(token(code).has(400).text("/error/code")).isEqualTo("expired_token");
  }

  @Test
  void whoAsksTooFastIsToldToSlowDown() {
    JsonNode code = code();
    token(code).has(400);
    assertThat(token(code).has(400).text("/error/code")).isEqualTo("slow_down");
  }

  @Test
  void aDeniedProgramIsTold() {
    JsonNode code = code();
    owner.post("/device/approve", decision(code, false)).has(200);
    assertThat(token(code).has(403).text("/error/code")).isEqualTo("access_denied");
    owner.post("/device/approve", decision(code, true)).has(409);
  }

  @Test
  void codesEnd() {
    JsonNode code = code();
    server
        .database()
        .database()
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "update device_code set expires_at = now() where user_code = ?",
                    code.get("user_code").asString().replace("-", "")));
    assertThat(token(code).has(400).text("/error/code")).isEqualTo("expired_token");
    owner.post("/device/approve", decision(code, true)).has(404);
    program.get("/device/codes/" + code.get("user_code").asString()).has(404);
    assertThat(program.post("/device/token", "{\"device_code\":\"x\"}").has(400).text("/code"))
        .isEqualTo("expired_token");
    program.post("/device/token", "{}").has(422);
  }

  @Test
  void noApiKeyApproves() {
    JsonNode code = code();
    customer.live().post("/device/approve", decision(code, true)).has(403);
    customer.test().post("/device/approve", decision(code, true)).has(403);
    program.post("/device/approve", decision(code, true)).has(401);
    elsewhere(server.running().bearer("zn_owner_" + "x".repeat(43)))
        .post("/device/approve", decision(code, true))
        .has(401);
    elsewhere(server.running().bearer(customer.key("owner", "read").text("/key")))
        .post("/device/approve", decision(code, true))
        .has(401);
    // And the key that approves opens nothing.
    owner.get("/orders").has(401);
    token(code).has(400);
  }

  @Test
  void anOperatorApprovesForAnAccountByItsName() {
    JsonNode code = code();
    Client operator = elsewhere(server.running().operator());
    String user = code.get("user_code").asString();
    String of = "{\"user_code\":\"%s\",\"granted\":true,\"account\":\"%s\"}";
    operator.post("/device/approve", of.formatted(user, "nobody")).has(401);
    operator.post("/device/approve", of.formatted(user, "default")).has(200);
    String key = token(code).has(200).text("/key");
    assertThat(server.running().bearer(key).get("/wallet/me").text("/id"))
        .isEqualTo(server.running().live().get("/wallet/me").text("/id"));
  }

  @Test
  void theSandboxComesAlong() {
    JsonNode opened = program.post("/sandbox/keys", "").has(200).json();
    Client sandbox = server.running().bearer(opened.get("api_key").asString());
    String order = sandbox.post("/orders", opened.get("example_order")).has(201).text("/id");
    JsonNode code = elsewhere(sandbox).post("/device/code", "").has(200).json();
    assertThat(
            program
                .get("/device/codes/" + code.get("user_code").asString())
                .json()
                .get("sandbox_attached")
                .asBoolean())
        .isTrue();

    owner.post("/device/approve", decision(code, true)).has(200);

    JsonNode key = token(code).has(200).json();
    assertThat(key.at("/sandbox/orders_moved").asInt()).isEqualTo(1);
    customer.test().until("/orders/" + order, a -> a.text("/status").equals("order_placed"));
    assertThat(sandbox.get("/sandbox/status").json().get("claimed").asBoolean()).isTrue();
  }

  @Test
  void ofThoseWhoAskAtOnceOneGetsTheKey() throws Exception {
    JsonNode code = code();
    owner.post("/device/approve", decision(code, true)).has(200);
    List<Callable<Integer>> polls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      polls.add(() -> token(code).status());
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> poll : threads.invokeAll(polls)) {
        statuses.add(poll.get());
      }
      assertThat(statuses).containsOnlyOnce(200).contains(400);
    }
    long keys =
        server
            .database()
            .database()
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery(
                            "select count(*) from api_key where tenant_id = :t and name = 'Restocker'")
                        .bind("t", java.util.UUID.fromString(customer.id()))
                        .mapTo(Long.class)
                        .one());
    assertThat(keys).isEqualTo(1);
  }

  @Test
  void anApprovalOutlivesTheServer(@TempDir Path data) {
    JsonNode code;
    try (RunningServer first = RunningServer.start(data, SETTINGS)) {
      code = first.stranger().post("/device/code", "").has(200).json();
      first.operator().post("/device/approve", decision(code, true)).has(200);
    }
    try (RunningServer second = RunningServer.start(data, SETTINGS)) {
      String key =
          second
              .stranger()
              .post(
                  "/device/token",
                  "{\"device_code\":\"" + code.get("device_code").asString() + "\"}")
              .has(200)
              .text("/key");
      second.bearer(key).get("/wallet/me").has(200);
    }
  }

  @Test
  void aPersonDecidesOnAPage() {
    JsonNode code = code();
    String user = code.get("user_code").asString();
    assertThat(code.get("verification_uri_complete").asString())
        .endsWith("/device?user_code=" + user);
    Answer page =
        program.get("/device?user_code=" + user.toLowerCase(java.util.Locale.ROOT)).has(200);
    assertThat(page.body()).contains("Restocker", user).doesNotContain("<script");
    assertThat(page.headers().get("content-security-policy"))
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'");
    Client browser = program.with("Content-Type", "application/x-www-form-urlencoded");
    String form = "user_code=" + user + "&key=";

    browser.post("/device", form + "&decision=approve").has(403);
    browser
        .post("/device", form + customer.key("live", "full").text("/key") + "&decision=approve")
        .has(403);
    browser.post("/device", form + ownerKey()).has(403);
    assertThat(browser.post("/device", form + ownerKey() + "&decision=approve").has(200).body())
        .contains("Approved");

    assertThat(program.get("/device?user_code=" + user).has(200).body()).contains("Approved");
    token(code).has(200);
    assertThat(program.get("/device").has(200).body()).contains("Enter the code");
    program.get("/device?user_code=BCDF-GHJK").has(404);
  }

  @Test
  void guessingIsSlow() {
    JsonNode code = code();
    Client browser = program.with("Content-Type", "application/x-www-form-urlencoded");
    String form = "user_code=" + code.get("user_code").asString() + "&decision=approve&key=x";
    for (int i = 0; i < 10; i++) {
      browser.post("/device", form).has(403);
    }
    assertThat(browser.post("/device", form).has(429).headers()).containsKey("retry-after");
  }

  @Test
  void aNameIsShownAsItIs() {
    JsonNode code =
        program.post("/device/code", "{\"name\":\"<b>Bank</b> & \\\"co\\\"\"}").has(200).json();
    assertThat(program.get("/device?user_code=" + code.get("user_code").asString()).body())
        .contains("&lt;b&gt;Bank")
        .doesNotContain("<b>Bank");
    program.post("/device/code", "{\"name\":\"%s\"}".formatted("x".repeat(101))).has(422);
  }
}
