package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.postgres.EmbeddedPostgres;
import dev.brass.postgres.PhysicalCopy;
import dev.brass.testkit.shop.HttpShop;
import dev.brass.testkit.shop.ShopOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The restore of a backup, from the copy to the release, as `docs/guide/restore.md` tells it: the
/// database forgets what it was told after the copy, the shop does not, and nothing is bought
/// twice.
@Execution(ExecutionMode.CONCURRENT)
class RestoreTest {

  private static final int BEFORE = 20;
  private static final int DURING = 10;
  private static final int AFTER = 200;
  private static final int BATCHED = 20;

  @TempDir Path folder;

  @Test
  void nothingIsBoughtTwiceAndEveryOrderThatIsSentAgainIsFound() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path copied = folder.resolve("copy");
    try (HttpShop shop = HttpShop.open(InstantSource.system())) {
      List<ObjectNode> orders = new ArrayList<>();
      ObjectNode batch = batch(shop);
      int all = BEFORE + DURING + AFTER + BATCHED;
      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"))) {
        postgres.createDatabase("brass");
        String url = postgres.jdbcUrl("brass");
        try (RunningServer first = server(data, url, shop)) {
          Client client = first.live();
          submit(client, shop, orders, BEFORE);
          awaitPlaced(client, BEFORE);
          // These are queued, or being bought, in the copy.
          shop.hang();
          submit(client, shop, orders, DURING);
          awaitMark(data);
          PhysicalCopy.take(url, folder.resolve("postgres"), copied);
          shop.resume();
          submit(client, shop, orders, AFTER);
          BatchRequests.completed(client, client.post(BatchRequests.BATCHES, batch));
          awaitPlaced(client, all);
          // The mark in the data folder must be from after the copy.
          awaitMark(data);
        }
      }
      assertThat(timesBought(shop)).hasSize(all).containsKeys(names(orders));
      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(copied);
          RunningServer second = server(data, postgres.jdbcUrl("brass"), shop)) {
        assertThat(second.stranger().get("/health/ready").has(200).text("/recovering"))
            .isEqualTo("true");
        JsonNode recovery = second.operator().get("/admin/recovery").has(200).json();
        assertThat(recovery.get("losses").get(0).get("reason").asString()).contains("older copy");
        Client client = second.live();
        orders.forEach(order -> assertThat(client.post("/orders", order).status()).isIn(201, 409));
        BatchRequests.completed(client, client.post(BatchRequests.BATCHES, batch));
        awaitPlaced(client, all);
        assertThat(timesBought(shop).values()).as("bought once each").containsOnly(1L);
        assertThat(timesBought(shop)).hasSize(all);

        // A new order is bought once it is sure that it was not bought before.
        submit(client, shop, orders, 1);
        awaitPlaced(client, all + 1);
        second
            .operator()
            .post("/admin/recovery/release", "{\"actor\":\"ann\",\"note\":\"all looked at\"}")
            .has(200);
        assertThat(second.stranger().get("/health/ready").has(200).text("/recovering")).isEmpty();
        submit(client, shop, orders, 1);
        awaitPlaced(client, all + 2);
        assertThat(timesBought(shop).values()).containsOnly(1L);
        assertThat(timesBought(shop)).hasSize(all + 2);
      }
    }
  }

  private RunningServer server(Path data, String url, HttpShop shop) throws IOException {
    Path config = folder.resolve("brass.yaml");
    Files.writeString(
        config,
        """
        stores:
          - code: shop
            platform: http-shop
            hosts: ["127.0.0.1:%d"]
            settings:
              url: %s
        """
            .formatted(shop.port(), shop.url()));
    Map<String, String> settings = new HashMap<>();
    settings.put("database.url", url);
    settings.put("config", config.toString());
    settings.put("orders.place-timeout", "2s");
    return RunningServer.start(data, settings);
  }

  private static void submit(Client client, HttpShop shop, List<ObjectNode> orders, int count) {
    for (int i = 0; i < count; i++) {
      ObjectNode order =
          CurrentRequests.order(shop.url() + "/p/product-" + orders.size())
              .put("idempotency_key", "key-" + orders.size());
      orders.add(order);
      client.post("/orders", order).has(201);
    }
  }

  /// A batch with a key of its own, whose orders have none.
  private static ObjectNode batch(HttpShop shop) {
    JsonNode[] operations =
        IntStream.range(0, BATCHED)
            .mapToObj(i -> CurrentRequests.order(shop.url() + "/p/batched-" + i))
            .map(order -> BatchRequests.operation("POST", "/orders", order))
            .toArray(JsonNode[]::new);
    return BatchRequests.with(BatchRequests.batch(operations), "idempotency_key", "batch-1");
  }

  private static void awaitPlaced(Client client, int count) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
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

  /// Waits until the node has written down anew how far the database is.
  private static void awaitMark(Path data) throws IOException {
    Path mark = data.resolve("history.mark");
    String before = Files.readString(mark);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !Files.readString(mark).equals(before));
  }

  private static String[] names(List<ObjectNode> orders) {
    return orders.stream()
        .map(order -> order.at("/products/0/url").asString())
        .map(url -> url.substring(url.lastIndexOf('/') + 1))
        .toArray(String[]::new);
  }

  /// How often each product is in the shop's book; each order is for a product of its own.
  private static Map<String, Long> timesBought(HttpShop shop) {
    return shop.orders().stream()
        .map(ShopOrder::lines)
        .collect(
            Collectors.groupingBy(lines -> lines.getFirst().productId(), Collectors.counting()));
  }
}
