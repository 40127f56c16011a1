package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.wallet.WalletAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What orders of the current API cost their tenant.
class CurrentWalletTest {

  private static final int FEE = 100;

  @RegisterExtension
  static final WholeServer prepaid =
      WholeServer.perClass(
          Map.of(
              "wallet.mode",
              "prepaid",
              "wallet.order-fee",
              Integer.toString(FEE),
              "wallet.sandbox-paid-by",
              "operator"));

  @RegisterExtension static final WholeServer onInvoice = WholeServer.perClass(Map.of());

  @AfterEach
  void allWalletsAddUp() {
    assertThat(new WalletAudit(prepaid.database().database().jdbi()).flaws()).isEmpty();
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

  private static JsonNode order(int number) {
    return CurrentRequests.order("https://www.amazon.com/dp/B0WALLET%02d".formatted(number))
        .put("max_price", 9_900);
  }

  private static JsonNode wallet(Client client) {
    return client.get("/wallet/me").has(200).json();
  }

  private static void has(Client client, long balance, long spendable) {
    assertThat(wallet(client).get("balance").asLong()).isEqualTo(balance);
    assertThat(wallet(client).get("spendable_balance").asLong()).isEqualTo(spendable);
  }

  @Test
  void thePriceCapAndTheFeeAreHeldAndWhatItCostIsTaken() {
    Customer customer = customer(10_000);
    Client client = customer.live();
    String id = client.post("/orders", order(1)).has(201).text("/id");
    Answer placed = client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    long total = placed.json().at("/job_result/price_components/total").asLong();
    assertThat(total).isPositive();
    has(client, 10_000 - total - FEE, 10_000 - total - FEE);
    // It paid all that the store charged: there is nothing to remark.
    assertThat(notesOfCaptures(customer)).containsExactly("");
    JsonNode wallet = wallet(client);
    assertThat(wallet.get("order_fee_cents").asInt()).isEqualTo(FEE);
    assertThat(wallet.get("billed_by_invoice").asBoolean()).isFalse();
    assertThat(wallet.get("wallet_type").asString()).isEqualTo("purchases");
    assertThat(wallet.get("user_id").isIntegralNumber()).isTrue();
  }

  private static List<String> notesOfCaptures(Customer customer) {
    return prepaid
        .database()
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select note from wallet_transfer"
                            + " where tenant_id = :tenant and kind = 'capture'")
                    .bind("tenant", UUID.fromString(customer.id()))
                    .mapTo(String.class)
                    .list());
  }

  @Test
  void anOrderThatFailsOrIsCalledOffCostsNothing() {
    Client client = customer(20_000).live();
    JsonNode failing =
        CurrentRequests.order("https://www.amazon.com/dp/B0WALLETXX")
            .put("max_price", 9_900)
            .set("metadata", Client.JSON.readTree("{\"scenario\": {\"place\": \"refuse\"}}"));
    String failed = client.post("/orders", failing).has(201).text("/id");
    client.until("/orders/" + failed, a -> a.text("/status").equals("order_failed"));
    has(client, 20_000, 20_000);
    JsonNode off =
        CurrentRequests.order("https://www.amazon.com/dp/B0WALLETYY")
            .put("max_price", 9_900)
            .set("metadata", Client.JSON.readTree("{\"scenario\": \"retailer_cancels\"}"));
    String cancelled = client.post("/orders", off).has(201).text("/id");
    client.until("/orders/" + cancelled, a -> a.text("/status").equals("order_placed"));
    client.advance("P1D");
    client.until("/orders/" + cancelled, a -> a.text("/status").equals("cancelled_by_retailer"));
    has(client, 20_000, 20_000);
  }

  @Test
  void saysWhatIsMissing() {
    Client client = customer(9_999).live();
    Answer refused = client.post("/orders", order(2)).has(402);
    assertThat(refused.text("/code")).isEqualTo("insufficient_funds");
    assertThat(refused.json().at("/details/required").asLong()).isEqualTo(9_900 + FEE);
    assertThat(refused.json().at("/details/available").asLong()).isEqualTo(9_999);
    assertThat(client.get("/orders").json().get("total").asInt()).isZero();
  }

  @Test
  void testOrdersAndThoseOnInvoiceNeedNoMoney() {
    Customer poor = customer(0);
    poor.test().post("/orders", order(3)).has(201);
    assertThat(wallet(poor.test()).get("balance").asLong()).isZero();
    Client billed = Customer.of(onInvoice.running()).live();
    billed.post("/orders", order(3)).has(201);
    assertThat(wallet(billed).get("billed_by_invoice").asBoolean()).isTrue();
  }

  @Test
  void ofTwoHundredAtOnceThoseAreAcceptedThatCanBePaid() throws Exception {
    Client client = customer(100 * (9_900 + FEE)).live();
    List<Future<Answer>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
      for (int i = 0; i < 200; i++) {
        // They meet a closed gate until all are there, so that nothing is released meanwhile.
        JsonNode slow =
            CurrentRequests.order("https://www.amazon.com/dp/B0WALLETZZ")
                .put("max_price", 9_900)
                .set(
                    "metadata",
                    Client.JSON.readTree("{\"scenario\": {\"place\": \"needs_action\"}}"));
        sent.add(threads.submit(() -> client.post("/orders", slow)));
      }
    }
    int accepted = 0;
    for (Future<Answer> answer : sent) {
      accepted += answer.get().status() == 201 ? 1 : 0;
      assertThat(answer.get().status()).isIn(201, 402);
    }
    assertThat(accepted).isEqualTo(100);
    has(client, 100 * (9_900 + FEE), 0);
  }
}
