package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.wallet.WalletAudit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Orders with `addax: true`: bought by the operator's account, paid from the client's balance.
class AddaxTest {

  @RegisterExtension
  static final WholeServer prepaid = WholeServer.perClass(Map.of("wallet.mode", "prepaid"));

  @RegisterExtension static final WholeServer onInvoice = WholeServer.perClass(Map.of());

  @AfterEach
  void allWalletsAddUp() {
    for (WholeServer server : List.of(prepaid, onInvoice)) {
      assertThat(new WalletAudit(server.database().database().jdbi()).flaws()).isEmpty();
    }
  }

  private static ObjectNode order() {
    ObjectNode order = ClassicRequests.addaxOrder();
    order.remove(List.of("webhooks", "client_notes", "shipping"));
    return order.put("shipping_method", "cheapest").put("max_price", 50_000);
  }

  private static ObjectNode order(String scenario) {
    ObjectNode order = order();
    order.putObject("client_notes").put("scenario", scenario);
    return order;
  }

  private static String submit(Client classic, ObjectNode order) {
    return classic.post("/v1/orders", order).has(200).text("/request_id");
  }

  private static Answer placed(Client classic, String requestId) {
    return classic
        .until("/v1/orders/" + requestId, a -> !a.text("/code").equals("request_processing"))
        .has(200);
  }

  private static void has(Client classic, long balance, long held) {
    JsonNode answer = classic.get("/v1/addax/balance").has(200).json();
    assertThat(answer)
        .isEqualTo(
            Client.JSON.readTree(
                "{\"balance\":%d,\"held\":%d,\"currency\":\"USD\"}".formatted(balance, held)));
  }

  private static Answer topUp(Customer customer, String body) {
    return customer
        .server()
        .operator()
        .post("/admin/tenants/" + customer.id() + "/wallet/top-ups", body);
  }

  private static void topUp(Customer customer, long amount) {
    topUp(
            customer,
            "{\"amount\":%d,\"idempotency_key\":\"%s\"}".formatted(amount, "first " + amount))
        .has(201);
  }

  private static List<String> transactions(Client classic) {
    return classic
        .get("/v1/addax/transactions")
        .has(200)
        .json()
        .get("transactions")
        .valueStream()
        .map(t -> t.get("type").asString() + " " + t.get("amount").asLong())
        .toList();
  }

  @Test
  void onInvoiceAnOrderIsPlacedWithoutAnAccountAndBilledLater() {
    Client classic = Customer.of(onInvoice.running()).classic();
    has(classic, 0, 0);
    assertThat(transactions(classic)).isEmpty();
    String id = submit(classic, order());
    Answer answer = placed(classic, id);
    assertThat(answer.text("/_type")).as(answer.body()).isEqualTo("order_response");
    long total = answer.json().at("/price_components/total").asLong();
    assertThat(total).isPositive().isLessThan(50_000);
    has(classic, -total, 0);
    JsonNode list = classic.get("/v1/addax/transactions?count=5&offset=0").has(200).json();
    assertThat(list.get("total").asInt()).isEqualTo(1);
    assertThat(list.at("/transactions/0/type").asString()).isEqualTo("purchase");
    assertThat(list.at("/transactions/0/amount").asLong()).isEqualTo(-total);
    assertThat(list.at("/transactions/0/request_id").asString()).isEqualTo(id);
  }

  @Test
  void prepaidAnOrderWaitsForMoney() {
    Customer customer = Customer.of(prepaid.running());
    Client classic = customer.classic();
    ObjectNode order = order().put("idempotency_key", "mine");
    Answer refused = classic.post("/v1/orders", order).has(402);
    assertThat(refused.text("/code")).isEqualTo("insufficient_zma_balance");
    assertThat(refused.json().get("data"))
        .isEqualTo(
            Client.JSON.readTree("{\"required\":50000,\"available\":0,\"currency\":\"USD\"}"));
    assertThat(refused.text("/message")).contains("500.00 USD", "0.00 USD");
    assertThat(classic.get("/v1/orders").has(200).json()).isEmpty();

    topUp(customer, 50_000);
    String id = submit(classic, order);
    assertThat(submit(classic, order)).isEqualTo(id);
    long total = placed(classic, id).json().at("/price_components/total").asLong();
    has(classic, 50_000 - total, 0);
    classic.post("/v1/orders", order()).has(402);
    assertThat(transactions(classic)).containsExactly("capture " + -total, "top_up 50000");
  }

  @Test
  void anAbortGivesBackWhatIsHeldAndARetryHoldsAgain() {
    Customer customer = Customer.of(prepaid.running());
    Client classic = customer.classic();
    topUp(customer, 60_000);
    String id = submit(classic, order("needs_action"));
    classic.until("/v1/orders/" + id, a -> a.text("/code").equals("manual_review_required"));
    has(classic, 10_000, 50_000);
    assertThat(transactions(classic)).containsExactly("hold -50000", "top_up 60000");
    classic.post("/v1/orders/" + id + "/abort", "").has(200);
    has(classic, 60_000, 0);
    assertThat(transactions(classic)).containsExactly("top_up 60000");

    String path = "/v1/orders/" + id + "/retry";
    Answer own =
        classic
            .post(path, "{\"retailer_credentials\":{\"email\":\"a@b.test\",\"password\":\"p\"}}")
            .has(400);
    assertThat(own.text("/message")).contains("retailer_credentials: must be left out");
    String again = classic.post(path, "").has(200).text("/request_id");
    classic.until("/v1/orders/" + again, a -> a.text("/code").equals("manual_review_required"));
    has(classic, 10_000, 50_000);
    classic.post("/v1/orders/" + again + "/abort", "").has(200);
    has(classic, 60_000, 0);
  }

