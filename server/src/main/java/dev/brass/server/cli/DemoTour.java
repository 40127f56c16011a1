package dev.brass.server.cli;

import dev.brass.server.Server;
import dev.brass.server.config.DataFolder;
import dev.brass.server.egress.WholeExchange;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.TimelineEntry;
import dev.brass.server.text.Characters;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The tour of the demo: the order of the classic Zinc docs over the classic API, as any client
/// would place it, explained step by step.
final class DemoTour {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;
  private final Path data;
  private final DemoReceiver receiver;
  private final PrintWriter out;
  private final String authorization;

  DemoTour(Server server, Path data, DemoReceiver receiver, PrintWriter out) {
    this.server = server;
    this.data = data;
    this.receiver = receiver;
    this.out = out;
    String keys = new DataFolder(data).read("keys.json").orElseThrow();
    String token = JSON.readTree(keys).path("client_token").asString();
    this.authorization =
        "Basic "
            + Base64.getEncoder().encodeToString((token + ":").getBytes(StandardCharsets.UTF_8));
  }

  void walk() {
    title("1  The order of the classic API's documents: POST /v1/orders");
    ObjectNode order = order();
    String request = post("/v1/orders", order.toString()).path("request_id").asString();
    say("request_id  " + request);
    say("(its webhooks point to a receiver in this process instead of mywebsite.com)");

    title("2  Placed at the sandbox: GET /v1/orders/" + request);
    JsonNode placed = await(request, a -> a.path("_type").asString().equals("order_response"));
    showPlaced(placed);

    title("3  Three days later: POST /sandbox/clock {\"advance\": \"PT3H\"}, then P3D");
    post("/sandbox/clock", "{\"advance\":\"PT3H\"}");
    await(request, a -> !a.path("tracking").isEmpty());
    post("/sandbox/clock", "{\"advance\":\"P3D\"}");
    JsonNode delivered = await(request, DemoTour::isDelivered);
    showTracking(delivered);

    title("4  What happened, and why");
    for (TimelineEntry entry : server.orders().timeline(key(request))) {
      say(TIME.format(entry.event().at()) + "  " + entry.what());
    }

    title("5  The webhooks that were received");
    awaitWebhooks();
    for (DemoReceiver.Received message : receiver.received()) {
      JsonNode body = JSON.readTree(message.body());
      say(
          "%-28s %s"
              .formatted(
                  message.path().replace("/zinc/", ""),
                  body.has("code") ? body.path("code").asString() : body.path("_type").asString()));
    }
    whereToLook(request);
  }

  private ObjectNode order() {
    ObjectNode order = (ObjectNode) JSON.readTree(resource());
    ObjectNode webhooks = (ObjectNode) order.get("webhooks");
    for (String event : webhooks.propertyNames().toArray(String[]::new)) {
      webhooks.put(
          event, webhooks.get(event).asString().replace("http://mywebsite.com", receiver.url()));
    }
    return order;
  }

  private static String resource() {
    try (InputStream in =
        Objects.requireNonNull(DemoTour.class.getResourceAsStream("demo-order.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void showPlaced(JsonNode placed) {
    JsonNode price = placed.path("price_components");
    for (JsonNode m : placed.path("merchant_order_ids")) {
      say(
          "merchant order  "
              + m.path("merchant_order_id").asString()
              + " at "
              + m.path("merchant").asString()
              + ", account "
              + m.path("account").asString());
    }
    say(
        "price           subtotal %d + shipping %d + tax %d = %d cents"
            .formatted(
                price.path("subtotal").asLong(),
                price.path("shipping").asLong(),
                price.path("tax").asLong(),
                price.path("total").asLong()));
    say(
        "the card in the echo reads "
            + placed.path("request").path("payment_method").path("number").asString());
  }

  private void showTracking(JsonNode delivered) {
    for (JsonNode t : delivered.path("tracking")) {
      say(
          "%s %s  %s"
              .formatted(
                  t.path("carrier").asString(),
                  t.path("tracking_number").asString(),
                  t.path("delivery_status").asString()));
    }
  }

  private static boolean isDelivered(JsonNode answer) {
    JsonNode tracking = answer.path("tracking");
    return !tracking.isEmpty()
        && tracking
            .valueStream()
            .allMatch(t -> t.path("delivery_status").asString().equals("Delivered"));
  }

  private void awaitWebhooks() {
    // order_placed and tracking_obtained; order_failed has no reason to come.
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (receiver.received().size() < 2 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private void whereToLook(String request) {
    String keys = data.resolve("keys.json").normalize().toString();
    title("Where to look");
    say("docs        README.md, docs/README.md");
    say("keys        " + keys);
    say("metrics     " + server.baseUrl() + "/metrics (with the admin key)");
    title("Three lines to try");
    out.println(
        "  TOKEN=$(sed -n 's/.*\"client_token\" *: *\"\\([^\"]*\\)\".*/\\1/p' " + keys + ")");
    out.println("  curl -u $TOKEN: " + server.baseUrl() + "/v1/orders/" + request);
    out.println(
        "  curl -u $TOKEN: " + server.baseUrl() + "/sandbox/clock -d '{\"advance\": \"PT6H\"}'");
    out.println();
    out.flush();
  }

  private OrderKey key(String request) {
    String id = Characters.asUuid(request);
    return new OrderKey(server.defaultTenant(), new OrderId(UUID.fromString(id)));
  }

  private JsonNode await(String request, Predicate<JsonNode> done) {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (true) {
      JsonNode answer = send(to("/v1/orders/" + request).GET().build());
      if (done.test(answer)) {
        return answer;
      }
      boolean failed =
          answer.path("_type").asString().equals("error")
              && !answer.path("code").asString().equals("request_processing");
      if (failed || System.nanoTime() - end > 0) {
        throw new CommandException("the demo's order was not delivered: " + answer);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private JsonNode post(String path, String body) {
    return send(to(path).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
        .header("Authorization", authorization)
        .timeout(LIMIT);
  }

  private JsonNode send(HttpRequest request) {
    try {
      HttpResponse<String> response =
          WholeExchange.within(LIMIT, http, request, BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw new CommandException(
            request.uri().getPath()
                + " answered "
                + response.statusCode()
                + ": "
                + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  private void title(String text) {
    out.println();
    out.println(text);
    out.flush();
  }

  private void say(String text) {
    out.println("   " + text);
    out.flush();
  }
}
