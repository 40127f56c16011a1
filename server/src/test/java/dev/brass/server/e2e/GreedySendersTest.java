package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Agent.Challenge;
import dev.brass.server.e2e.Client.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ObjectNode;

/// Senders who take more than their part.
class GreedySendersTest {

  @RegisterExtension
  static final WholeServer server =
      WholeServer.perClass(Map.of("http.behind-proxy", "true", "sandbox.per-address", "2"));

  private static final String PAGE = "https://www.amazon.com/dp/B07JGBW826";

  private static Client client() {
    return server.running().live();
  }

  private static long number(String sql) {
    return server
        .database()
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static void execute(String sql) {
    server.database().database().jdbi().useHandle(handle -> handle.execute(sql));
  }

  private static void limits(String limits) {
    server.running().operator().put("/admin/tenants/default/limits", limits).has(200);
  }

  private static Answer opened(String... lines) {
    Client stranger = server.running().stranger();
    HttpRequest.Builder request = stranger.request("/sandbox/keys").POST(BodyPublishers.noBody());
    for (String line : lines) {
      request.header("X-Forwarded-For", line);
    }
    return stranger.send(request);
  }

  @Test
  void whoSendsIsTheLastValueOfTheLastLine() {
    for (int i = 0; i < 2; i++) {
      opened("1.1.1." + i, "9.9.9.9").has(200);
    }
    opened("1.1.1.7", "9.9.9.9:4711").has(429);
    for (int i = 0; i < 2; i++) {
      opened("[2001:db8::" + i + "]:443").has(200);
    }
    opened("2001:db8:0:0:7::1").has(429);
  }

  @Test
  void aRefusedPaymentLeavesNothingOfWhatWasSent() {
    ObjectNode order = CurrentRequests.order(PAGE).put("max_price", 1_000);
    order.putObject("metadata").put("note", "x".repeat(400));
    Client stranger = server.running().stranger();
    Challenge challenge =
        Agent.challenges(stranger.post("/agent/orders", order).has(402)).getFirst();
    stranger
        .with("Authorization", challenge.answer("local-declined"))
        .post("/agent/orders", order)
        .has(402);
    assertThat(number("select count(*) from agent_payment")).isEqualTo(1);
    assertThat(number("select max(octet_length(private)) from agent_payment")).isLessThan(400);
    execute("update agent_payment set updated_at = updated_at - interval '1 hour'");
    execute("update job set due_at = now() - interval '1 minute' where kind = 'carry-payment'");
    Awaitility.await().until(() -> number("select count(*) from agent_payment") == 0);
  }

  @Test
  void agentsSendLittle() {
    String body = "{\"products\":\"" + "x".repeat(66_000) + "\"}";
    server.running().stranger().post("/agent/orders", body).has(413);
  }

  @Test
  void anOrderHasAtMost256KiB() {
    String body = "{\"client_notes\":\"" + "x".repeat(300_000) + "\"}";
    server.running().classic().post("/v1/orders", body).has(413);
    client().post("/orders", body).has(413);
  }

  @Test
  void aTenantHandsInSoManyRowsInAnHour() {
    limits("{\"rows_per_hour\": 3}");
    try {
      String rows =
          """
          {"rows": [{"product_url": "%s", "name": "Tim Beaver", "address1": "1 Main Street",
                     "city": "Cambridge", "state": "MA", "zip": "02139",
                     "max_price": "100000"}, {"product_url": "x"}]}
          """
              .formatted(PAGE);
      client().post("/orders/bulk", rows).has(200);
      Answer refused = client().post("/orders/bulk", rows).has(429);
      assertThat(refused.text("/code")).isEqualTo("rate_limit_exceeded");
      assertThat(Long.parseLong(refused.headers().get("retry-after"))).isPositive();
      BatchRequests.refused(
          client()
              .post(
                  BatchRequests.BATCHES,
                  BatchRequests.batch(
                      BatchRequests.operation("GET", "/orders"),
                      BatchRequests.operation("GET", "/orders"))),
          429,
          "rate_limit.exceeded");
    } finally {
      limits("{}");
    }
  }

  @Test
  void aTenantWithTooManyJobsGetsNoMoreAndMayStillLookAndCallOff() {
    limits("{\"jobs\": 0}");
    try {
      Answer refused = client().post("/orders", CurrentRequests.order(PAGE)).has(429);
      assertThat(refused.headers()).containsKey("retry-after");
      Answer classic =
          server.running().classic().post("/v1/orders", ClassicRequests.seedOrder()).has(429);
      assertThat(classic.text("/code")).isEqualTo("rate_limit_exceeded");
      client().get("/orders").has(200);
      client().post("/orders/0197a000-0000-7000-8000-000000000001/cancel", "{}").has(404);
    } finally {
      limits("{}");
    }
  }

  @Test
  void answersTellTheLimitOfRequestsInWork() {
    limits("{\"requests\": 7}");
    try {
      Answer told = client().get("/orders").has(200);
      assertThat(told.headers().get("ratelimit-policy"))
          .isEqualTo("\"requests\";q=7;qu=\"concurrent-requests\"");
      assertThat(told.headers().get("ratelimit")).isEqualTo("\"requests\";r=6");
      limits("{\"requests\": 0}");
      Answer refused = client().get("/orders").has(429);
      assertThat(refused.headers()).containsEntry("retry-after", "1");
      assertThat(server.running().stranger().get("/health/live").status()).isEqualTo(200);
    } finally {
      limits("{}");
    }
  }
}
