package dev.brass.bench.crash;

import dev.brass.bench.crash.Purchase.Door;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The clients of the simulation, as the documents want them: what gets no answer, or a server's
/// error, is sent again with the same key. Thread-safe.
final class Shopper implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final String base;
  private final Keys keys;
  private final Ledger ledger;

  /// The keys to call with, from `keys.json`.
  record Keys(String clientToken, String apiKey, String testApiKey) {}

  Shopper(String base, Keys keys, Ledger ledger) {
    this.base = base;
    this.keys = keys;
    this.ledger = ledger;
  }

  /// An answer.
  record Answer(int status, String body) {

    JsonNode json() {
      return JSON.readTree(body);
    }
  }

  /// How an order stands in the words of its channel: `order_placed`, `cancelled`, …; for a failed
  /// one the code or type of its error.
  record Standing(boolean placed, boolean underWay, String word) {}

  /// Submits until it is acknowledged, then does what the purchase says.
  void buy(Purchase purchase) throws InterruptedException {
    UUID order = submit(purchase);
    if (order == null) {
      return;
    }
    ledger.acknowledged(purchase, order);
    if (purchase.cancels()) {
      cancel(purchase, order);
    }
    if (ThreadLocalRandom.current().nextInt(4) == 0) {
      standing(purchase, order);
    }
  }

  /// The order of a submission; null when it was refused, which is a flaw.
  @Nullable UUID submit(Purchase purchase) throws InterruptedException {
    boolean v1 = purchase.channel() == Door.V1;
    Answer answer =
        insist(
            request(purchase, v1 ? "/v1/orders" : "/orders")
                .POST(BodyPublishers.ofString(purchase.body()))
                .build());
    try {
      return switch (answer.status()) {
        case 200, 201 -> v1 ? v1Id(answer) : UUID.fromString(answer.json().get("id").asString());
        case 409 -> UUID.fromString(answer.json().at("/details/order_id").asString());
        default -> refused(purchase, answer);
      };
    } catch (JacksonException | IllegalArgumentException e) {
      return refused(purchase, answer);
    }
  }

  private @Nullable UUID refused(Purchase purchase, Answer answer) {
    ledger.flaw("%s was answered with %d: %s".formatted(purchase, answer.status(), answer.body()));
    return null;
  }

  private static UUID v1Id(Answer answer) {
    String digits = answer.json().get("request_id").asString();
    return new UUID(
        HexFormat.fromHexDigitsToLong(digits, 0, 16),
        HexFormat.fromHexDigitsToLong(digits, 16, 32));
  }

  private void cancel(Purchase purchase, UUID order) throws InterruptedException {
    Answer answer =
        insist(
            request(purchase, "/orders/" + order + "/cancel")
                .POST(BodyPublishers.noBody())
                .build());
    switch (answer.status()) {
      case 204 -> ledger.cancelled(order);
      case 400 -> {}
      default ->
          ledger.flaw(
              "the cancel of %s (order %s) was answered with %d: %s"
                  .formatted(purchase, order, answer.status(), answer.body()));
    }
  }

  /// How the order of a purchase stands; null when it is not found, which is a flaw.
  @Nullable Standing standing(Purchase purchase, UUID order) throws InterruptedException {
    boolean v1 = purchase.channel() == Door.V1;
    String path = v1 ? "/v1/orders/" + order.toString().replace("-", "") : "/orders/" + order;
    Answer answer = insist(request(purchase, path).GET().build());
    try {
      if (answer.status() == 200) {
        return v1 ? v1Standing(answer.json()) : v2Standing(answer.json());
      }
    } catch (JacksonException e) {
      // told below
    }
    ledger.flaw(
        "order %s of %s was acknowledged, and asking for it is answered with %d: %s"
            .formatted(order, purchase, answer.status(), answer.body()));
    return null;
  }

  private static Standing v1Standing(JsonNode body) {
    if (body.path("_type").asString("").equals("order_response")) {
      return new Standing(true, false, body.has("cancellation") ? "called_off" : "placed");
    }
    String code = body.path("code").asString("");
    return new Standing(false, code.equals("request_processing"), code);
  }

  private static Standing v2Standing(JsonNode body) {
    String status = body.path("status").asString("");
    return switch (status) {
      case "order_placed" -> new Standing(true, false, "placed");
      case "cancelled_by_retailer" -> new Standing(true, false, "called_off");
      case "order_failed" ->
          new Standing(false, false, body.at("/job_result/error_type").asString(""));
      case "pending", "in_progress" -> new Standing(false, true, status);
      default -> new Standing(false, false, status);
    };
  }

  /// Registers the receiver of one mode; gives the secret that signs for it.
  String register(boolean test, String url) throws InterruptedException {
    Answer answer =
        insist(
            HttpRequest.newBuilder(URI.create(base + "/webhooks/endpoint"))
                .timeout(ANSWER)
                .header("Authorization", bearer(test))
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("url", url))))
                .build());
    if (answer.status() != 200) {
      throw new IllegalStateException("the endpoint was refused: " + answer.body());
    }
    return answer.json().get("webhook_secret").asString();
  }

  /// Moves the sandbox's time, once; false when there was no answer.
  boolean moveClock(Duration by) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/sandbox/clock"))
            .timeout(ANSWER)
            .header("Authorization", bearer(false))
            .POST(BodyPublishers.ofString("{\"advance\":\"" + by + "\"}"))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpRequest.Builder request(Purchase purchase, String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(ANSWER)
        .header(
            "Authorization",
            purchase.channel() == Door.V1 ? basic(keys.clientToken()) : bearer(purchase.test()))
        .header("Content-Type", "application/json");
  }

  private String bearer(boolean test) {
    return "Bearer " + (test ? keys.testApiKey() : keys.apiKey());
  }

  private static String basic(String user) {
    return "Basic "
        + Base64.getEncoder().encodeToString((user + ":").getBytes(StandardCharsets.UTF_8));
  }

  /// Sends until there is an answer that is not the server's own failure.
  private Answer insist(HttpRequest request) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long pause = 20;
    while (true) {
      String last;
      try {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() < 500) {
          return new Answer(response.statusCode(), response.body());
        }
        last = response.statusCode() + " " + response.body();
      } catch (IOException e) {
        last = e.toString();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "no answer to " + request.method() + " " + request.uri() + "; the last try: " + last);
      }
      ledger.triedAgain();
      Thread.sleep(pause + ThreadLocalRandom.current().nextLong(pause));
      pause = Math.min(400, pause * 2);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
