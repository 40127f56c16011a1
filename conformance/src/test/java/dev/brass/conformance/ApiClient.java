package dev.brass.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A plain HTTP client with the keys of a started server.
final class ApiClient {

  private final HttpClient http = HttpClient.newHttpClient();
  private final StartedServer server;

  ApiClient(StartedServer server) {
    this.server = server;
  }

  /// The JSON that the classic API answers, whatever the status.
  JsonNode v1(String method, String path, @Nullable String body) {
    String pair = server.key("client_token") + ":";
    return send(
        method,
        path,
        body,
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  /// The JSON that the current API answers a live key, whatever the status.
  JsonNode v2(String method, String path, @Nullable String body) {
    return send(method, path, body, "Bearer " + server.key("api_key"));
  }

  private JsonNode send(String method, String path, @Nullable String body, String authorization) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Authorization", authorization)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      return JsonMapper.shared().readTree(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
