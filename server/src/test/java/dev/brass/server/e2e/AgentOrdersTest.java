package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Agent.Challenge;
import dev.brass.server.e2e.Client.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Programs without an account pay for an order and get it, once, or their money back.
class AgentOrdersTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final String PATH = "/agent/orders";
  private static final String PAGE = "https://www.amazon.com/dp/B07JGBW826";
  private static final int MOST = 5_000_00;
  private static final int FEE = 100;

  private static Agent agent() {
    return new Agent(server.running());
  }

  private static ObjectNode order() {
    ObjectNode order = CurrentRequests.order(PAGE);
    order.put("max_price", MOST);
    return order;
  }

  private static JsonNode wallet(Client holder) {
    return holder.get("/wallet/me").has(200).json();
  }

  private static Answer untilPlaced(Client holder, Answer created) {
    return holder.until(
        "/orders/" + created.text("/id"), a -> a.text("/status").equals("order_placed"));
  }

  /// How much of a payment the local rail has, and has given back.
  private static List<Long> books(Challenge challenge) {
    return server
        .database()
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select amount, refunded from local_charge"
                            + " where challenge = :id and state = 'paid'")
                    .bind("id", challenge.get("id"))
                    .map((row, _) -> List.of(row.getLong("amount"), row.getLong("refunded")))
                    .findOne()
                    .orElse(List.of(0L, 0L)));
  }

  private static void untilBooks(Challenge challenge, long amount, long refunded) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(books(challenge)).containsExactly(amount, refunded));
  }

  private static long count(String sql) {
    return server
        .database()
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static long orders() {
    return count("select count(*) from orders where door = 'agent'");
  }

  @Test
  void aRequestWithoutBodyIsToldWhatOrdersCost() {
    Answer probe = server.running().stranger().post(PATH, "");

    Challenge challenge = Agent.challenges(probe).getFirst();
    assertThat(challenge.get("digest")).isEmpty();
    assertThat(probe.text("/error/code")).isEqualTo("payment_required");
    assertThat(probe.text("/type")).isEqualTo("https://paymentauth.org/problems/payment-required");
    assertThat(probe.text("/challengeId")).isEqualTo(challenge.get("id"));
    // It is no order: paid, it is asked again, and nothing is taken.
    agent().send(PATH, "", challenge.answer("local-ok")).has(402);
    assertThat(books(challenge)).containsExactly(0L, 0L);
  }

  @Test
  void badOrdersAreRefusedBeforeMoneyIsSpokenOf() {
    Client stranger = server.running().stranger();
    for (String bad : List.of("{", "[]", "7", "{}", "{\"products\":[]}")) {
      Answer answer = stranger.post(PATH, bad).has(422);
      assertThat(answer.headers()).doesNotContainKey("www-authenticate");
      assertThat(answer.json().get("detail")).isNotEmpty();
    }
    ObjectNode unknown = CurrentRequests.order("https://nowhere.example/1");
    assertThat(stranger.post(PATH, unknown.toString()).status()).isIn(400, 422);
    // Also with a credential that was good for something.
    Challenge challenge = agent().price(PATH, order().toString());
    agent().send(PATH, "{}", challenge.answer("local-ok")).has(422);
    assertThat(books(challenge)).containsExactly(0L, 0L);
  }

  @Test
  void aPaidOrderIsPlacedAndWhatItDoesNotNeedComesBack() {
    String body = order().toString();
    Challenge challenge = agent().price(PATH, body);
    assertThat(challenge.amount()).isEqualTo(MOST + FEE);
    assertThat(challenge.get("realm")).isEqualTo("127.0.0.1");
    assertThat(challenge.get("digest")).startsWith("sha-256=:").endsWith(":");

    Answer created = agent().send(PATH, body, challenge.answer("local-ok")).has(201);

    assertThat(created.headers().get("cache-control")).startsWith("private");
    JsonNode receipt = Agent.decoded(created.headers().getOrDefault("payment-receipt", ""));
    assertThat(receipt.get("status").asString()).isEqualTo("success");
    assertThat(receipt.get("method").asString()).isEqualTo("local");
    Client holder = agent().holder(created);
    Answer placed = untilPlaced(holder, created);
    long total = placed.json().at("/job_result/price_components/total").asLong(-1);
    JsonNode spent = wallet(holder);
    assertThat(total).as(placed.body()).isPositive();
    untilBooks(challenge, MOST + FEE, MOST - total);
    assertThat(spent.get("balance").asLong()).isIn(0L, MOST - total);
    assertThat(wallet(holder).get("balance").asLong()).isZero();
  }

  @Test
  void theKeyOfAPaidOrderLooksAndCancelsAndDoesNotBuy() {
    Answer created = agent().pay(PATH, order().toString()).has(201);
    Client holder = agent().holder(created);

    holder.get("/orders/" + created.text("/id")).has(200);
    assertThat(holder.get("/orders").has(200).json().get("orders")).hasSize(1);
    holder.post("/orders", order().toString()).has(403);
    holder.get("/search?q=book").has(403);
    holder.put("/webhooks/endpoint", "{\"url\":\"http://127.0.0.1:9/\"}").has(403);
    // A batch would lead through channels that take other keys.
    holder.get("/v1/batches").has(403);
    String inside =
        """
        {"batch": {"batch_operations": [
          {"http_method": "GET", "path": "/v1/products/B0CHX3QBCH?retailer=amazon"}]}}
        """;
    holder.post("/v1/batches", inside).has(403);
    // Nobody else sees it.
    server.running().live().get("/orders/" + created.text("/id")).has(404);
  }

  @Test
  void aFailedOrderGivesAllItsMoneyBack() {
    ObjectNode cheap = order();
    cheap.put("max_price", 1);
    Challenge challenge = agent().price(PATH, cheap.toString());

    Answer created = agent().send(PATH, cheap.toString(), challenge.answer("local-ok")).has(201);

    agent()
        .holder(created)
        .until("/orders/" + created.text("/id"), a -> a.text("/status").equals("order_failed"));
    untilBooks(challenge, 1 + FEE, 1 + FEE);
  }

  @Test
  void theSameCredentialBuysOnce() {
    String body = order().toString();
    Challenge challenge = agent().price(PATH, body);
    Answer created = agent().send(PATH, body, challenge.answer("local-ok")).has(201);
    long before = orders();

    Answer again = agent().send(PATH, body, challenge.answer("local-ok")).has(409);

    assertThat(again.text("/error/details/order_id")).isEqualTo(created.text("/id"));
    assertThat(again.headers().get("x-api-key")).isEqualTo(created.headers().get("x-api-key"));
    // With another body, or another proof, it is nothing.
    ObjectNode other = order();
    other.put("po_number", "2");
    Answer changed = agent().send(PATH, other.toString(), challenge.answer("local-ok")).has(402);
    assertThat(changed.text("/type")).endsWith("/invalid-challenge");
    assertThat(changed.headers()).doesNotContainKey("x-api-key");
    agent().send(PATH, body, challenge.answer("local-declined")).has(402);
    assertThat(orders()).isEqualTo(before);
    assertThat(books(challenge).getFirst()).isEqualTo(MOST + FEE);
  }

  @Test
  void ofManyAtOnceOneBuys() throws Exception {
    String body = order().toString();
    Challenge challenge = agent().price(PATH, body);
    String credential = challenge.answer("local-ok");
    long before = orders();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> calls =
          IntStream.range(0, 12)
              .<Callable<Integer>>mapToObj(_ -> () -> agent().send(PATH, body, credential).status())
              .toList();
      Map<Integer, Long> statuses =
          threads.invokeAll(calls).stream()
              .collect(Collectors.groupingBy(f -> f.resultNow(), Collectors.counting()));

      assertThat(statuses.keySet()).isSubsetOf(Set.of(201, 409));
      assertThat(statuses).containsEntry(201, 1L);
    }
    assertThat(orders()).isEqualTo(before + 1);
  }

  @Test
  void theSameIdempotencyKeyGivesTheSameAnswerAndTakesNoSecondPayment() {
    String body = order().toString();
    Challenge first = agent().price(PATH, body);
    Challenge second = agent().price(PATH, body);
    Client client = server.running().stranger().with("Idempotency-Key", "purchase-1");

    Answer created =
        client.with("Authorization", first.answer("local-ok")).post(PATH, body).has(201);
    Answer replayed =
        client.with("Authorization", first.answer("local-ok")).post(PATH, body).has(201);
    Answer refused =
        client.with("Authorization", second.answer("local-ok")).post(PATH, body).has(409);

    assertThat(replayed.text("/id")).isEqualTo(created.text("/id"));
    assertThat(replayed.headers().get("payment-receipt"))
        .isEqualTo(created.headers().get("payment-receipt"));
    assertThat(refused.text("/error/details/order_id")).isEqualTo(created.text("/id"));
    assertThat(refused.headers()).doesNotContainKey("x-api-key");
    assertThat(books(second)).containsExactly(0L, 0L);
  }

  @Test
  void whateverIsChangedAboutAChallengeMakesItNone() {
    String body = order().toString();
    Challenge challenge = agent().price(PATH, body);
    String cheap = Agent.encoded("{\"amount\":\"1\",\"currency\":\"usd\"}");
    String paid = "{\"token\":\"local-ok\"}";
    for (Map<String, String> change :
        List.of(
            Map.of("request", cheap),
            Map.of("realm", "elsewhere.example"),
            Map.of("intent", "session"),
            Map.of("method", "stripe"),
            Map.of("expires", "2099-01-01T00:00:00Z"),
            Map.of("digest", "sha-256=:AAAA:"),
            Map.of("id", "x"))) {
      Answer answer = agent().send(PATH, body, challenge.answer(paid, change)).has(402);
      assertThat(answer.text("/type")).as(change.toString()).endsWith("/invalid-challenge");
    }
    Answer garbage = agent().send(PATH, body, "Payment !!!").has(402);
    assertThat(garbage.text("/type")).endsWith("/malformed-credential");
    assertThat(Agent.challenges(garbage)).isNotEmpty();
    Answer wrong = agent().send(PATH, body, challenge.answer("nonsense")).has(402);
    assertThat(wrong.text("/type")).endsWith("/verification-failed");
    assertThat(wrong.text("/error/code")).isEqualTo("payment_failed");
    agent()
        .send(PATH, body, challenge.answer("local-ok") + ", " + challenge.answer("local-ok"))
        .has(400);
    // It is still good after all of that.
    agent().send(PATH, body, challenge.answer("local-ok")).has(201);
  }

  @Test
  void aDeclinedPaymentBuysNothingAndIsAskedForAnew() {
    String body = order().toString();
    Challenge challenge = agent().price(PATH, body);
    long before = orders();

    Answer declined = agent().send(PATH, body, challenge.answer("local-declined")).has(402);

    assertThat(declined.text("/error/code")).isEqualTo("payment_failed");
    Challenge fresh = Agent.challenges(declined).getFirst();
    assertThat(fresh.get("id")).isNotEqualTo(challenge.get("id"));
    agent().send(PATH, body, challenge.answer("local-ok")).has(402);
    assertThat(orders()).isEqualTo(before);
    agent().send(PATH, body, fresh.answer("local-ok")).has(201);
  }

  @Test
  void anUnclearSettlementIsInDoubtUntilItIsKnown() {
    String body = order().toString();
    Challenge paid = agent().price(PATH, body);
    Challenge unpaid = agent().price(PATH, body);

    Answer doubt = agent().send(PATH, body, paid.answer("local-lost")).has(409);
    agent().send(PATH, body, unpaid.answer("local-lost-unpaid")).has(409);

    assertThat(doubt.text("/error/details/reason")).isEqualTo("payment_in_doubt");
    assertThat(doubt.headers()).containsKey("retry-after").doesNotContainKey("www-authenticate");
    Awaitility.await()
        .untilAsserted(
            () -> {
              Answer known = agent().send(PATH, body, paid.answer("local-lost"));
              assertThat(known.text("/error/details/order_id")).isNotEmpty();
              assertThat(known.headers()).containsKey("x-api-key");
            });
    Awaitility.await()
        .untilAsserted(() -> agent().send(PATH, body, unpaid.answer("local-lost-unpaid")).has(402));
    assertThat(books(unpaid)).containsExactly(0L, 0L);
    assertThat(books(paid).getFirst()).isEqualTo(MOST + FEE);
  }

  @Test
  void aMethodCanBeAskedForByName() {
    Client stranger = server.running().stranger();
    String body = order().toString();
    assertThat(Agent.challenges(stranger.post(PATH + "?method=local", body))).hasSize(1);
    assertThat(stranger.post(PATH + "?method=gold", body).has(400).text("/error/details/reason"))
        .isEqualTo("unknown_payment_method");
    Client picky = stranger.with("Accept-Payment", "gold/charge, local/charge;q=0.5");
    assertThat(Agent.challenges(picky.post(PATH, body))).hasSize(1);
  }

  @Test
  void answersAboutProductsCostACentEach() {
    String path = "/agent/search?q=book";
    Challenge challenge = agent().price(path, "");
    assertThat(challenge.amount()).isEqualTo(1);

    Answer found = agent().send(path, "", challenge.answer("local-ok")).has(200);

    assertThat(found.json().get("results")).isNotEmpty();
    assertThat(found.headers()).containsKey("payment-receipt");
    assertThat(books(challenge)).containsExactly(1L, 0L);
    agent().send(path, "", challenge.answer("local-ok")).has(409);
    Answer other = agent().send("/agent/search?q=pen", "", challenge.answer("local-ok")).has(402);
    assertThat(other.text("/type")).endsWith("/invalid-challenge");
    String product = "?product_id=B07JGBW826&retailer=amazon";
    for (String read :
        List.of(
            "/agent/products/details" + product,
            "/agent/products/offers" + product,
            "/agent/products/search?query=book&retailer=amazon")) {
      Answer answer = agent().pay(read, "").has(200);
      assertThat(answer.text("/status")).as(read).isEqualTo("completed");
    }
    server.running().stranger().post("/agent/search", "").has(422);
  }

  @Test
  void whatAStoreDoesNotKnowCostsNothing() {
    String path = "/agent/products/details?product_id=ERR-expired_product_id&retailer=amazon";
    Challenge challenge = agent().price(path, "");

    Answer answer = agent().send(path, "", challenge.answer("local-ok")).has(409);

    assertThat(answer.text("/error/details/reason")).isEqualTo("payment_returned");
    untilBooks(challenge, 1, 1);
    agent().send(path, "", challenge.answer("local-ok")).has(409);
  }

  @Test
  void whatIsPaidForIsToldBefore() {
    Client stranger = server.running().stranger();
    JsonNode document = stranger.get("/openapi.json").has(200).json();
    JsonNode order = document.at("/paths/~1agent~1orders/post/x-payment-info/offers/0");
    JsonNode search = document.at("/paths/~1agent~1search/post/x-payment-info/offers/0");

    assertThat(order.get("method").asString()).isEqualTo("local");
    assertThat(order.get("amount").isNull()).isTrue();
    assertThat(search.get("amount").asString()).isEqualTo("1");
    assertThat(search.get("currency").asString()).isEqualTo("usd");
    String text = stranger.get("/llms.txt").has(200).body();
    assertThat(text).contains(server.running().url() + "/agent/orders").doesNotContain("{");
  }

  @Test
  void theBooksAddUp() {
    agent().pay(PATH, order().toString()).has(201);
    assertThat(
            count(
                """
                select coalesce(sum(posted), 0) from wallet_balance
                """))
        .isZero();
  }
}
