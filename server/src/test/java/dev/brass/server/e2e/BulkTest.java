package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.cli.Cli;
import dev.brass.server.cli.Context;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.testkit.TestClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Uploads of many orders.
class BulkTest {

  private static final String BULK = "/orders/bulk";
  private static final String PAGE = "https://www.amazon.com/dp/B0DFC2DWD5";
  private static final String HEADINGS =
      "Product URL;Qty;Name;Street;City;State;ZIP;Phone;Max Price;internal_ref\r\n";

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());
  @RegisterExtension static final TestDatabase ANOTHER = TestDatabase.perClass();
  @RegisterExtension static final TestDatabase IDLE = TestDatabase.perClass();

  /// The documents' example.
  private static final String DOCUMENTED =
      """
      {"filename": "orders.csv", "rows": [
        {"product_url": "%s", "quantity": "2", "name": "Jane Doe", "address1": "123 Main St",
         "city": "San Francisco", "state": "CA", "zip": "94105", "max_price": "4999",
         "internal_ref": "PO-1001"}]}
      """
          .formatted(PAGE);

  private static String row(int i, String zip) {
    return PAGE
        + ";1;Zoë Müller;Straße "
        + i
        + ";Cambridge;MA;"
        + zip
        + ";5551230101;100000;ref-"
        + i
        + "\r\n";
  }

  private static String rows(int from, int to) {
    StringBuilder rows = new StringBuilder(HEADINGS);
    for (int i = from; i < to; i++) {
      rows.append(row(i, "02139"));
    }
    return rows.toString();
  }

  private static Answer upload(Client client, String path, String text) {
    return upload(client, path, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer upload(Client client, String path, byte[] file) {
    return client.send(
        client
            .request(path)
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofByteArray(file)));
  }

  private static JsonNode completed(Client client, Answer created) {
    String path = BULK + "/" + created.has(200).text("/id");
    client.until(path + "?rows=none", a -> a.text("/status").equals("completed"));
    return client.get(path).has(200).json();
  }

  private static Set<String> orders(JsonNode batch) {
    Set<String> orders = new HashSet<>();
    batch.path("rows").forEach(row -> orders.add(row.path("order_id").asString("")));
    orders.remove("");
    return orders;
  }

  private static long orderCount(Client client) {
    return client.get("/orders?limit=1").has(200).json().path("total").asLong();
  }

  @Test
  void theDocumentedExampleIsValidAndBecomesAnOrder() {
    Client client = Customer.of(server.running()).test();
    JsonNode validation = client.post(BULK + "/validate", DOCUMENTED).has(200).json();
    assertThat(validation.path("valid_rows").asInt()).as(validation.toString()).isEqualTo(1);
    assertThat(validation.path("estimated_total_cents").asLong()).isEqualTo(4999);
    assertThat(validation.path("billed_by_invoice").asBoolean()).isTrue();
    assertThat(validation.path("sufficient_funds").asBoolean()).isTrue();
    assertThat(validation.at("/rows/0/destination").asString())
        .isEqualTo("San Francisco, CA 94105, US");
    assertThat(orderCount(client)).isZero();

    Answer created = client.post(BULK, DOCUMENTED).has(200);
    assertThat(created.text("/status")).isEqualTo("pending");
    assertThat(created.text("/filename")).isEqualTo("orders.csv");
    JsonNode batch = completed(client, created);
    assertThat(batch.path("placed_count").asInt()).isEqualTo(1);
    JsonNode row = batch.at("/rows/0");
    assertThat(row.path("status").asString()).isEqualTo("placed");
    assertThat(row.at("/passthrough/internal_ref").asString()).isEqualTo("PO-1001");
    Answer order = client.get("/orders/" + row.path("order_id").asString()).has(200);
    assertThat(order.text("/metadata/internal_ref")).isEqualTo("PO-1001");
    assertThat(order.text("/items/0/quantity")).isEqualTo("2");
    assertThat(
            client.get("/orders?metadata_key=internal_ref&metadata_value=PO-1001").text("/total"))
        .isEqualTo("1");
  }

  @Test
  void aFileFromWindowsWithBadRowsPlacesTheGoodOnesOnceAndTellsOfTheOthers() {
    Client client = Customer.of(server.running()).test();
    StringBuilder file = new StringBuilder(HEADINGS);
    for (int i = 0; i < 2_000; i++) {
      file.append(row(i, i % 100 == 7 ? "ABCDE" : i == 0 ? "2139" : "02139"));
    }
    byte[] bytes = file.toString().getBytes(Charset.forName("windows-1252"));

    JsonNode checked = upload(client, BULK + "/validate", bytes).has(200).json();
    assertThat(checked.path("invalid_rows").asInt()).isEqualTo(20);

    JsonNode batch = completed(client, upload(client, BULK + "?filename=sales.csv", bytes));
    assertThat(batch.path("filename").asString()).isEqualTo("sales.csv");
    assertThat(batch.path("placed_count").asInt()).isEqualTo(1_980);
    assertThat(batch.path("failed_count").asInt()).isEqualTo(20);
    assertThat(batch.at("/rows/7/error").asString())
        .startsWith("Row 9, column 'ZIP': a US postal code has 5 digits");
    assertThat(batch.at("/rows/0/notes/0").asString()).contains("'2139' was read as '02139'");
    assertThat(batch.at("/rows/1/recipient").asString()).isEqualTo("Zoë Müller");
    assertThat(orders(batch)).hasSize(1_980);

    JsonNode again = completed(client, upload(client, BULK, bytes));
    assertThat(orders(again)).isEqualTo(orders(batch));
    assertThat(orderCount(client)).isEqualTo(1_980);
  }

  @Test
  void equalRowsOfOneFileAreOrdersOfTheirOwnAndKeysAreKept() {
    Client client = Customer.of(server.running()).test();
    String twice = HEADINGS + row(1, "02139") + row(1, "02139");
    JsonNode batch = completed(client, upload(client, BULK, twice));
    assertThat(orders(batch)).hasSize(2);

    String keyed =
        "product_url,name,address1,city,state,zip,max_price,idempotency_key\n"
            + "%1$s,Jane Doe,1 Main St,Boston,MA,02139,%2$s,k1\n".formatted(PAGE, "100000");
    Set<String> first = orders(completed(client, upload(client, BULK, keyed)));
    assertThat(orders(completed(client, upload(client, BULK, keyed)))).isEqualTo(first);
    JsonNode other = completed(client, upload(client, BULK, keyed.replace("Jane", "Joan")));
    assertThat(other.at("/rows/0/error").asString()).contains("column 'idempotency_key'", "k");
    JsonNode same = completed(client, upload(client, BULK, keyed + keyed.split("\n", 2)[1]));
    assertThat(same.at("/rows/1/error").asString()).contains("row 2 has the same idempotency key");
    assertThat(orderCount(client)).isEqualTo(3);
  }

  @Test
  void aServerThatIsStoppedInTheMiddleGoesOnAfterItsStart(@TempDir Path data) {
    Map<String, String> settings = Map.of("database.url", ANOTHER.url());
    String key;
    String id;
    try (RunningServer first = RunningServer.start(data, settings)) {
      key = first.key("test_api_key");
      id = upload(first.test(), BULK, rows(0, 3_000)).has(200).text("/id");
      first.test().until(BULK + "/" + id + "?rows=none", a -> !a.text("/status").equals("pending"));
    }
    try (RunningServer second = RunningServer.start(data, settings)) {
      Client client = second.bearer(key);
      client.until(BULK + "/" + id + "?rows=none", a -> a.text("/status").equals("completed"));
      JsonNode batch = client.get(BULK + "/" + id).json();
      assertThat(batch.path("placed_count").asInt()).isEqualTo(3_000);
      assertThat(orders(batch)).hasSize(3_000);
      assertThat(orderCount(client)).isEqualTo(3_000);
    }
  }

  @Test
  void othersSeeNothingAndNeitherDoesTheOtherMode() {
    Customer customer = Customer.of(server.running());
    Client stranger = Customer.of(server.running()).test();
    String id = customer.test().post(BULK, DOCUMENTED).has(200).text("/id");
    for (Client other : new Client[] {stranger, customer.live()}) {
      other.get(BULK + "/" + id).has(404);
      other.get(BULK + "/" + id + "/results.csv").has(404);
      other.post(BULK + "/" + id + "/cancel", "").has(404);
      assertThat(other.get(BULK).has(200).json().path("total").asInt()).isZero();
    }
    JsonNode list = customer.test().get(BULK + "?limit=1").has(200).json();
    assertThat(list.at("/batches/0/id").asString()).isEqualTo(id);
    assertThat(list.path("total").asInt()).isEqualTo(1);
  }

  @Test
  void theResultsAreASheetThatCarriesNothingOut() {
    Client client = Customer.of(server.running()).test();
    String file =
        "url,name,address1,city,state,zip,max_price,=ref,amount\n"
            + PAGE
            + ",Jane Doe,1 Main St,Boston,MA,02139,100000,=1+1,-5\n"
            + "https://nowhere.example/x,Jane Doe,1 Main St,Boston,MA,02139,100,\"@a,b\",1\n";
    Answer created = upload(client, BULK, file);
    completed(client, created);
    Answer results = client.get(BULK + "/" + created.text("/id") + "/results.csv").has(200);
    assertThat(results.headers().get("content-type")).startsWith("text/csv");
    assertThat(results.body().lines())
        .hasSize(3)
        .satisfiesExactly(
            head ->
                assertThat(head)
                    .isEqualTo(
                        "row,status,order_id,order_status,outcome,error_type,error,total,currency,"
                            + "merchant_order_ids,tracking_numbers,recipient,product_urls,'=ref,amount"),
            placed ->
                assertThat(placed)
                    .startsWith("2,placed,")
                    .endsWith(",Jane Doe," + PAGE + ",'=1+1,-5"),
            failed ->
                assertThat(failed)
                    .startsWith("3,failed,,,failed,invalid_row,")
                    .contains("column 'url'", "(unsupported_retailer)")
                    .endsWith("\"'@a,b\",1"));
  }

  @Test
  void aBatchCanBePausedResumedAndCancelled() {
    Client client = Customer.of(server.running()).test();
    String path = BULK + "/" + upload(client, BULK, rows(0, 9_000)).has(200).text("/id");
    assertThat(client.post(path + "/pause", "").has(200).json().path("paused_at").isNull())
        .isFalse();
    assertThat(client.get(path + "?rows=none").text("/status")).isNotEqualTo("completed");
    client.post(path + "/resume", "").has(200);
    client.until(path + "?rows=none", a -> a.text("/status").equals("processing"));
    Answer cancelled = client.post(path + "/cancel", "").has(200);
    assertThat(cancelled.text("/status")).isEqualTo("completed");
    assertThat(client.post(path + "/cancel", "").has(200).text("/status")).isEqualTo("completed");
    client.until(
        path + "?rows=none", a -> orderCount(client) == a.json().path("placed_count").asLong());
    JsonNode batch = client.get(path).json();
    assertThat(batch.path("placed_count").asInt() + batch.path("failed_count").asInt())
        .isEqualTo(9_000);
    assertThat(batch.path("failed_count").asInt()).isPositive();
    assertThat(batch.at("/rows/8999/error").asString()).contains("cancelled");
    JsonNode whole = completed(client, client.post(BULK, DOCUMENTED));
    client.post(BULK + "/" + whole.path("id").asString() + "/pause", "").has(400);
  }

  @Test
  void aBatchWhoseTurnHasNotComeShowsItsRowsAndCanBeCancelled(@TempDir Path data) {
    Map<String, String> settings = Map.of("database.url", IDLE.url(), "roles", "api");
    try (RunningServer idle = RunningServer.start(data, settings)) {
      Client client = idle.test();
      String path = BULK + "/" + upload(client, BULK, rows(0, 3)).has(200).text("/id");
      JsonNode batch = client.get(path).has(200).json();
      assertThat(batch.path("status").asString()).isEqualTo("pending");
      assertThat(batch.path("rows")).hasSize(3);
      assertThat(batch.at("/rows/2/status").asString()).isEqualTo("pending");
      assertThat(batch.at("/rows/2/recipient").asString()).isEqualTo("Zoë Müller");
      assertThat(batch.at("/rows/2/passthrough/internal_ref").asString()).isEqualTo("ref-2");
      assertThat(client.get(path + "?rows=failed").has(200).json().path("rows")).isEmpty();
      assertThat(client.get(path + "/results.csv").has(200).body().lines())
          .hasSize(4)
          .last()
          .asString()
          .startsWith("4,pending,")
          .endsWith("Zoë Müller," + PAGE + ",ref-2");
      client.post(path + "/pause", "").has(200);
      client.post(path + "/resume", "").has(200);
      client.post(path + "/cancel", "").has(200);
      JsonNode cancelled = client.get(path).has(200).json();
      assertThat(cancelled.path("failed_count").asInt()).isEqualTo(3);
      assertThat(cancelled.at("/rows/2/error").asString()).contains("cancelled");
      assertThat(cancelled.at("/rows/2/passthrough/internal_ref").asString()).isEqualTo("ref-2");
    }
  }

  @Test
  void theCommandUploadsAFileAndFailsIfARowDid(@TempDir Path folder) throws IOException {
    RunningServer running = server.running();
    String data = running.data().toString();
    Path good = Files.writeString(folder.resolve("good.csv"), rows(0, 20));
    assertThat(brass("bulk", good.toString(), "--test", "--data", data)).as(err).isZero();
    assertThat(err).contains("20/20, 0 failed", "20 rows placed");
    assertThat(out).isEmpty();
    Path bad = Files.writeString(folder.resolve("bad.csv"), rows(0, 1) + row(1, "X"));
    assertThat(brass("bulk", bad.toString(), "--test", "--data", data, "--validate")).isEqualTo(1);
    assertThat(out).startsWith("Row 3, column 'ZIP': ");
    assertThat(err).contains("2 rows, 1 valid; at most 1000.00 in all", "1 rows are not valid");
    String[] remote = {
      "bulk", bad.toString(), "--url", running.url() + "/", "--key", running.key("test_api_key")
    };
    assertThat(brass(remote)).isEqualTo(1);
    assertThat(out).startsWith("Row 3, column 'ZIP': ");
    assertThat(err).contains("brass: 1 rows failed");
    remote[5] = "zn_test_wrong";
    assertThat(brass(remote)).isEqualTo(1);
    assertThat(err).contains("This API key is not valid");
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
  void whatIsNoTableIsRefusedWithWhatHelps() {
    Client client = Customer.of(server.running()).test();
    assertThat(client.post(BULK, "{\"rows\": []}").has(422).text("/detail/0/loc/1"))
        .isEqualTo("rows");
    client.post(BULK, "{\"rows\": [{\"name\": {}}]}").has(422);
    assertThat(upload(client, BULK, "name\n").has(422).text("/detail/0/msg"))
        .contains("no row of data");
    StringBuilder many = new StringBuilder("name\n");
    many.append("x\n".repeat(10_001));
    assertThat(upload(client, BULK + "/validate", many.toString()).has(422).text("/detail/0/msg"))
        .contains("at most 10000 rows");
    client.get(BULK + "?limit=201").has(422);
    client.get(BULK + "/x").has(422);
    String large = " ".repeat(2 << 20);
    client.post("/orders", large).has(413);
    client.post(BULK, large).has(422);
    client.post(BULK, " ".repeat(17 << 20)).has(413);
  }
}
