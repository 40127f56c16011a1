package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.mail.MailServer;
import dev.brass.server.personal.KnownColumns;
import dev.brass.server.webhook.HookReceiver;
import dev.brass.spi.ErrorCode;
import dev.brass.testkit.stripe.FakeStripe;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// People order through every channel, and no table tells who they are.
class PersonalDataAtRestTest {

  private static final MailServer MAIL = MailServer.start();
  private static final FakeStripe STRIPE = new FakeStripe(InstantSource.system());

  @RegisterExtension static final WholeServer server = WholeServer.perClass(settings());

  private static final String PAGE = "https://www.amazon.com/dp/B07XYZ1234";

  /// What tells who somebody is. Each has nothing in common with any other text of the server.
  private static final List<String> CANARIES =
      List.of(
          "Quillfeather",
          "Zyxwell",
          "Nowhereville",
          "Hollowbrook",
          "QF9-7ZX",
          "5559871234",
          "quill.feather",
          "Happy birthday dear Quill",
          "left of the Zyxdoor");

  private final Customer customer = Customer.of(server.running());

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MAIL.settings());
    settings.put("stripe.secret-key", FakeStripe.KEY);
    settings.put("stripe.base", STRIPE.base().toString());
    return settings;
  }

  @AfterAll
  static void close() {
    MAIL.close();
    STRIPE.close();
  }

  private static ObjectNode address(ObjectNode address) {
    return address
        .put("first_name", "Quillfeather")
        .put("last_name", "Zyxwell")
        .put("address_line1", "7 Hollowbrook Road")
        .put("city", "Nowhereville")
        .put("phone_number", "5559871234")
        .put("instructions", "left of the Zyxdoor");
  }

  private static ObjectNode current() {
    ObjectNode order = CurrentRequests.order(PAGE);
    address((ObjectNode) order.get("shipping_address")).put("postal_code", "QF9-7ZX");
    ((ObjectNode) order.get("shipping_address")).put("country", "NZ").put("state", "");
    ((ObjectNode) order.get("shipping_address")).remove("instructions");
    return order;
  }

  private static ObjectNode classic(ObjectNode order, String hook) {
    address((ObjectNode) order.get("shipping_address"));
    order.put("gift_message", "Happy birthday dear Quill").put("is_gift", true);
    ObjectNode hooks = order.putObject("webhooks");
    List.of("order_placed", "order_failed", "case_updated", "tracking_obtained")
        .forEach(event -> hooks.put(event, hook));
    return order;
  }

  @Test
  void noTableTellsWhoOrdered() {
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      hooks.answering(
          exchange -> HookReceiver.answer(exchange, 500, "I do not know Quillfeather Zyxwell"));
      List<String> orders = new ArrayList<>();
      orders.add(byClassicApi(hooks));
      orders.add(byCurrentApi());
      orders.addAll(byTable());
      byBatch();
      byAgent();
      byCard();
      byManagedAccount();
      withReturn(orders.get(1));
      MAIL.to("quill.feather@example.net", 1);
      Awaitility.await().until(() -> texts("select 1::text from webhook_delivery").size() > 1);

      assertThat(findings()).isEmpty();
      assertThat(customer.live().get("/orders/" + orders.get(1)).body())
          .contains("Quillfeather", "Nowhereville", "quill.feather");
    }
  }

  private String byClassicApi(HookReceiver hooks) {
    Client client = customer.classic();
    String hook = hooks.url("/hook");
    String id = submit(client, classic(ClassicRequests.addaxOrder(), hook), "order_response");
    client
        .post(
            "/v1/orders/" + id + "/case",
            "{\"reason\": \"nondelivery.damaged\", \"message\": \"Quillfeather got nothing at"
                + " Hollowbrook\"}")
        .has(200);
    ObjectNode own = classic(ClassicRequests.seedOrder(), hook);
    ((ObjectNode) own.get("retailer_credentials")).put("email", "quill.feather@example.net");
    ((ObjectNode) own.get("payment_method")).put("name_on_card", "Quillfeather Zyxwell");
    submit(client, own, "order_response");
    ObjectNode failing =
        BadOrder.byProductId(ErrorCode.INVALID_SHIPPING_METHOD).order("quill.feather@example.net");
    submit(client, classic(failing, hook), "error");
    return id;
  }

  private static String submit(Client client, ObjectNode order, String type) {
    String id = client.post("/v1/orders", order).has(200).text("/request_id");
    client.until("/v1/orders/" + id, a -> a.text("/_type").equals(type));
    return id;
  }

  private String byCurrentApi() {
    ObjectNode order = current().put("is_gift", true);
    order.put("gift_message", "Happy birthday dear Quill");
    order.put("idempotency_key", UUID.randomUUID().toString());
    order.putObject("customer_notifications").put("email", "quill.feather@example.net");
    return placed(customer.live(), order);
  }

  private static String placed(Client client, ObjectNode order) {
    String id = client.post("/orders", order).has(201).text("/id");
    client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    return id;
  }

  private List<String> byTable() {
    String table =
        "Product URL;Qty;Name;Street;City;State;ZIP;Phone;Max Price;internal_ref\r\n"
            + PAGE
            + ";1;Quillfeather Zyxwell;7 Hollowbrook Road;Nowhereville;MA;02139;5559871234;100000;"
            + "ref-1\r\n"
            + PAGE
            + ";x;Quillfeather Zyxwell;7 Hollowbrook"
            + " Road;Nowhereville;MA;QF9-7ZX;5559871234;1;a\r\n";
    Client client = customer.live();
    Answer created =
        client.send(
            client
                .request("/orders/bulk")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(table)));
    String path = "/orders/bulk/" + created.has(200).text("/id");
    client.until(path + "?rows=none", a -> a.text("/status").equals("completed"));
    JsonNode rows = client.get(path).has(200).json().path("rows");
    assertThat(rows.at("/0/recipient").asString()).isEqualTo("Quillfeather Zyxwell");
    return List.of(rows.at("/0/order_id").asString());
  }

  private void byBatch() {
    Answer batch =
        BatchRequests.completed(
            customer.live(),
            customer
                .live()
                .post(
                    BatchRequests.BATCHES,
                    BatchRequests.batch(
                        BatchRequests.operation("POST", "/orders", current()),
                        BatchRequests.operation(
                            "POST", "/orders", current().put("quantity", "x")))));
    JsonNode operations = BatchRequests.operations(customer.live(), batch);
    assertThat(operations.at("/0/body").toString()).contains("Quillfeather");
    assertThat(operations.at("/0/response_body").toString()).contains("Quillfeather");
  }

  private void byAgent() {
    new Agent(server.running())
        .pay("/agent/orders", current().put("max_price", 500_000).toString())
        .has(201);
  }

  private void byCard() {
    ObjectNode order = current().put("max_price", 9_900);
    order.set(
        "payment",
        Client.JSON.readTree("{\"mode\": \"card\", \"payment_method\": \"pm_card_visa\"}"));
    customer.live().post("/orders", order).has(201);
  }

  private void byManagedAccount() {
    String account =
        customer
            .live()
            .post(
                "/managed-accounts",
                "{\"email\":\"quill.feather@example.net\",\"password\":\"p\","
                    + "\"retailer\":\"amazon\"}")
            .has(201)
            .text("/short_id");
    placed(customer.live(), current().put("retailer_credentials_id", account));
  }

  private void withReturn(String order) {
    JsonNode placed = customer.live().get("/orders/" + order).json();
    ObjectNode wish = Client.JSON.createObjectNode().put("order_id", order);
    wish.putArray("items")
        .addObject()
        .put("order_item_id", placed.at("/items/0/id").asString())
        .put("quantity", 1);
    wish.put("reason", "damaged").put("notes", "Quillfeather says it was wet.");
    String path = "/returns/" + customer.live().post("/returns", wish).has(201).text("/id");
    customer.live().until(path, a -> a.text("/status").equals("approved"));
  }

  /// Each place in the server's tables where something tells who somebody is.
  private static List<String> findings() {
    Map<String, List<String>> open = KnownColumns.open();
    List<String> findings = new ArrayList<>();
    for (String table : texts("select tablename from pg_tables where schemaname = 'public'")) {
      String less = " - '" + String.join("' - '", open.getOrDefault(table, List.of(""))) + "'";
      for (String row : texts("select (to_jsonb(t)" + less + ")::text from " + table + " t")) {
        CANARIES.stream()
            .filter(canary -> tells(row, canary))
            .forEach(canary -> findings.add(canary + " in " + table + ": " + row));
      }
    }
    return findings;
  }

  /// Bytes are shown as hexadecimal digits.
  private static boolean tells(String row, String canary) {
    return row.toLowerCase(Locale.ROOT).contains(canary.toLowerCase(Locale.ROOT))
        || row.contains(HexFormat.of().formatHex(canary.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(String sql) {
    return server
        .database()
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
