package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Programs that start without an account, and the people who claim what they did.
class SandboxKeysTest {

  @RegisterExtension
  static final WholeServer server =
      WholeServer.perClass(Map.of("sandbox.per-address", "1000", "sandbox.per-hour", "1000"));

  /// A sandbox as its program knows it.
  private record Sandbox(Client client, String token, JsonNode answer) {

    static Sandbox open() {
      JsonNode answer = server.running().stranger().post("/sandbox/keys", "").has(200).json();
      String claim = answer.get("claim_url").asString();
      return new Sandbox(
          server.running().bearer(answer.get("api_key").asString()),
          claim.substring(claim.indexOf("token=") + 6),
          answer);
    }

    String order() {
      return client.post("/orders", answer.get("example_order")).has(201).text("/id");
    }

    String placed() {
      String id = order();
      client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
      return id;
    }

    boolean isClaimed() {
      return client.get("/sandbox/status").has(200).json().get("claimed").asBoolean();
    }
  }

  private static String token(String token) {
    return "{\"token\":\"" + token + "\"}";
  }

  @Test
  void aKeyAndAnOrderThatWorkNeedNoAccount() {
    Sandbox sandbox = Sandbox.open();

    assertThat(sandbox.answer().get("api_key").asString()).startsWith("zn_test_");
    assertThat(sandbox.answer().get("key")).isEqualTo(sandbox.answer().get("api_key"));
    assertThat(sandbox.answer().get("claim_url").asString())
        .startsWith(server.running().url() + "/sandbox/claim?token=");
    sandbox.placed();
    assertThat(sandbox.isClaimed()).isFalse();
    assertThat(sandbox.client().get("/orders").json().get("total").asInt()).isEqualTo(1);
    assertThat(Sandbox.open().client().get("/orders").json().get("total").asInt()).isZero();
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Client stranger = server.running().stranger();
    stranger.post("/sandbox/keys", "null").has(200);
    stranger.post("/sandbox/keys", "{\"name\":\"a\",\"email\":\"ada@example.net\"}").has(200);
    Answer wrong =
        stranger
            .post(
                "/sandbox/keys", "{\"name\":\"%s\",\"email\":\"none\"}".formatted("x".repeat(101)))
            .has(422);
    assertThat(wrong.json().get("detail").findValuesAsString("msg")).hasSize(2);
    stranger.post("/sandbox/keys", "{\"name\":\"a\\u202eb\"}").has(422);
    stranger.post("/sandbox/keys", "[]").has(422);
    stranger.get("/sandbox/status").has(401);
  }

  @Test
  void aClaimMovesOrdersAndKeysAndTheKeyKeepsWorking() {
    Sandbox sandbox = Sandbox.open();
    String placed = sandbox.placed();
    sandbox.client().advance("P2D");
    sandbox.client().until("/orders/" + placed, a -> a.json().get("tracking_numbers").size() == 1);
    Customer customer = Customer.of(server.running());

    JsonNode claimed =
        customer.live().post("/sandbox/claim", token(sandbox.token())).has(200).json();

    assertThat(claimed.get("orders_moved").asInt()).isEqualTo(1);
    assertThat(claimed.get("keys_moved").asInt()).isEqualTo(1);
    assertThat(sandbox.isClaimed()).isTrue();
    Answer asHolder = customer.test().get("/orders/" + placed).has(200);
    assertThat(asHolder.json()).isEqualTo(sandbox.client().get("/orders/" + placed).json());
    assertThat(asHolder.json().get("tracking_numbers").size()).isEqualTo(1);
    customer.test().get("/orders/" + placed + "/timeline").has(200);
    // What was sealed opens for its new tenant: tracking goes on with the store's handle.
    customer.test().advance("P30D");
    customer
        .test()
        .until("/orders/" + placed, a -> a.text("/tracking_numbers/0/status").equals("delivered"));
    sandbox.placed();
    assertThat(customer.test().get("/orders").json().get("total").asInt()).isEqualTo(2);
  }

  @Test
  void ordersUnderWayComeAlongAndArePlacedOnce() {
    Sandbox sandbox = Sandbox.open();
    Customer customer = Customer.of(server.running());
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ObjectNode order = (ObjectNode) sandbox.answer().get("example_order").deepCopy();
      order.put("idempotency_key", "k" + i);
      orders.add(sandbox.client().post("/orders", order).has(201).text("/id"));
    }

    customer.live().post("/sandbox/claim", token(sandbox.token())).has(200);

