package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.order.OrderAudit;
import dev.brass.server.wallet.WalletAudit;
import dev.brass.testkit.stripe.FakeStripe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Orders at stores that the operator's account pays, through every channel: in advance nothing is
/// bought that nobody pays for, and a cap in one currency buys nothing in another.
class OperatorStoresTest {

  private static final FakeStripe STRIPE =
      new FakeStripe(InstantSource.system(), FakeStripe.LIVE_KEY);
  private static final int CAP = 5_000;

  private static final String STORES =
      """
      stores:
        - { code: dollar, platform: instant, hosts: dollar.example, paid-by: operator,
            settings: { host: dollar.example } }
        - { code: pound, platform: instant, hosts: pound.example, paid-by: operator,
            settings: { host: pound.example, currency: GBP } }
        - { code: yen, platform: instant, hosts: yen.example, paid-by: operator,
            settings: { host: yen.example, currency: JPY } }
        - { code: peso, platform: instant, hosts: peso.example, paid-by: operator,
            settings: { host: peso.example, currency: MXN } }
        - { code: own, platform: instant, hosts: own.example, paid-by: client,
            settings: { host: own.example } }
      """;

  @RegisterExtension static final WholeServer prepaid = WholeServer.perClass(settings("prepaid"));
  @RegisterExtension static final WholeServer invoice = WholeServer.perClass(settings("invoice"));

