package dev.brass.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A tenant of a server beside its first one, who places single orders by the classic API and looks
/// after them. Thread-safe.
final class Customer implements AutoCloseable {

  private static final Duration FIRST_LOOKS = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ServerProcess server;
  private final String authorization;

  /// A new tenant of a server.
  Customer(ServerProcess server) throws IOException, InterruptedException {
    this.server = server;
    JsonNode tenant =
        post(
            server.operatorRequest("/admin/tenants"),
            "{\"name\":\"customer %s\"}".formatted(UUID.randomUUID()));
    JsonNode made =
        post(
            server.operatorRequest("/admin/tenants/" + tenant.path("id").asString() + "/keys"),
            "{\"kind\":\"client\",\"name\":\"orders\",\"scope\":\"full\"}");
    String credentials = made.path("key").asString() + ":";
    authorization =
        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  /// Submits an order and looks at it again and again until it is placed; gives the milliseconds
  /// from the one to the other.
  ///
  /// @throws IllegalStateException when it fails, or is not placed within a minute
  double millisUntilPlaced(String order) throws IOException, InterruptedException {
    return timesOf(order).placed();
  }

  /// What an order took, in milliseconds from its beginning.
  ///
  /// @param posted until it was answered
  /// @param placed until it was seen to be placed
  record Times(double posted, double placed) {}

  /// As above, with the time until the submission was answered.
  Times timesOf(String order) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    String id = post(own("/v1/orders"), order).path("request_id").asString();
    double posted = (System.nanoTime() - begun) / 1e6;
    while (true) {
      JsonNode answer = send(own("/v1/orders/" + id).GET());
      if (answer.path("_type").asString("").equals("order_response")) {
        return new Times(posted, (System.nanoTime() - begun) / 1e6);
      }
      if (!answer.path("code").asString("").equals("request_processing")
          || System.nanoTime() - begun > LONGEST.toNanos()) {
        throw new IllegalStateException("an order is not placed: " + answer);
      }
      // Rarely compared with how long it takes: looks must not be most of the server's work.
      long waited = System.nanoTime() - begun;
      Thread.sleep(Duration.ofNanos(Math.max(FIRST_LOOKS.toNanos(), waited / 20)));
    }
  }

  private HttpRequest.Builder own(String path) {
    return HttpRequest.newBuilder(server.url().resolve(path))
        .header("Authorization", authorization)
        .timeout(LONGEST);
  }

  private JsonNode post(HttpRequest.Builder request, String body)
      throws IOException, InterruptedException {
    return send(
        request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> reply = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (reply.statusCode() >= 300) {
      throw new IOException(reply.statusCode() + " " + reply.body());
    }
    return JsonMapper.shared().readTree(reply.body());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