  @Test
  void aRetryNeedsMoney() {
    Customer customer = Customer.of(prepaid.running());
    Client classic = customer.classic();
    topUp(customer, 60_000);
    ObjectNode wrong = order();
    ClassicRequests.set(wrong, "products[0].product_id", "\"ERR-product_unavailable\"");
    String failed = submit(classic, wrong);
    assertThat(placed(classic, failed).text("/code")).isEqualTo("product_unavailable");
    has(classic, 60_000, 0);
    String other = submit(classic, order("needs_action"));
    Answer refused = classic.post("/v1/orders/" + failed + "/retry", "").has(402);
    assertThat(refused.text("/code")).isEqualTo("insufficient_zma_balance");
    classic.until("/v1/orders/" + other, a -> a.text("/code").equals("manual_review_required"));
    classic.post("/v1/orders/" + other + "/abort", "").has(200);
    classic.post("/v1/orders/" + failed + "/retry", "").has(200);
  }

  @Test
  void whatTheRetailerCancelsIsRefunded() {
    Customer customer = Customer.of(prepaid.running());
    Client classic = customer.classic();
    topUp(customer, 50_000);
    String id = submit(classic, order("retailer_cancels"));
    long total = placed(classic, id).json().at("/price_components/total").asLong();
    classic.until(
        "/v1/orders/" + id,
        a -> {
          classic.advance("P1D");
          return a.text("/cancellation/cancelled_by").equals("retailer");
        });
    has(classic, 50_000, 0);
    assertThat(transactions(classic))
        .containsExactly("refund " + total, "capture " + -total, "top_up 50000");
  }

  @Test
  void aBalanceIsItsTenantsOwnAndNumbersAreRead() {
    Customer customer = Customer.of(prepaid.running());
    topUp(customer, 777);
    has(Customer.of(prepaid.running()).classic(), 0, 0);
    Client classic = customer.classic();
    for (String query : List.of("count=0", "count=1001", "count=x", "offset=-1", "offset=1.5")) {
      assertThat(classic.get("/v1/addax/transactions?" + query).has(400).text("/code"))
          .isEqualTo("invalid_request");
    }
    assertThat(classic.get("/v1/addax/transactions?offset=1").json().get("transactions")).isEmpty();
    prepaid.running().stranger().get("/v1/addax/balance").has(401);
    prepaid
        .running()
        .classic(customer.key("client", "read").text("/key"))
        .get("/v1/addax/balance")
        .has(200);
  }

  @Test
  void operatorsMoveMoneyOnce() {
    Customer customer = Customer.of(prepaid.running());
    Client operator = prepaid.running().operator();
    String wallet = "/admin/tenants/" + customer.id() + "/wallet";
    String body = "{\"amount\":900,\"note\":\"cheque 7\",\"idempotency_key\":\"k\"}";
    Answer made = topUp(customer, body).has(201);
    assertThat(made.text("/kind")).isEqualTo("top_up");
    assertThat(topUp(customer, body).has(200).json()).isEqualTo(made.json());
    topUp(customer, body.replace("900", "901")).has(409);
    topUp(customer, "{\"amount\":5,\"mode\":\"test\",\"idempotency_key\":\"k\"}").has(201);
    operator.post(wallet + "/withdrawals", "{\"amount\":901,\"idempotency_key\":\"w\"}").has(409);
    operator.post(wallet + "/withdrawals", "{\"amount\":100,\"idempotency_key\":\"w\"}").has(201);
    JsonNode balance = operator.get(wallet).has(200).json();
    assertThat(balance.get("posted").asLong()).isEqualTo(800);
    assertThat(balance.get("available").asLong()).isEqualTo(800);
    assertThat(operator.get(wallet + "?mode=test").text("/posted")).isEqualTo("5");
    has(customer.classic(), 800, 0);
    for (String wrong :
        List.of(
            "{\"amount\":0,\"idempotency_key\":\"a\"}",
            "{\"amount\":1.5,\"idempotency_key\":\"a\"}",
            "{\"amount\":\"5\",\"idempotency_key\":\"a\"}",
            "{\"amount\":1e300,\"idempotency_key\":\"a\"}",
            "{\"amount\":5}",
            "{\"amount\":5,\"idempotency_key\":\"a\",\"mode\":\"real\"}",
            "{\"amount\":5,\"idempotency_key\":\"a\\u0000\"}",
            "{\"amount\":5,\"idempotency_key\":\"%s\"}".formatted("a".repeat(256)))) {
      topUp(customer, wrong).has(400);
    }
    operator.get(wallet + "?mode=real").has(400);
    operator.get("/admin/tenants/nobody/wallet").has(404);
  }
}
