package dev.brass.bench.nodes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Requests to the servers by their common address, each sent until it is answered by other than a
/// server's error. Thread-safe.
final class Wire implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /// A little longer than a server may take to answer whatever happens to its database.
  private static final Duration ANSWER = Duration.ofSeconds(17);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final String base;
  private final Runnable triedAgain;

  /// Requests to one address.
  ///
  /// @param triedAgain told each time that a request is sent once more
  Wire(String base, Runnable triedAgain) {
    this.base = base;
    this.triedAgain = triedAgain;
  }

  /// What to authorize requests with.
  ///
  /// @param classic of the classic API
  /// @param operator of the operators' API
  record Keys(String classic, String current, String operator) {

    static Keys of(Path file) throws IOException {
      JsonNode keys = JsonMapper.shared().readTree(Files.readString(file));
      String token = keys.required("client_token").asString() + ":";
      return new Keys(
          "Basic " + Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8)),
          "Bearer " + keys.required("api_key").asString(),
          "Bearer " + keys.required("admin_key").asString());
    }
  }

  /// What came back.
  ///
  /// @param headers by their names in lower case
  record Reply(int status, String body, Map<String, String> headers) {

    boolean is2xx() {
      return status / 100 == 2;
    }

    boolean isServersFault() {
      return status >= 500 || status == 429;
    }

    JsonNode json() {
      try {
        return JsonMapper.shared().readTree(body);
      } catch (JacksonException e) {
        return MissingNode.getInstance();
      }
    }

    String text(String pointer) {
      return json().at(pointer).asString("");
    }

    @Nullable String header(String name) {
      return headers.get(name);
    }

    @Override
    public String toString() {
      return status + " " + body.substring(0, Math.min(body.length(), 600));
    }
  }

  Reply get(String path, String authorization) throws InterruptedException {
    return insist(request(path, authorization).GET().build());
  }

  Reply post(String path, String body, @Nullable String authorization) throws InterruptedException {
    return insist(request(path, authorization).POST(BodyPublishers.ofString(body)).build());
  }

  Reply put(String path, String body, String authorization) throws InterruptedException {
    return insist(request(path, authorization).PUT(BodyPublishers.ofString(body)).build());
  }

  /// Sends once; null without an answer.
  @Nullable Reply once(String method, String path, String body, String authorization)
      throws InterruptedException {
    try {
      return send(
          request(path, authorization).method(method, BodyPublishers.ofString(body)).build());
    } catch (IOException e) {
      return null;
    }
  }

  private HttpRequest.Builder request(String path, @Nullable String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(ANSWER)
            .header("Content-Type", "application/json");
    return authorization == null ? request : request.header("Authorization", authorization);
  }

  private Reply send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    Map<String, String> headers = new HashMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    return new Reply(response.statusCode(), response.body(), headers);
  }

  /// Of refusals for too many requests at once the caller hears, too: who waits, waits for them.
  private Reply insist(HttpRequest request) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long pause = 50;
    while (true) {
      String last;
      try {
        Reply reply = send(request);
        if (!reply.isServersFault()) {
          return reply;
        }
        last = reply.toString();
      } catch (IOException e) {
        last = e.toString();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "no answer to " + request.method() + " " + request.uri() + "; the last try: " + last);
      }
      triedAgain.run();
      Thread.sleep(pause + ThreadLocalRandom.current().nextLong(pause));
      pause = Math.min(1_000, pause * 2);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
