package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.testkit.SilentProxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The host of the database vanishes: it answers nothing, and does not hang up either.
class SilentDatabaseTest {

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final int AT_ONCE = 40;
  private static final String PAGE = "https://www.amazon.com/dp/B000000001";

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  @TempDir private Path data;

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private SilentProxy way;
  private RunningServer server;

  @BeforeEach
  void start() {
    URI database = URI.create(DB.url().substring("jdbc:".length()));
    way = SilentProxy.to(new InetSocketAddress(database.getHost(), database.getPort()));
    server = RunningServer.start(data, Map.of("database.url", way.instead(DB.url())));
    assertThat(submit("before").status()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    way.speak();
    server.close();
    way.close();
  }

  private record Timed(int status, Duration took) {}

  private Answer submit(String key) {
    return server.live().post("/orders", order(key));
  }

  private static ObjectNode order(String key) {
    return CurrentRequests.order(PAGE).put("idempotency_key", key);
  }

  /// Any answer will do, also one that no document describes.
  private static Timed timed(HttpRequest.Builder request) throws Exception {
    long begun = System.nanoTime();
    int status = HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
    return new Timed(status, Duration.ofNanos(System.nanoTime() - begun));
  }

  private static final Set<Integer> TAKEN = Set.of(201, 409);

  private boolean isTaken(String key) throws Exception {
    return TAKEN.contains(timed(submission(key)).status());
  }

  private HttpRequest.Builder submission(String key) {
    return server.live().request("/orders").POST(BodyPublishers.ofString(order(key).toString()));
  }

  /// Requests of all sorts, at once, and again for as long as the silence lasts.
  private List<Future<Timed>> requests(ExecutorService threads, String name) {
    List<Future<Timed>> requests = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      HttpRequest.Builder current = submission(name + i);
      HttpRequest.Builder classic =
          server
              .classic()
              .request("/v1/orders")
              .POST(BodyPublishers.ofString(ClassicRequests.seedOrder().toString()));
      requests.add(threads.submit(() -> timed(current)));
      requests.add(threads.submit(() -> timed(classic)));
      requests.add(threads.submit(() -> timed(server.live().request("/orders?limit=1").GET())));
      requests.add(threads.submit(() -> timed(server.live().request("/wallet/me").GET())));
    }
    return requests;
  }

  @Test
  void everyRequestIsAnsweredAndAllGoesOnWhenItIsBack() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      way.fallSilent();
      long silentSince = System.nanoTime();
      List<Future<Timed>> first = requests(threads, "first-");

      await().atMost(LIMIT).until(() -> server.stranger().get("/health/ready").status() == 503);
      Answer notReady = server.stranger().get("/health/ready");
      assertThat(notReady.text("/status")).isEqualTo("down");
      assertThat(notReady.text("/problems/0/part")).isEqualTo("database");
      Timed live = timed(server.stranger().request("/health/live").GET());
      areAnswered(live);
      assertThat(live.status()).isEqualTo(200);

      for (Future<Timed> request : first) {
        areAnswered(request.get());
      }
      List<Future<Timed>> second = requests(threads, "second-");
      for (Future<Timed> request : second) {
        areAnswered(request.get());
      }
      assertThat(Duration.ofNanos(System.nanoTime() - silentSince))
          .isGreaterThan(LIMIT.dividedBy(3));
    }

    way.speak();
    long back = System.nanoTime();
    await().atMost(LIMIT).until(() -> server.stranger().get("/health/ready").status() == 200);
    await().atMost(LIMIT).until(() -> isTaken("after"));
    assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(LIMIT);
    eachKeyIsOneOrder();
  }

  @Test
  void aHostThatComesBackWithoutItsConnectionsIsUsedAgain() {
    way.fallSilent();
    await().atMost(LIMIT).until(() -> server.stranger().get("/health/ready").status() == 503);

    way.cut();
    way.speak();
    await().atMost(LIMIT).until(() -> server.stranger().get("/health/ready").status() == 200);
    await().atMost(LIMIT).until(() -> isTaken("after"));
    String order = submit("after").has(409).text("/error/details/order_id");
    server.live().until("/orders/" + order, a -> a.text("/status").equals("order_placed"));
  }

  private static void areAnswered(Timed request) {
    assertThat(request.took()).isLessThan(LIMIT);
    assertThat(request.status()).isBetween(200, 503);
  }

  /// What a client was not told of it learns by asking again.
  private void eachKeyIsOneOrder() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < AT_ONCE; i++) {
      Answer again = submit("first-" + i);
      assertThat(again.status()).isIn(201, 409);
      String id = again.text(again.status() == 201 ? "/id" : "/error/details/order_id");
      ids.add(id);
      assertThat(submit("first-" + i).has(409).text("/error/details/order_id")).isEqualTo(id);
    }
    assertThat(ids).hasSize(AT_ONCE);
  }
}
