package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The PostgreSQL that comes along is killed while the server works.
class KilledPostgresTest {

  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final String PAGE = "https://www.amazon.com/dp/B0KILLED01";
  private static final int CLIENTS = 8;
  private static final int ORDERS = 30;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path data;

  /// The id of each order that was acknowledged, by its key.
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  private final AtomicInteger orders = new AtomicInteger();
  private final AtomicBoolean enough = new AtomicBoolean();

  @Test
  void theServerGoesOnAndLosesNothingThatItAcknowledged() throws Exception {
    try (RunningServer server = RunningServer.start(data, Map.of("orders.place-timeout", "5s"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(() -> submitUntilEnough(server)));
      }
      try {
        await().until(() -> acknowledged.size() >= ORDERS);
        killPostgres();
        Set<String> saying = new HashSet<>();
        await()
            .pollInterval(Duration.ofMillis(20))
            .atMost(LONGEST)
            .until(() -> isNotReady(server, saying));
        int known = acknowledged.size();
        await().atMost(LONGEST).until(() -> acknowledged.size() > known + CLIENTS);
        await().atMost(LONGEST).until(() -> readiness(server).statusCode() == 200);
        assertThat(saying).containsAnyOf("postgres", "database");
      } finally {
        // Those who submit are waited for, whatever happened.
        enough.set(true);
      }
      for (Future<?> client : clients) {
        client.get();
      }
      assertThat(new HashSet<>(acknowledged.values())).hasSameSizeAs(acknowledged.keySet());
      for (String id : acknowledged.values()) {
        server.live().until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
      }
    }
    assertThat(data.resolve("postgres/cluster/postmaster.pid")).doesNotExist();
  }

  private void submitUntilEnough(RunningServer server) {
    while (!enough.get()) {
      String key = "order-" + orders.incrementAndGet();
      // As clients do: again under the same key until there is an answer.
      while (!enough.get() && !isAcknowledged(server, key)) {
        Thread.onSpinWait();
      }
    }
  }

  private boolean isAcknowledged(RunningServer server, String key) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              server
                  .live()
                  .request("/orders")
                  .POST(
                      BodyPublishers.ofString(
                          CurrentRequests.order(PAGE).put("idempotency_key", key).toString()))
                  .build(),
              BodyHandlers.ofString());
      JsonNode body = Client.JSON.readTree(answer.body());
      String id =
          answer.statusCode() == 201
              ? body.at("/id").asString("")
              : body.at("/error/details/order_id").asString("");
      if (!id.isEmpty()) {
        acknowledged.put(key, id);
      }
      return !id.isEmpty();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> readiness(RunningServer server) throws Exception {
    return HTTP.send(
        server.stranger().request("/health/ready").GET().build(), BodyHandlers.ofString());
  }

  private static boolean isNotReady(RunningServer server, Set<String> parts) throws Exception {
    HttpResponse<String> answer = readiness(server);
    if (answer.statusCode() == 503) {
      Client.JSON
          .readTree(answer.body())
          .get("problems")
          .forEach(problem -> parts.add(problem.get("part").asString()));
    }
    return answer.statusCode() == 503;
  }

  private void killPostgres() throws IOException {
    String pid = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid")).getFirst();
    ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow().destroyForcibly();
  }

  @Test
  void aServerWhosePostgresDoesNotStartAgainSaysSoAndEndsWithItsOwnExitCode() throws Exception {
    try (ServerLife life = ServerLife.start(data, null, Map.of(), null)) {
      assertThat(life.client().get("/health/live").status()).isEqualTo(200);
      Files.move(data.resolve("postgres/cluster/global"), data.resolve("gone"));
      killPostgres();
      await()
          .pollInterval(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(60))
          .until(() -> life.client().get("/health/live").status() == 503);
      assertThat(life.client().get("/health/live").text("/problems/0/part")).isEqualTo("postgres");
      assertThat(life.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(life.process().exitValue()).isEqualTo(75);
    }
  }
}
