package dev.brass.bench.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A customer who uploads files and asks what became of them.
final class BulkClient implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final String BULK = "/orders/bulk";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;
  private final String key;

  private BulkClient(String base, String key) {
    this.base = base;
    this.key = key;
  }

  /// The customer that every server has.
  ///
  /// @param keys the server's `keys.json`
  static BulkClient first(String base, Path keys) throws IOException {
    return new BulkClient(base, key(keys, "api_key"));
  }

  /// A customer who has never ordered.
  static BulkClient another(String base, Path keys) throws IOException, InterruptedException {
    try (BulkClient operator = new BulkClient(base, key(keys, "admin_key"))) {
      JsonNode tenant = operator.post("/admin/tenants", "{\"name\":\"another\"}");
      JsonNode made =
          operator.post(
              "/admin/tenants/" + tenant.path("id").asString() + "/keys",
              "{\"kind\":\"live\",\"name\":\"uploads\",\"scope\":\"full\"}");
      return new BulkClient(base, made.path("key").asString());
    }
  }

  private static String key(Path keys, String name) throws IOException {
    return JSON.readTree(Files.readString(keys)).path(name).asString();
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /// Uploads a file; gives the id of its batch.
  String upload(byte[] file) throws IOException, InterruptedException {
    return send(request(BULK + "?filename=sales.csv")
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofByteArray(file)))
        .path("id")
        .asString();
  }

  /// A batch without its rows.
  JsonNode batch(String id) throws IOException, InterruptedException {
    return send(request(BULK + "/" + id + "?rows=none").GET());
  }

  /// A batch with its rows.
  JsonNode rows(String id) throws IOException, InterruptedException {
    return send(request(BULK + "/" + id).GET());
  }

  /// How many orders the customer has.
  long orders() throws IOException, InterruptedException {
    return send(request("/orders?limit=1").GET()).path("total").asLong();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(ANSWER)
        .header("Authorization", "Bearer " + key);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
