package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import dev.brass.testkit.shop.HttpShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// How many orders a node places at a time when its stores are slow.
class InFlightTest {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  /// So many ask at a time.
  private static final int SENDERS = 16;

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  @TempDir Path folder;

  @Test
  void manyMoreOrdersWaitForASlowStoreThanTheNodeWorksOn() throws Exception {
    int orders = 400;
    try (HttpShop shop = HttpShop.open(InstantSource.system());
        RunningServer server = server(shop, Map.of("orders.max-in-flight", "1000"))) {
      shop.hang();
      submit(server, shop, orders);

      await().atMost(LONGEST).until(() -> shop.calls() == orders);

      shop.resume();
      awaitPlaced(server, orders);
      assertThat(shop.mostAtOnce()).isEqualTo(orders);
      assertThat(shop.orders()).hasSize(orders);
    }
  }

  /// One store gets half of what is free.
  @Test
  void noMoreAreInFlightThanTheNodeMayHave() throws Exception {
    int orders = 50;
    try (HttpShop shop = HttpShop.open(InstantSource.system());
        RunningServer server = server(shop, Map.of("orders.max-in-flight", "20"))) {
      shop.hang();
      submit(server, shop, orders);
      await().atMost(LONGEST).until(() -> shop.calls() == 10);

      shop.resume();
      awaitPlaced(server, orders);
      assertThat(shop.mostAtOnce()).isEqualTo(10);
    }
  }

  private RunningServer server(HttpShop shop, Map<String, String> more) throws IOException {
    Path config = folder.resolve("brass.yaml");
    Files.writeString(
        config,
        """
        stores:
          - code: shop
            platform: http-shop
            hosts: ["127.0.0.1:%d"]
            max-concurrency: 1000
            settings:
              url: %s
        """
            .formatted(shop.port(), shop.url()));
    Map<String, String> settings = new HashMap<>(more);
    settings.put("database.url", db.url());
    settings.put("config", config.toString());
    return RunningServer.start(Files.createDirectory(folder.resolve("data")), settings);
  }

  private static void submit(RunningServer server, HttpShop shop, int count) {
    Client client = server.live();
    List<Future<Client.Answer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
      for (int i = 0; i < count; i++) {
        String page = shop.url() + "/p/product-" + i;
        answers.add(threads.submit(() -> client.post("/orders", CurrentRequests.order(page))));
      }
    }
    answers.forEach(answer -> answer.resultNow().has(201));
  }

  private static void awaitPlaced(RunningServer server, int count) {
    Client client = server.live();
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                client
                        .get("/orders?status_filter=order_placed&limit=1")
                        .has(200)
                        .json()
                        .get("total")
                        .asInt()
                    == count);
  }
}