    for (String id : orders) {
      customer.test().until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    }
    assertThat(customer.test().get("/orders").json().get("total").asInt()).isEqualTo(20);
    // The key of an order belongs to it in its new place.
    ObjectNode again = (ObjectNode) sandbox.answer().get("example_order").deepCopy();
    customer.test().post("/orders", again.put("idempotency_key", "k3")).has(409);
  }

  @Test
  void aTokenWorksOnceAndForALiveKeyOnly() {
    Sandbox sandbox = Sandbox.open();
    Customer customer = Customer.of(server.running());
    customer.test().post("/sandbox/claim", token(sandbox.token())).has(403);
    customer.live().post("/sandbox/claim", token("nonsense")).has(404);
    customer.live().post("/sandbox/claim", "{}").has(422);
    server.running().stranger().post("/sandbox/claim", token(sandbox.token())).has(401);
    server
        .running()
        .bearer(customer.key("live", "read").text("/key"))
        .post("/sandbox/claim", token(sandbox.token()))
        .has(403);

    customer.live().post("/sandbox/claim", token(sandbox.token())).has(200);

    customer.live().post("/sandbox/claim", token(sandbox.token())).has(404);
    Customer.of(server.running()).live().post("/sandbox/claim", token(sandbox.token())).has(404);
  }

  @Test
  void ofThoseWhoClaimAtOnceOneGetsIt() throws Exception {
    Sandbox sandbox = Sandbox.open();
    sandbox.placed();
    List<Callable<Integer>> claims = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Client live = Customer.of(server.running()).live();
      claims.add(() -> live.post("/sandbox/claim", token(sandbox.token())).status());
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> claim : threads.invokeAll(claims)) {
        statuses.add(claim.get());
      }
      assertThat(statuses).containsExactlyInAnyOrder(200, 404, 404, 404);
    }
  }

  @Test
  void aPersonClaimsOnAPage() {
    Sandbox sandbox = Sandbox.open();
    String id = sandbox.placed();
    Customer customer = Customer.of(server.running());
    String owner = customer.key("owner", "full").text("/key");
    Client browser =
        server.running().stranger().with("Content-Type", "application/x-www-form-urlencoded");

    Answer page =
        server.running().stranger().get("/sandbox/claim?token=" + sandbox.token()).has(200);
    assertThat(page.body()).contains("value=\"" + sandbox.token() + "\"");
    assertThat(page.headers().get("content-security-policy")).contains("default-src 'none'");
    String form = "token=" + sandbox.token() + "&key=";
    String live = customer.key("live", "full").text("/key");
    assertThat(browser.post("/sandbox/claim", form + live).has(403).body())
        .contains("does not sign you in");
    assertThat(browser.post("/sandbox/claim", form + encoded(owner)).has(200).body())
        .contains("1 order was moved");

    customer.test().get("/orders/" + id).has(200);
    server.running().stranger().get("/sandbox/claim?token=" + sandbox.token()).has(404);
    server.running().stranger().get("/sandbox/claim").has(404);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void unclaimedSandboxesEndAndNothingClaimedDoes() {
    Sandbox unused = Sandbox.open();
    String lost = unused.placed();
    Sandbox claimed = Sandbox.open();
    String kept = claimed.placed();
    Customer customer = Customer.of(server.running());
    customer.live().post("/sandbox/claim", token(claimed.token())).has(200);
    Sandbox used = Sandbox.open();
    String still = used.placed();

    agedOver(unused, "31 days");
    agedOver(claimed, "31 days");
    agedOver(used, "31 days");
    server
        .database()
        .database()
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "update api_key set last_used_at = now() where id ="
                        + " (select key_id from sandbox s join orders o using (tenant_id) where o.id = ?)",
                    UUID.fromString(still)));
    tidied();
    unused.client().until("/orders", a -> a.status() == 401);
    server
        .database()
        .database()
        .jdbi()
        .useHandle(h -> h.execute("update sandbox set ended_at = ended_at - interval '1 hour'"));
    tidied();

    org.awaitility.Awaitility.await().until(() -> rows(lost) == 0);
    assertThat(rows(kept)).isEqualTo(1);
    claimed.client().get("/orders/" + kept).has(200);
    used.client().get("/orders/" + still).has(200);
    customer.live().post("/sandbox/claim", token(unused.token())).has(404);
  }

  private static void agedOver(Sandbox sandbox, String by) {
    server
        .database()
        .database()
        .jdbi()
        .useHandle(
            h -> {
              h.execute(
                  "update sandbox set created_at = created_at - ?::interval where claim_hash ="
                      + " sha256(convert_to(?, 'UTF8'))",
                  by,
                  sandbox.token());
              h.execute(
                  "update api_key set last_used_at = null where id = (select key_id from sandbox"
                      + " where claim_hash = sha256(convert_to(?, 'UTF8')))",
                  sandbox.token());
            });
  }

  /// Lets the standing job run now.
  private static void tidied() {
    server
        .database()
        .database()
        .jdbi()
        .useHandle(h -> h.execute("update job set due_at = now() where kind = 'tidy-sandboxes'"));
  }

  private static long rows(String order) {
    return server
        .database()
        .database()
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select count(*) from orders where id = :id")
                    .bind("id", UUID.fromString(order))
                    .mapTo(Long.class)
                    .one());
  }

  @Test
  void tooManyAreRefusedWithTheTimeToComeBack(@TempDir Path data) {
    try (RunningServer small =
        RunningServer.start(data, Map.of("sandbox.per-address", "2", "sandbox.per-hour", "3"))) {
      Client stranger = small.stranger();
      stranger.post("/sandbox/keys", "").has(200);
      stranger.post("/sandbox/keys", "").has(200);
      Answer refused = stranger.post("/sandbox/keys", "").has(429);
      assertThat(refused.text("/error/code")).isEqualTo("rate_limit_exceeded");
      assertThat(Integer.parseInt(refused.headers().get("retry-after"))).isBetween(1, 3600);
      assertThat(Long.parseLong(refused.headers().get("x-ratelimit-reset")))
          .isGreaterThan(1_700_000_000L);
    }
  }

  @Test
  void aServerInProductionOpensNone(@TempDir Path data) {
    try (RunningServer production = RunningServer.start(data, Map.of("profile", "production"))) {
      Answer closed = production.stranger().post("/sandbox/keys", "").has(503);
      assertThat(closed.text("/error/code")).isEqualTo("service_unavailable");
    }
  }

  @Test
  void theQuickstartWorksWhenItsCommandsAreRun(@TempDir Path folder)
      throws IOException, InterruptedException {
    String text = server.running().stranger().get("/sandbox/quickstart").has(200).body();
    StringBuilder writes = new StringBuilder("set -eu\n");
    Matcher block = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL).matcher(text);
    while (block.find()) {
      writes.append(block.group(1));
    }
    Process shell =
        new ProcessBuilder("sh", "-c", writes.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(output).isZero();
    assertThat(output).contains("\"milestones\"", "test-success", "\"user_code\"");
  }
}