  private static Map<String, String> settings(String mode) {
    try {
      Path file = Files.writeString(Files.createTempFile("brass-stores-", ".yaml"), STORES);
      file.toFile().deleteOnExit();
      Map<String, String> settings = new HashMap<>(STRIPE.agentSettings());
      settings.put("config", file.toString());
      settings.put("wallet.mode", mode);
      settings.put("wallet.order-fee", "100");
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void close() {
    STRIPE.close();
  }

  @AfterEach
  void allBooksAddUp() {
    for (WholeServer server : List.of(prepaid, invoice)) {
      assertThat(new WalletAudit(server.database().database().jdbi()).flaws()).isEmpty();
      assertThat(new OrderAudit(server.database().database().jdbi(), server.vault()).flaws())
          .isEmpty();
    }
  }

  private static Customer customer(long cents) {
    Customer customer = Customer.of(prepaid.running());
    if (cents > 0) {
      prepaid
          .running()
          .operator()
          .post(
              "/admin/tenants/" + customer.id() + "/wallet/top-ups",
              "{\"amount\": %d, \"idempotency_key\": \"first\"}".formatted(cents))
          .has(201);
    }
    return customer;
  }

  /// The documents' order, with a log-in and a card, which say nothing of who pays.
  private static ObjectNode classic(String store) {
    ObjectNode order = ClassicRequests.seedOrder();
    order.remove(List.of("webhooks", "client_notes", "shipping"));
    ClassicRequests.set(order, "products[0].variants", "-");
    return order.put("retailer", store).put("shipping_method", "cheapest").put("max_price", CAP);
  }

  private static ObjectNode byPage(String store) {
    ObjectNode order = Client.JSON.createObjectNode();
    order.putArray("products").add(page(store));
    order.set("shipping_address", ClassicRequests.seedOrder().get("shipping_address"));
    return order.put("max_price", CAP);
  }

  private static String page(String store) {
    return "https://%s.example/p/product-%s".formatted(store, UUID.randomUUID());
  }

  private static ObjectNode current(String store) {
    return CurrentRequests.order(page(store)).put("max_price", CAP);
  }

  private static ObjectNode card(String store) {
    ObjectNode order = current(store);
    order.putObject("payment").put("mode", "card").put("payment_method", "pm_card_visa");
    return order;
  }

  private static String bulk(String store) {
    return """
    {"rows": [{"product_url": "%s", "quantity": "1", "name": "Jane Doe",
               "address1": "123 Main St", "city": "San Francisco", "state": "CA",
               "zip": "94105", "phone": "5551230101", "max_price": "%d"}]}
    """
        .formatted(page(store), CAP);
  }

  private static JsonNode bulkRow(Client client, String store) {
    String path = "/orders/bulk/" + client.post("/orders/bulk", bulk(store)).has(200).text("/id");
    client.until(path + "?rows=none", a -> a.text("/status").equals("completed"));
    return client.get(path).has(200).json().at("/rows/0");
  }

  private static boolean sufficient(Client client, String store) {
    return client
        .post("/orders/bulk/validate", bulk(store))
        .has(200)
        .json()
        .get("sufficient_funds")
        .asBoolean();
  }

  private static JsonNode batched(Client client, String path, JsonNode order) {
    Answer created =
        client.post(
            BatchRequests.BATCHES,
            BatchRequests.batch(BatchRequests.operation("POST", path, order)));
    return BatchRequests.operations(client, BatchRequests.completed(client, created)).get(0);
  }

  private static long[] wallet(Client client) {
    JsonNode wallet = client.get("/wallet/me").has(200).json();
    return new long[] {wallet.get("balance").asLong(), wallet.get("spendable_balance").asLong()};
  }

  @Test
  void withoutMoneyNoChannelBuysAnything() {
    Customer poor = customer(0);
    for (ObjectNode order :
        List.of(
            classic("dollar"),
            byPage("dollar"),
            ClassicRequests.addaxOrder().put("retailer", "dollar").put("max_price", CAP))) {
      Answer refused = poor.classic().post("/v1/orders", order).has(402);
      assertThat(refused.text("/code")).isEqualTo("insufficient_zma_balance");
      assertThat(refused.json().at("/data/required").asLong()).isEqualTo(CAP);
    }
    Answer refused = poor.live().post("/orders", current("dollar")).has(402);
    assertThat(refused.text("/error/code")).isEqualTo("insufficient_funds");
    assertThat(refused.json().at("/error/details/required").asLong()).isEqualTo(CAP + 100);
    assertThat(bulkRow(poor.live(), "dollar").toString()).contains("insufficient_funds");
    assertThat(sufficient(poor.live(), "dollar")).isFalse();
    assertThat(sufficient(poor.live(), "own")).isTrue();
    assertThat(batched(poor.live(), "/orders", current("dollar")).toString())
        .contains("insufficient_funds");
    assertThat(batched(poor.live(), "/v1/orders", classic("dollar")).toString())
        .contains("insufficient_zma_balance");
    assertThat(poor.classic().get("/v1/orders").has(200).json()).isEmpty();
    assertThat(poor.live().get("/orders").json().get("total").asInt()).isZero();
  }

  @Test
  void inAdvanceTheClassicApiNeedsACap() {
    Customer customer = customer(100_000);
    for (ObjectNode order : List.of(classic("dollar"), byPage("dollar"))) {
      order.remove("max_price");
      Answer refused = customer.classic().post("/v1/orders", order).has(400);
      assertThat(refused.text("/code")).isEqualTo("invalid_request");
      assertThat(refused.text("/message")).contains("max_price: is required");
      order.put("max_price", 0);
      assertThat(customer.classic().post("/v1/orders", order).has(400).text("/message"))
          .contains("max_price: must be at least 1");
    }
    assertThat(customer.classic().get("/v1/orders").has(200).json()).isEmpty();
  }

  @Test
  void aClassicOrderThatSaysNothingOfABalanceIsPaidFromIt() {
    Customer customer = customer(100_000);
    String id =
        customer.classic().post("/v1/orders", classic("dollar")).has(200).text("/request_id");
    Answer placed =
        customer
            .classic()
            .until("/v1/orders/" + id, a -> a.text("/_type").equals("order_response"));
    long total = placed.json().at("/price_components/total").asLong();
    assertThat(total).isEqualTo(1000);
    assertThat(wallet(customer.live())).containsExactly(99_000, 99_000);
    // What the store calls off comes back.
    customer.classic().post("/v1/orders/" + id + "/cancel", cancel(placed)).has(200);
    Awaitility.await().until(() -> wallet(customer.live())[0] == 100_000);
  }

  private static String cancel(Answer placed) {
    return "{\"merchant_order_id\": \"%s\"}"
        .formatted(placed.text("/merchant_order_ids/0/merchant_order_id"));
  }

  @ParameterizedTest
  @CsvSource({"pound, GBP", "yen, JPY", "peso, MXN"})
  void aCapInDollarsBuysNothingInAnotherCurrency(String store, String currency) {
    Customer customer = customer(1_000_000);
    Client classic = customer.classic();
    List<String> requests = new ArrayList<>();
    for (ObjectNode order :
        List.of(
            classic(store),
            byPage(store),
            ClassicRequests.addaxOrder()
                .put("retailer", store)
                .put("max_price", CAP)
                .put("shipping_method", "cheapest"))) {
      order.remove("shipping");
      requests.add(classic.post("/v1/orders", order).has(200).text("/request_id"));
    }
    for (String request : requests) {
      Answer failed =
          classic.until(
              "/v1/orders/" + request, a -> !a.text("/code").equals("request_processing"));
      assertThat(failed.text("/code")).isEqualTo("payment_info_problem");
      assertThat(failed.text("/message")).contains(currency, "USD", "nothing was bought");
    }
    List<String> orders = new ArrayList<>();
    orders.add(customer.live().post("/orders", current(store)).has(201).text("/id"));
    orders.add(customer.live().post("/orders", card(store)).has(201).text("/id"));
    orders.add(bulkRow(customer.live(), store).get("order_id").asString());
    orders.add(
        batched(customer.live(), "/orders", current(store)).at("/response_body/id").asString());
    for (String order : orders) {
      Answer failed =
          customer.live().until("/orders/" + order, a -> a.text("/status").equals("order_failed"));
      assertThat(failed.body()).contains(currency, "nothing was bought");
    }
    assertThat(wallet(customer.live())).containsExactly(1_000_000, 1_000_000);
    // What the card holds is let go.
    Awaitility.await()
        .until(
            () ->
                STRIPE.payments("brass_tenant", customer.id()).stream()
                    .allMatch(p -> p.status().equals("canceled") && p.received() == 0));
    agentGetsItsMoneyBack(store, currency);
  }

  private static void agentGetsItsMoneyBack(String store, String currency) {
    String path = "/agent/orders";
    String order = current(store).toString();
    Agent.Challenge challenge =
        Agent.challenges(prepaid.running().stranger().post(path + "?method=stripe", order))
            .getFirst();
    String token = STRIPE.token("pm_card_visa", CAP + 100);
    Answer created =
        new Agent(prepaid.running())
            .send(path, order, challenge.answer("{\"spt\":\"" + token + "\"}", Map.of()))
            .has(201);
    Answer failed =
        new Agent(prepaid.running())
            .holder(created)
            .until("/orders/" + created.text("/id"), a -> a.text("/status").equals("order_failed"));
    assertThat(failed.body()).contains(currency, "nothing was bought");
    Awaitility.await()
        .until(
            () ->
                STRIPE.payments("brass_payment", challenge.get("id")).getFirst().refunded()
                    == CAP + 100);
  }

  @Test
  void playMoneyBuysNothingReal() {
    String order = current("dollar").toString();
    Client stranger = prepaid.running().stranger();
    assertThat(Agent.challenges(stranger.post("/agent/orders", order).has(402)))
        .extracting(challenge -> challenge.get("method"))
        .containsExactly("stripe");
    Answer refused = stranger.post("/agent/orders?method=local", order).has(400);
    assertThat(refused.text("/error/details/reason")).isEqualTo("unknown_payment_method");
  }

  @Test
  void whatItsClientPaysAtTheStoreCostsNothingHereAndIsNotPaidTwice() {
    Customer poor = customer(0);
    ObjectNode order = classic("own");
    order.remove("max_price");
    String id = poor.classic().post("/v1/orders", order).has(200).text("/request_id");
    poor.classic().until("/v1/orders/" + id, a -> a.text("/_type").equals("order_response"));
    String current = poor.live().post("/orders", current("own")).has(201).text("/id");
    poor.live().until("/orders/" + current, a -> a.text("/status").equals("order_placed"));
    assertThat(wallet(poor.live())).containsExactly(0, 0);
    assertThat(poor.live().post("/orders", card("own")).has(400).text("/error/code"))
        .isEqualTo("invalid_payment_method");
    assertThat(
            prepaid
                .running()
                .stranger()
                .post("/agent/orders", current("own").toString())
                .has(400)
                .text("/error/code"))
        .isEqualTo("invalid_payment_method");
  }

  @Test
  void onInvoiceWhatIsPlacedIsOwedAndACapMayBeMissing() {
    Customer customer = Customer.of(invoice.running());
    ObjectNode order = classic("dollar");
    order.remove("max_price");
    String id = customer.classic().post("/v1/orders", order).has(200).text("/request_id");
    Answer placed =
        customer
            .classic()
            .until("/v1/orders/" + id, a -> a.text("/_type").equals("order_response"));
    String other = customer.live().post("/orders", current("dollar")).has(201).text("/id");
    customer.live().until("/orders/" + other, a -> a.text("/status").equals("order_placed"));
    assertThat(wallet(customer.live())).containsExactly(-2000, -2000);
    customer.classic().post("/v1/orders/" + id + "/cancel", cancel(placed)).has(200);
    Awaitility.await().until(() -> wallet(customer.live())[0] == -1000);
  }

  @Test
  void onInvoiceACapIsInTheStoresCurrencyAndSoIsWhatIsOwed() {
    Customer customer = Customer.of(invoice.running());
    Client client = customer.live();
    String dear = client.post("/orders", current("yen").put("max_price", 999)).has(201).text("/id");
    Answer failed = client.until("/orders/" + dear, a -> a.text("/status").equals("order_failed"));
    assertThat(failed.text("/job_result/error_type")).isEqualTo("max_price_exceeded");
    String id = client.post("/orders", current("yen").put("max_price", 1000)).has(201).text("/id");
    client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    // A wallet in dollars is not asked for yen.
    assertThat(wallet(client)).containsExactly(0, 0);
    assertThat(
            customer
                .classic()
                .get("/v1/addax/transactions")
                .has(200)
                .json()
                .at("/transactions/0")
                .toString())
        .contains("\"type\":\"purchase\"", "\"amount\":-1000", "\"currency\":\"JPY\"");
    // The operator sees it, and notes that it was paid.
    Client operator = invoice.running().operator();
    String wallet = "/admin/tenants/" + customer.id() + "/wallet";
    JsonNode seen = operator.get(wallet).has(200).json();
    assertThat(seen.get("available").asLong()).isZero();
    assertThat(seen.at("/others/0/currency").asString()).isEqualTo("JPY");
    assertThat(seen.at("/others/0/available").asLong()).isEqualTo(-1000);
    String paid = "{\"amount\": 1000, \"currency\": \"%s\", \"idempotency_key\": \"paid\"}";
    assertThat(operator.post(wallet + "/top-ups", paid.formatted("GBP")).has(400).body())
        .contains("USD, JPY");
    operator.post(wallet + "/top-ups", paid.formatted("JPY")).has(201);
    assertThat(operator.get(wallet).json().at("/others/0/available").asLong()).isZero();
  }

  @Test
  void testOrdersCostNothing() {
    Customer poor = customer(0);
    poor.test()
        .post(
            "/orders",
            CurrentRequests.order("https://www.amazon.com/dp/B0OPERATOR").put("max_price", CAP))
        .has(201);
    assertThat(wallet(poor.test())).containsExactly(0, 0);
  }

  @Test
  void atASandboxStoreNothingIsHeld() {
    Customer poor = customer(0);
    String page = "https://www.amazon.com/dp/B0OPERATOR";
    String id =
        poor.live()
            .post("/orders", CurrentRequests.order(page).put("max_price", 100_000))
            .has(201)
            .text("/id");
    poor.live().until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    assertThat(wallet(poor.live())).containsExactly(0, 0);
  }
}
