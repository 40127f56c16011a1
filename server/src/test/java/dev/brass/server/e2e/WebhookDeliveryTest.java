package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.webhook.HookReceiver;
import dev.brass.server.webhook.HookReceiver.Request;
import dev.brass.spi.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What receivers of both APIs get.
class WebhookDeliveryTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  @Test
  void theCurrentApisReceiverCanVerifyWhatItGets() {
    Client client = Customer.of(server.running()).live();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      String secret = register(client, hooks);

      Answer order =
          client
              .post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B0HOOKS001"))
              .has(201);
      received(hooks, "order.placed");
      client.advance("P1D");
      received(hooks, "order.tracking_received");
      client.advance("P6D");
      received(hooks, "order.delivered");

      assertThat(hooks.requests()).hasSize(4);
      for (Request request : hooks.requests()) {
        assertThat(request.header("X-webhook-signature")).isEqualTo(hmac(secret, request.body()));
        JsonNode body = Client.JSON.readTree(request.body());
        assertThat(body.get("event").asString()).isEqualTo(request.header("X-webhook-event"));
        assertThat(body.get("order_id").asString()).isEqualTo(order.text("/id"));
      }
      assertThat(received(hooks, "order.started").at("/status").asString()).isEqualTo("pending");
      JsonNode prices = received(hooks, "order.placed").at("/data/price_components");
      assertThat(prices)
          .isEqualTo(
              client.get("/orders/" + order.text("/id")).json().at("/job_result/price_components"));
    }
  }

  @Test
  void aMessageThatFailedComesAgainByteForByte() {
    Client client = Customer.of(server.running()).live();
    AtomicInteger tries = new AtomicInteger();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      hooks.answering(
          exchange -> HookReceiver.answer(exchange, tries.getAndIncrement() < 2 ? 503 : 204, ""));
      register(client, hooks);
      client.post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B0HOOKS002"));

      // The first two of the order's two messages fail; pauses follow the tenant's clock.
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                client.advance("PT1M");
                return hooks.requests().size() >= 4;
              });
      List<Request> requests = hooks.requests();
      for (String event : List.of("order.started", "order.placed")) {
        List<Request> same =
            requests.stream()
                .filter(r -> Objects.equals(r.header("X-webhook-event"), event))
                .toList();
        assertThat(same).isNotEmpty();
        assertThat(same).extracting(Request::body).containsOnly(same.getFirst().body());
        assertThat(same)
            .extracting(r -> r.header("X-webhook-id"))
            .containsOnly(same.getFirst().header("X-webhook-id"));
        assertThat(same)
            .extracting(r -> r.header("X-webhook-signature"))
            .containsOnly(same.getFirst().header("X-webhook-signature"));
      }
    }
  }

  @Test
  void theClassicReceiverGetsWhatGetAnswers() {
    Client client = Customer.of(server.running()).classic();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      var order = BadOrder.byProductId(ErrorCode.CREDIT_CARD_DECLINED).order("w@e.test");
      ClassicRequests.set(
          order,
          "webhooks",
          "{\"request_failed\":[\"%s\",\"%s\"],\"order_failed\":\"%s\",\"request_succeeded\":\"%s\"}"
              .formatted(
                  hooks.url("/a?token=canary-token"),
                  hooks.url("/b"),
                  hooks.url("/c"),
                  hooks.url("/never")));
      String id = client.post("/v1/orders", order).has(200).text("/request_id");
      Answer failed =
          client.until("/v1/orders/" + id, a -> a.text("/code").equals("credit_card_declined"));

      Awaitility.await().until(() -> hooks.requests().size() >= 3);
      assertThat(hooks.requests())
          .extracting(Request::path)
          .containsExactlyInAnyOrder("/a?token=canary-token", "/b", "/c");
      assertThat(hooks.requests()).extracting(Request::body).containsOnly(failed.body());
      assertThat(failed.body()).doesNotContain("canary-token");
    }
  }

  private static String register(Client client, HookReceiver hooks) {
    Answer endpoint =
        client.put("/webhooks/endpoint", "{\"url\":\"" + hooks.url("/hook") + "\"}").has(200);
    assertThat(endpoint.text("/webhook_secret")).startsWith("zn_whsec_");
    return endpoint.text("/webhook_secret");
  }

  /// The body of the first message of an event, as soon as it is there.
  private static JsonNode received(HookReceiver hooks, String event) {
    return Awaitility.await(event)
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                hooks.requests().stream()
                    .map(request -> Client.JSON.readTree(request.body()))
                    .filter(body -> body.get("event").asString().equals(event))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /// As a receiver computes it: the standard library and the documents, nothing of ours.
  private static String hmac(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
