package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.Client.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests that would take more memory than there is: a server of 512 MiB refuses them, or serves
/// them piece by piece, and serves others meanwhile.
class HostileMemoryTest {

  @RegisterExtension static final TestDatabase database = TestDatabase.perClass();
  @TempDir static Path data;

  private static final int MIB = 1024 * 1024;

  @SuppressWarnings("NullAway.Init") // start() sets it
  private static ServerLife server;

  @SuppressWarnings("NullAway.Init") // start() sets it
  private static Client classic;

  @SuppressWarnings("NullAway.Init") // start() sets it
  private static Client current;

  @SuppressWarnings("NullAway.Init") // start() sets it
  private static Client other;

  @BeforeAll
  static void start() throws IOException {
    // Orders may be as large here as they could be before.
    Map<String, String> settings = Map.of("BRASS_HTTP_MAX_BODY", "1MiB");
    server = ServerLife.start(data, database, settings, null, "512m");
    JsonNode keys = Client.JSON.readTree(Files.readString(data.resolve("keys.json")));
    String token = keys.get("client_token").asString() + ":";
    classic =
        server
            .client()
            .with(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8)));
    other =
        other(server.client().with("Authorization", "Bearer " + keys.get("admin_key").asString()));
    current = server.client().with("Authorization", "Bearer " + keys.get("api_key").asString());
  }

  /// Another tenant.
  private static Client other(Client operator) {
    String tenant = operator.post("/admin/tenants", "{\"name\":\"other\"}").text("/id");
    String path = "/admin/tenants/" + tenant;
    Answer key =
        operator.post(path + "/keys", "{\"kind\":\"live\",\"name\":\"k\",\"scope\":\"full\"}");
    return server.client().with("Authorization", "Bearer " + key.text("/key"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// An order of so many bytes, about.
  private static ObjectNode order(int bytes) {
    ObjectNode order = ClassicRequests.seedOrder();
    order.remove("webhooks");
    ArrayNode products = order.putArray("products");
    ObjectNode product =
        Client.JSON.createObjectNode().put("product_id", "0923568964").put("quantity", 1);
    for (int size = 0; size < bytes; size += 20 * 480) {
      ObjectNode next = product.deepCopy();
      ArrayNode variants = next.putArray("variants");
      for (int i = 0; i < 20; i++) {
        variants.addObject().put("dimension", "size " + i).put("value", "x".repeat(440));
      }
      products.add(next);
    }
    return order;
  }

  private static void servesOthers() {
    assertThat(server.client().get("/health/live").status()).isEqualTo(200);
    other.post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826")).has(201);
  }

  @Test
  void anOperationWhosePlacesStandForTooMuchFails() {
    ArrayNode places = Client.JSON.createArrayNode();
    for (int i = 0; i < 10_000; i++) {
      places.add("{{a.response_body}}");
    }
    String id = classic.post("/v1/orders", order(120_000)).has(200).text("/request_id");
    ObjectNode looks = BatchRequests.operation("GET", "/v1/orders/" + id).put("reference", "a");
    ObjectNode bomb =
        BatchRequests.operation(
            "POST", "/orders", Client.JSON.createObjectNode().set("metadata", places));
    Answer batch = current.post(BatchRequests.BATCHES, BatchRequests.batch(looks, bomb)).has(200);
    BatchRequests.completed(current, batch);
    JsonNode operations = BatchRequests.operations(current, batch);
    assertThat(operations.get(1).at("/failure/code").asString())
        .as(operations.get(1).toString())
        .isEqualTo("reference_unresolved");
    servesOthers();
  }

  @Test
  void largeBatchesOfNothingAreLookedThroughAndRefused() throws Exception {
    byte[] body =
        ("{\"batch\":{\"batch_operations\":[" + "{},".repeat((16 * MIB - 64) / 3) + "{}]}}")
            .getBytes(StandardCharsets.UTF_8);
    List<Integer> statuses =
        atOnce(
            4,
            () ->
                current
                    .send(
                        current
                            .request(BatchRequests.BATCHES)
                            .POST(BodyPublishers.ofByteArray(body)))
                    .status());
    assertThat(statuses).allMatch(status -> List.of(413, 422, 429).contains(status));
    servesOthers();
  }

  @Test
  void listsOfLargeOrdersAreWrittenPieceByPiece() throws Exception {
    String order = order(900_000).toString();
    int count = 24;
    for (int i = 0; i < count; i++) {
      classic.post("/v1/orders", order).has(200);
    }
    List<Long> sizes =
        atOnce(
            3,
            () -> {
              try (HttpClient http = HttpClient.newHttpClient()) {
                HttpResponse<InputStream> response =
                    http.send(
                        classic.request("/v1/orders?limit=5000").GET().build(),
                        BodyHandlers.ofInputStream());
                assertThat(response.statusCode()).isEqualTo(200);
                try (InputStream in = response.body()) {
                  return in.transferTo(OutputStream.nullOutputStream());
                }
              }
            });
    assertThat(sizes).allMatch(size -> size > count * 850_000L);
    servesOthers();
  }

  private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> all = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        all.add(threads.submit(call));
      }
      servesOthers();
      List<T> results = new ArrayList<>();
      for (Future<T> each : all) {
        results.add(each.get());
      }
      return results;
    }
  }
}
