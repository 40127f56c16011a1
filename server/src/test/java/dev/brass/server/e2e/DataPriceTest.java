package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.wallet.WalletAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What calls for product data cost.
class DataPriceTest {

  @RegisterExtension
  static final WholeServer prepaid =
      WholeServer.perClass(Map.of("wallet.mode", "prepaid", "products.price", "1"));

  @RegisterExtension
  static final WholeServer onInvoice = WholeServer.perClass(Map.of("products.price", "3"));

  @AfterEach
  void allWalletsAddUp() {
    assertThat(new WalletAudit(prepaid.database().database().jdbi()).flaws()).isEmpty();
    assertThat(new WalletAudit(onInvoice.database().database().jdbi()).flaws()).isEmpty();
  }

  private static Customer customer(int cents) {
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

  private static long balance(Client client) {
    return client.get("/wallet/me").has(200).json().get("balance").asLong();
  }

  @Test
  void eachCallThatSucceedsCosts() {
    Customer customer = customer(10);
    Client live = customer.live();
    live.get("/products/B00PAID?retailer=amazon").has(200);
    live.get("/products/B00PAID/offers?retailer=amazon").has(200);
    live.get("/products/search?retailer=amazon&query=lamp").has(200);
    live.get("/search?q=lamp").has(200);
    assertThat(balance(live)).isEqualTo(6);
    live.get("/products/B00PAID?retailer=amazon").has(200);
    assertThat(balance(live)).as("also what is kept").isEqualTo(5);
    assertThat(customer.classic().get("/v1/addax/transactions?count=1").has(200).body())
        .contains("\"type\":\"charge\"", "\"amount\":-1", "product_details");
  }

  @Test
  void failuresAndWaitingCostNothing() {
    Client live = customer(10).live();
    live.get("/products/ERR-expired_product_id?retailer=amazon").has(200);
    live.get("/products/B00X?retailer=nobody").has(422);
    String later = "/products/B00WAITED?retailer=amazon&async=true";
    assertThat(live.get(later).text("/status")).isEqualTo("processing");
    assertThat(balance(live)).isEqualTo(10);
    live.until(later, answer -> answer.text("/status").equals("completed"));
    assertThat(balance(live)).isEqualTo(9);
    live.get("/usage").has(200);
    assertThat(balance(live)).isEqualTo(9);
  }

  @Test
  void anEmptyWalletIsRefusedInEveryShape() {
    Customer poor = customer(0);
    for (String path :
        List.of(
            "/products/B00POOR?retailer=amazon",
            "/products/B00POOR/offers?retailer=amazon",
            "/products/search?retailer=amazon&query=lamp",
            "/search?q=lamp")) {
      Answer refused = poor.live().get(path).has(402);
      assertThat(refused.text("/detail")).isNotEmpty().isEqualTo(refused.text("/error/message"));
      assertThat(refused.text("/code")).isEqualTo("insufficient_funds");
      assertThat(refused.json().at("/error/details/required").asInt()).isEqualTo(1);
      assertThat(refused.json().at("/details/available").asInt()).isZero();
      poor.test().get(path).has(200);
    }
    assertThat(poor.live().get("/usage").json().get("recent")).isEmpty();
  }

  @Test
  void onInvoiceTheWalletOwes() {
    Client live = Customer.of(onInvoice.running()).live();
    live.get("/products/B00OWED?retailer=amazon").has(200);
    assertThat(balance(live)).isEqualTo(-3);
  }

  @Test
  void ofAHundredAtOnceAsManyAreAnsweredAsCanBePaid() throws Exception {
    Client live = customer(50).live();
    List<Future<Answer>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (int i = 0; i < 100; i++) {
        sent.add(threads.submit(() -> live.get("/products/B00CROWD?retailer=amazon")));
      }
    }
    int answered = 0;
    for (Future<Answer> answer : sent) {
      assertThat(answer.get().status()).isIn(200, 402);
      answered += answer.get().status() == 200 ? 1 : 0;
    }
    assertThat(answered).isEqualTo(50);
    assertThat(balance(live)).isZero();
    assertThat(live.get("/usage").json().at("/metrics/product_details/total").asInt())
        .isEqualTo(50);
  }
}
