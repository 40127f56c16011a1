package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.cli.Cli;
import dev.brass.server.cli.Context;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.testkit.TestClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// An upload tells the truth about its orders.
class BulkOutcomesTest {

  private static final String BULK = "/orders/bulk";
  private static final String GOOD = "https://www.amazon.com/dp/B0DFC2DWD5";
  private static final String SOLD_OUT = "https://www.amazon.com/dp/STOCK-0-bulk";
  private static final String DOUBTFUL = "https://www.amazon.com/dp/ERR-order_probably_placed";
  private static final String HEADINGS = "product_url,name,address1,city,state,zip,max_price,ref\n";

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static String row(String page, String zip, String ref) {
    return page + ",Jane Doe,1 Main St,Boston,MA," + zip + ",100000," + ref + "\n";
  }

  private static String path(Client client, String file) {
    Answer created =
        client.send(
            client
                .request(BULK)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(file)));
    return BULK + "/" + created.has(200).text("/id");
  }

  private static JsonNode over(Client client, String path) {
    client.until(
        path + "?rows=none",
        a ->
            a.text("/status").equals("completed") && a.text("/outcome_counts/waiting").equals("0"));
    return client.get(path).has(200).json();
  }

  private static long orderCount(Client client) {
    return client.get("/orders?limit=1").has(200).json().path("total").asLong();
  }

  private static Answer retry(Client client, String path) {
    return client.post(path + "/retry", "{\"only\":\"failed\"}").has(200);
  }

  @Test
  void anUploadSaysWhatHasBecomeOfItsOrders() {
    Client client = Customer.of(server.running()).test();
    String path =
        path(
            client,
            HEADINGS + row(GOOD, "02139", "a") + row(SOLD_OUT, "02139", "b") + row(GOOD, "X", "c"));
    JsonNode batch = over(client, path);
    assertThat(batch.path("placed_count").asInt()).isEqualTo(2);
    assertThat(batch.path("failed_count").asInt()).isEqualTo(1);
    assertThat(batch.path("outcome_counts").toString())
        .isEqualTo("{\"bought\":1,\"failed\":2,\"cancelled\":0,\"waiting\":0,\"in_doubt\":0}");
    JsonNode failed = batch.at("/rows/1");
    assertThat(failed.path("status").asString()).isEqualTo("placed");
    assertThat(failed.path("error").isNull()).isTrue();
    assertThat(failed.path("outcome").asString()).isEqualTo("failed");
    assertThat(failed.path("order_error_type").asString()).isNotEmpty();
    assertThat(failed.path("order_error").asString()).isNotEmpty();
    assertThat(batch.at("/rows/2/error_type").asString()).isEqualTo("invalid_row");
    assertThat(client.get(path + "?rows=unbought").json().path("rows")).hasSize(2);

    List<String> lines = client.get(path + "/results.csv").has(200).body().lines().toList();
    assertThat(lines.getFirst())
        .isEqualTo(
            "row,status,order_id,order_status,outcome,error_type,error,total,currency,"
                + "merchant_order_ids,tracking_numbers,recipient,product_urls,ref");
    assertThat(lines.get(1)).contains(",order_placed,bought,,,").contains(",USD,");
    assertThat(lines.get(2))
        .contains(",order_failed,failed," + failed.path("order_error_type").asString() + ",");
    assertThat(lines.get(3)).startsWith("4,failed,,,failed,invalid_row,");
  }

  @Test
  void onlyOrdersThatSurelyBoughtNothingAreTriedAgainAndEachOnce() {
    Client client = Customer.of(server.running()).test();
    String file =
        HEADINGS
            + row(GOOD, "02139", "a")
            + row(SOLD_OUT, "02139", "b")
            + row(DOUBTFUL, "02139", "c")
            + row(GOOD, "X", "d");
    String path = path(client, file);
    client.until(
        path,
        a ->
            a.text("/rows/0/outcome").equals("bought")
                && a.text("/rows/1/outcome").equals("failed"));
    JsonNode before = client.get(path).json();
    long orders = orderCount(client);
    assertThat(orders).isEqualTo(3);

    assertThat(retry(client, path).text("/retried_count")).isEqualTo("1");
    client.until(
        path,
        a ->
            a.text("/status").equals("completed")
                && !a.text("/rows/1/order_id").equals(before.at("/rows/1/order_id").asString())
                && a.text("/rows/1/outcome").equals("failed"));
    JsonNode after = client.get(path).json();
    for (int i : new int[] {0, 2, 3}) {
      assertThat(after.at("/rows/" + i + "/order_id"))
          .isEqualTo(before.at("/rows/" + i + "/order_id"));
    }
    assertThat(orderCount(client)).isEqualTo(orders + 1);
    assertThat(
            client.get("/orders/" + after.at("/rows/1/order_id").asString()).text("/metadata/ref"))
        .isEqualTo("b");

    // The same table again shows the last try, and a retry of it repeats that one only.
    String again = path(client, file);
    client.until(again, a -> a.text("/status").equals("completed"));
    assertThat(client.get(again).text("/rows/1/order_id"))
        .isEqualTo(after.at("/rows/1/order_id").asString());
    assertThat(orderCount(client)).isEqualTo(orders + 1);
    retry(client, again);
    retry(client, path);
    client.until(
        again,
        a -> a.text("/status").equals("completed") && a.text("/rows/1/outcome").equals("failed"));
    client.until(
        path,
        a -> a.text("/status").equals("completed") && a.text("/rows/1/outcome").equals("failed"));
    assertThat(orderCount(client)).isBetween(orders + 2, orders + 3);
    client.post(path + "/retry", "{}").has(422);
    client.post(path + "/retry", "{\"only\":\"all\"}").has(422);
  }

  @Test
  void retriedRowsCountAgainstTheRowsOfTheHour() {
    Customer customer = Customer.of(server.running());
    server
        .running()
        .operator()
        .put("/admin/tenants/" + customer.id() + "/limits", "{\"rows_per_hour\": 3}")
        .has(200);
    Client client = customer.test();
    String path = path(client, HEADINGS + row(SOLD_OUT, "02139", "a") + row(GOOD, "X", "b"));
    over(client, path);
    retry(client, path);
    over(client, path);
    Answer refused = client.post(path + "/retry", "{\"only\":\"failed\"}").has(429);
    assertThat(refused.text("/code")).isEqualTo("rate_limit_exceeded");
    assertThat(refused.headers()).containsKey("retry-after");
    assertThat(orderCount(client)).isEqualTo(2);
  }

  @Test
  void aRetryThatWasBegunIsFoundAgain() {
    Client client = Customer.of(server.running()).test();
    String path = path(client, HEADINGS + row(SOLD_OUT, "02139", "a"));
    over(client, path);
    retry(client, path);
    JsonNode after = over(client, path);
    assertThat(orderCount(client)).isEqualTo(2);
    // As a crash leaves it between the order and the row.
    server
        .database()
        .database()
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "update bulk_row set status = 'pending', order_id = null, retry_of = ("
                      + "select order_id from idempotency_key where tenant_id = bulk_row.tenant_id"
                      + " and scope = 'bulk:test' and key like 'c2-%')"
                      + " where batch_id = ?::uuid",
                  after.path("id").asString());
              handle.execute(
                  "update bulk_batch set placed_count = 0, state = 'processing' where id = ?::uuid",
                  after.path("id").asString());
            });
    client.post(path + "/pause", "").has(200);
    client.post(path + "/resume", "").has(200);
    client.until(path, a -> a.text("/status").equals("completed"));
    assertThat(client.get(path).text("/rows/0/order_id"))
        .isEqualTo(after.at("/rows/0/order_id").asString());
    assertThat(orderCount(client)).isEqualTo(2);
  }

  /// Before migration V46 keys were made of requests, so that none of them can be made of a table.
  @Test
  void whatWasUploadedBeforeAnUpdateIsKnownAgain() {
    Client client = Customer.of(server.running()).test();
    String head = HEADINGS.replace("ref", "note");
    String file = head + row(GOOD, "2139", "x") + row(GOOD, "2139", "x") + row(GOOD, "2139", "");
    JsonNode before = over(client, path(client, file));
    server
        .database()
        .database()
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "update idempotency_key set key = md5(key) where scope = 'bulk:test' and order_id"
                      + " in (select order_id from bulk_row where batch_id = ?::uuid)",
                  before.path("id").asString());
              handle.execute(
                  "update bulk_row set row_key = md5(row_key) where batch_id = ?::uuid",
                  before.path("id").asString());
              handle.execute(
                  "update bulk_batch set former = true where id = ?::uuid",
                  before.path("id").asString());
            });
    for (String again :
        new String[] {
          file, file.replace("note", "Note,empty").replace("\n", ",\n").replace("empty,", "empty")
        }) {
      JsonNode now = over(client, path(client, again));
      List<String> orders = new ArrayList<>();
      now.path("rows").forEach(r -> orders.add(r.path("order_id").asString("")));
      List<String> first = new ArrayList<>();
      before.path("rows").forEach(r -> first.add(r.path("order_id").asString("")));
      assertThat(orders).containsExactlyElementsOf(first);
    }
    assertThat(orderCount(client)).isEqualTo(3);
    JsonNode other =
        over(
            client,
            path(client, head.replace("note", "quantity_purchased") + row(GOOD, "2139", "x")));
    assertThat(other.at("/rows/0/error").asString()).contains("before an update");
    assertThat(orderCount(client)).isEqualTo(3);
  }

  private String out = "";
  private String err = "";

  private int brass(String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    int code =
        Cli.run(
            new Context(
                Map.of(),
                Path.of("").toAbsolutePath(),
                new PrintWriter(outText),
                new PrintWriter(errText),
                TestClock.atStart()),
            arguments);
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  @Test
  void theCommandWaitsForTheOrdersAndGroupsEqualCauses(@TempDir Path folder) throws IOException {
    String data = server.running().data().toString();
    StringBuilder text = new StringBuilder(HEADINGS);
    for (int i = 0; i < 6; i++) {
      text.append(row(i == 2 ? GOOD : SOLD_OUT, "02139", folder.getFileName() + "-" + i));
    }
    Path file = Files.writeString(folder.resolve("mixed.csv"), text);
    assertThat(brass("bulk", file.toString(), "--test", "--data", data)).as(err).isEqualTo(3);
    assertThat(out.lines())
        .singleElement()
        .asString()
        .startsWith("Rows 2-3, 5-7 (5): the order failed: ");
    assertThat(err).contains("6 rows placed", "1 bought, 5 failed", "/retry");
    assertThat(brass("bulk", file.toString(), "--test", "--data", data, "--no-wait", "--json"))
        .isEqualTo(3);
    assertThat(out).startsWith("{\"id\":");
    assertThat(brass("bulk", file.toString(), "--test", "--data", data, "--retry")).isEqualTo(3);
    assertThat(err).contains("5 rows are tried again");
    assertThat(brass("bulk", file.toString(), "--test", "--data", data, "--validate")).isZero();
    assertThat(err)
        .contains("read as csv in UTF-8 with ','", "'ref': only carried along")
        .containsOnlyOnce("no telephone number");
  }
}
