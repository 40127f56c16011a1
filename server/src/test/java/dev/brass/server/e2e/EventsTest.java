package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.webhook.HookReceiver;
import dev.brass.server.webhook.HookReceiver.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Events of the current API: what proves them, what fills their gaps, and what becomes of a
/// receiver that is away for days.
class EventsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private final HookReceiver hooks = HookReceiver.onLoopback();
  private Customer customer;
  private Client client;
  private String secret;

  @BeforeEach
  void register() {
    customer = Customer.of(server.running());
    client = customer.live();
    secret =
        client
            .put("/webhooks/endpoint", "{\"url\":\"" + hooks.url("/hook") + "\"}")
            .has(200)
            .text("/webhook_secret");
  }

  @AfterEach
  void close() {
    hooks.close();
  }

  /// An order that was delivered, with all its events received.
  private String deliveredOrder() {
    String id = order();
    received(2);
    client.advance("P1D");
    received(3);
    client.advance("P6D");
    received(4);
    return id;
  }

  private String order() {
    return client
        .post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B0EVENTS01"))
        .has(201)
        .text("/id");
  }

  private void received(int count) {
    Awaitility.await("event " + count)
        .atMost(Duration.ofSeconds(60))
        .until(() -> hooks.requests().size() >= count);
  }

  private List<JsonNode> events(String query) {
    return client
        .get("/webhooks/events" + query)
        .has(200)
        .json()
        .get("events")
        .valueStream()
        .toList();
  }

  private static List<Integer> oneTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  private Request request(String id) {
    return hooks.requests().stream()
        .filter(request -> id.equals(request.header("Webhook-id")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eventsAreNumberedWithoutGapsAndListedAsTheyWereSent() {
    String id = deliveredOrder();
    client.until("/webhooks/events?order_id=" + id, EventsTest::allDelivered);

    List<JsonNode> events = events("?order_id=" + id);
    assertThat(events)
        .extracting(event -> event.get("event").asString())
        .containsExactly(
            "order.started", "order.placed", "order.tracking_received", "order.delivered");
    assertThat(events).extracting(e -> e.get("sequence").asInt()).isEqualTo(oneTo(4));
    for (JsonNode event : events) {
      Request request = request(event.get("id").asString());
      assertThat(request.body()).isEqualTo(event.get("body").asString());
      assertThat(request.header("X-webhook-id")).isEqualTo(event.get("id").asString());
      JsonNode body = Client.JSON.readTree(request.body());
      assertThat(body.get("id")).isEqualTo(event.get("id"));
      assertThat(body.get("sequence")).isEqualTo(event.get("sequence"));
      assertThat(event.at("/delivery/tries").asInt()).isEqualTo(1);
      assertThat(event.at("/delivery/last_status").asInt()).isEqualTo(200);
    }
  }

  @Test
  void eventsOfOneCommitAreNumberedOneByOne() {
    String id = order();
    received(2);
    // The next look at the store finds the tracking number and the delivery together.
    client.advance("P10D");
    received(4);
    assertThat(events("?order_id=" + id))
        .extracting(event -> event.get("event").asString() + " " + event.get("sequence").asInt())
        .containsExactly(
            "order.started 1", "order.placed 2", "order.tracking_received 3", "order.delivered 4");
  }

  private static boolean allDelivered(Answer answer) {
    return answer
        .json()
        .get("events")
        .valueStream()
        .allMatch(event -> event.at("/delivery/state").asString().equals("delivered"));
  }

  @Test
  void theListIsReadPageByPageAndFiltered() {
    String first = order();
    received(2);
    String second = order();
    received(4);

    Answer page = client.get("/webhooks/events?limit=3").has(200);
    assertThat(page.json().get("has_more").asBoolean()).isTrue();
    assertThat(page.json().get("events").size()).isEqualTo(3);
    Answer rest =
        client.get("/webhooks/events?limit=3&after=" + page.text("/events/2/id")).has(200);
    assertThat(rest.json().get("has_more").asBoolean()).isFalse();
    assertThat(rest.json().get("events").size()).isEqualTo(1);
    assertThat(events("?order_id=" + second))
        .extracting(event -> event.get("sequence").asInt())
        .isEqualTo(oneTo(2));
    assertThat(events("?event=order.placed"))
        .extracting(event -> event.get("order_id").asString())
        .containsExactlyInAnyOrder(first, second);
    assertThat(events("?event=order.placed&order_id=" + first)).hasSize(1);
    for (String bad : List.of("limit=0", "limit=501", "after=x", "order_id=1")) {
      client.get("/webhooks/events?" + bad).has(422);
    }
  }

  @Test
  void aReceiverCanVerifyByBothSchemes() {
    order();
    received(2);
    for (Request request : hooks.requests()) {
      assertThat(request.header("Webhook-signature")).isEqualTo(standard(secret, request));
      assertThat(request.header("X-webhook-signature")).isEqualTo(zinc(secret, request));
      long age =
          Instant.now().getEpochSecond()
              - Long.parseLong(Objects.requireNonNull(request.header("Webhook-timestamp")));
      assertThat(age).isBetween(-5L, 60L);
    }
  }

  @Test
  void whileASecretIsReplacedBothSign() {
    Answer rotated =
        client.post("/webhooks/endpoint/rotate-secret", "{\"keep_old_for\": \"24h\"}").has(200);
    String newer = rotated.text("/webhook_secret");
    assertThat(newer).startsWith("zn_whsec_").isNotEqualTo(secret);
    assertThat(Instant.parse(rotated.text("/old_secret_until"))).isAfter(Instant.now());
    order();
    received(2);
    for (Request request : List.copyOf(hooks.requests())) {
      assertThat(signatures(request))
          .containsExactly(standard(newer, request), standard(secret, request));
      assertThat(request.header("X-webhook-signature")).isEqualTo(zinc(newer, request));
    }

    int before = hooks.requests().size();
    String newest =
        client.post("/webhooks/endpoint/rotate-secret", "").has(200).text("/webhook_secret");
    order();
    received(before + 2);
    for (Request request : hooks.requests().subList(before, before + 2)) {
      assertThat(signatures(request)).containsExactly(standard(newest, request));
    }
    assertThat(client.get("/webhooks/endpoint").text("/webhook_secret")).isEqualTo(newest);
    for (String bad : List.of("8d", "soon", "-PT1H")) {
      client
          .post("/webhooks/endpoint/rotate-secret", "{\"keep_old_for\": \"" + bad + "\"}")
          .has(422);
    }
    customer.test().post("/webhooks/endpoint/rotate-secret", "").has(404);
  }

  @Test
  void whatGotLostIsDeliveredAgain() {
    String id = order();
    received(2);
    client.until("/webhooks/events?order_id=" + id, EventsTest::allDelivered);
    String event = events("?event=order.placed").getFirst().get("id").asString();

    client.post("/webhooks/events/" + event + "/redeliver", "").has(202);
    received(3);
    Request again = hooks.requests().get(2);
    assertThat(again.header("Webhook-id")).isEqualTo(event);
    assertThat(again.body()).isEqualTo(request(event).body());
    Answer deliveries =
        client.until(
            "/webhooks/events/" + event + "/deliveries",
            a -> a.json().get("deliveries").size() == 2);
    assertThat(deliveries.text("/deliveries/1/outcome")).isEqualTo("delivered");

    Answer all =
        client.post("/webhooks/redeliver", "{\"since\": \"2020-01-01T00:00:00Z\"}").has(202);
    assertThat(all.json().get("redelivered").asInt()).isEqualTo(2);
    assertThat(all.json().get("has_more").asBoolean()).isFalse();
    received(5);
    String started =
        "{\"since\": \"2020-01-01T00:00:00Z\", \"event\": \"order.started\", \"after\": null}";
    assertThat(client.post("/webhooks/redeliver", started).json().get("redelivered").asInt())
        .isEqualTo(1);
    String future = "{\"since\": \"+999999999-01-01T00:00:00Z\"}";
    for (String bad : List.of(future, "{}", "{\"since\": 1}", "{\"since\": \"x\"}", "[]", "")) {
      client.post("/webhooks/redeliver", bad).has(422);
    }
    client.post("/webhooks/events/" + UUID.randomUUID() + "/redeliver", "").has(404);
    client.post("/webhooks/events/x/redeliver", "").has(422);
  }

  @Test
  void eachTryIsShownWithoutSecrets() {
    hooks.answering(exchange -> HookReceiver.answer(exchange, 503, "no: " + secret));
    String url = hooks.url("/hook").replace("//", "//user:canary-password@");
    client.put("/webhooks/endpoint", "{\"url\":\"" + url + "\"}").has(200);
    order();
    received(1);
    String event = events("?event=order.started").getFirst().get("id").asString();
    Answer answer =
        client.until(
            "/webhooks/events/" + event + "/deliveries",
            a -> !a.json().get("deliveries").isEmpty());
    JsonNode first = answer.json().at("/deliveries/0");
    assertThat(first.get("status").asInt()).isEqualTo(503);
    assertThat(first.get("outcome").asString()).isEqualTo("failed");
    assertThat(first.get("reply").asString()).isEqualTo("no: ***");
    assertThat(first.get("duration_ms").asLong()).isNotNegative();
    assertThat(first.at("/request_headers/webhook-id").asString()).isEqualTo(event);
    assertThat(first.at("/request_headers/webhook-signature").asString()).startsWith("v1,");
    assertThat(first.at("/request_headers/Authorization").asString()).isEqualTo("***");
    assertThat(answer.body())
        .doesNotContain("canary-password")
        .doesNotContain(secret)
        .doesNotContain(secret.substring(9));
  }

  @Test
  void aReceiverThatIsAwayForDaysIsPausedAndGoesOnWhereItWas() {
    hooks.answering(500);
    String id = pausedWithAnOrder();
    int tries = hooks.requests().size();
    // What happens now is kept for it, too.
    String later = order();
    client.until("/webhooks/events?order_id=" + later, a -> states(a, "waiting", 2));
    assertThat(hooks.requests()).hasSize(tries);

    hooks.answering(200);
    assertThat(client.post("/webhooks/endpoint/resume", "").has(200).text("/status"))
        .isEqualTo("active");
    Answer all = client.until("/webhooks/events", EventsTest::allDelivered);
    List<String> arrived =
        hooks.requests().subList(tries, hooks.requests().size()).stream()
            .map(request -> request.header("Webhook-id"))
            .toList();
    assertThat(arrived)
        .doesNotHaveDuplicates()
        .containsAll(
            all.json()
                .get("events")
                .valueStream()
                .map(event -> event.get("id").asString())
                .toList());
    assertThat(events("?order_id=" + id)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(client.get("/webhooks/endpoint").json().get("failing_since").isNull()).isTrue();
  }

  @Test
  void anotherUrlResumes() {
    hooks.answering(500);
    String id = pausedWithAnOrder();
    try (HookReceiver other = HookReceiver.onLoopback()) {
      String url = "{\"url\":\"" + other.url("/new") + "\"}";
      assertThat(client.put("/webhooks/endpoint", url).has(200).text("/status"))
          .isEqualTo("active");
      client.until("/webhooks/events?order_id=" + id, EventsTest::allDelivered);
      assertThat(other.requests()).isNotEmpty();
    }
  }

  /// An order whose events nobody took for days of its tenant's time.
  private String pausedWithAnOrder() {
    String id = order();
    received(2);
    client.until("/webhooks/endpoint", a -> !a.json().get("failing_since").isNull());
    assertThat(client.get("/webhooks/endpoint").text("/status")).isEqualTo("active");
    client.advance("P4D");
    Answer paused = client.until("/webhooks/endpoint", a -> a.text("/status").equals("paused"));
    assertThat(Instant.parse(paused.text("/paused_at"))).isBefore(Instant.now().plusSeconds(60));
    client.until("/webhooks/events?order_id=" + id, a -> states(a, "waiting", 3));
    return id;
  }

  private boolean states(Answer answer, String state, int least) {
    // Tries follow the tenant's time, and so does the pause before the next one.
    client.advance("PT1H");
    List<String> states =
        answer
            .json()
            .get("events")
            .valueStream()
            .map(event -> event.at("/delivery/state").asString())
            .toList();
    return states.size() >= least && states.stream().allMatch(state::equals);
  }

  @Test
  void othersSeeNothingOfIt() {
    order();
    received(2);
    String event = events("").getFirst().get("id").asString();
    for (Client other : List.of(Customer.of(server.running()).live(), customer.test())) {
      assertThat(other.get("/webhooks/events").has(200).json().get("events").isEmpty()).isTrue();
      other.get("/webhooks/events/" + event + "/deliveries").has(404);
      other.post("/webhooks/events/" + event + "/redeliver", "").has(404);
      other.post("/webhooks/endpoint/resume", "").has(404);
      String all = "{\"since\": \"2020-01-01T00:00:00Z\"}";
      assertThat(other.post("/webhooks/redeliver", all).json().get("redelivered").asInt()).isZero();
    }
  }

  @Test
  void aKeyForReadingMayLookAndNotChange() {
    order();
    received(2);
    Client reader = server.running().bearer(customer.key("live", "read").text("/key"));
    String event = events("").getFirst().get("id").asString();
    reader.get("/webhooks/events").has(200);
    reader.get("/webhooks/events/" + event + "/deliveries").has(200);
    reader.post("/webhooks/events/" + event + "/redeliver", "").has(403);
    reader.post("/webhooks/redeliver", "{\"since\": \"2020-01-01\"}").has(403);
    reader.post("/webhooks/endpoint/resume", "").has(403);
    reader.post("/webhooks/endpoint/rotate-secret", "").has(403);
  }

  private static List<String> signatures(Request request) {
    return Arrays.asList(
        Objects.requireNonNull(request.header("Webhook-signature")).split(" ", -1));
  }

  /// As a receiver computes it: the standard library and the specification, nothing of ours.
  private static String standard(String secret, Request request) {
    byte[] key = Base64.getDecoder().decode(secret.substring("zn_whsec_".length()));
    String signed =
        request.header("Webhook-id")
            + "."
            + request.header("Webhook-timestamp")
            + "."
            + request.body();
    return "v1," + Base64.getEncoder().encodeToString(hmac(key, signed));
  }

  private static String zinc(String secret, Request request) {
    return HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), request.body()));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
