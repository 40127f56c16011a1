package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.e2e.DollarChain.Mood;
import dev.brass.testkit.stripe.FakeStripe;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Payments whose jobs may not run any more are listed until an operator has settled them.
class UnsettledPaymentsTest {

  private static final DollarChain CHAIN = new DollarChain();
  private static final FakeStripe STRIPE = new FakeStripe(InstantSource.system());
  private static final String LIST = "/admin/unsettled-payments";

  @RegisterExtension static final WholeServer server = WholeServer.perClass(settings());

  private final Client operator = server.running().operator();

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(CHAIN.settings());
    settings.put("stripe.secret-key", FakeStripe.KEY);
    settings.put("stripe.base", STRIPE.base().toString());
    return settings;
  }

  @AfterAll
  static void close() {
    CHAIN.close();
    STRIPE.close();
  }

  /// The payment in the list, once its job has had its last word: it has failed so often.
  private JsonNode listed(String kind, String means) {
    return Awaitility.await()
        .until(
            () -> {
              server
                  .database()
                  .database()
                  .jdbi()
                  .useHandle(
                      handle ->
                          handle.execute(
                              "update job set attempt = 10000, due_at = now() - interval '1 minute'"
                                  + " where kind = ? and node is null and finished_at is null",
                              kind));
              return StreamSupport.stream(
                      operator.get(LIST).has(200).json().get("unsettled_payments").spliterator(),
                      false)
                  .filter(payment -> payment.get("means").asString().equals(means))
                  .findFirst()
                  .orElse(null);
            },
            Objects::nonNull);
  }

  private Answer decide(JsonNode payment, String decision) {
    return operator.post(
        LIST + "/" + payment.get("id").asString(),
        "{\"decision\":\"%s\",\"actor\":\"ann\",\"note\":\"looked\"}".formatted(decision));
  }

  @Test
  void anOrderThatCannotBeChargedIsListedAndGoesOnWhenTheOperatorSaysSo() {
    Client client = Customer.of(server.running()).live();
    ObjectNode order =
        CurrentRequests.order("https://www.amazon.com/dp/B0CARD0002").put("max_price", 9_900);
    order.putObject("payment").put("mode", "card").put("payment_method", "pm_card_visa");
    // More often than it is asked before its job has its last word.
    for (int i = 0; i < 1_000; i++) {
      STRIPE.next(FakeStripe.Fault.UNAVAILABLE, "/capture");
    }
    String id = client.post("/orders", order).has(201).text("/id");
    client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));

    JsonNode payment = listed("carry-card-payment", "card");
    assertThat(payment.get("order_id").asString()).isEqualTo(id);
    assertThat(payment.get("state").asString()).isIn("ordered", "capturing");
    assertThat(payment.get("amount").asLong()).isPositive();
    assertThat(payment.get("currency").asString()).isEqualTo("USD");

    STRIPE.calm();
    decide(payment, "resume").has(204);
    client.until("/orders/" + id, a -> a.text("/payment/state").equals("captured"));
    decide(payment, "settled").has(404);
  }

  @Test
  void aPaymentOfWhichNobodyCanTellIsListedUntilItIsSettled() {
    Client stranger = server.running().stranger();
    String order =
        CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826")
            .put("max_price", 500_000)
            .toString();
    Answer asked = stranger.post("/agent/orders", order).has(402);
    JsonNode required =
        Client.JSON.readTree(
            Base64.getDecoder().decode(asked.headers().getOrDefault("payment-required", "")));
    CHAIN.is(Mood.FAILS);
    String paid = DollarWallet.header(new DollarWallet().pay(required.at("/accepts/0")));
    stranger.with("PAYMENT-SIGNATURE", paid).post("/agent/orders", order).has(409);

    JsonNode payment = listed("carry-payment", "agent");
    assertThat(payment.get("state").asString()).isEqualTo("unclear");
    assertThat(payment.get("order_id").isNull()).isTrue();
    assertThat(payment.get("why").asString()).isNotEmpty();
    assertThat(operator.post(LIST + "/" + payment.get("id").asString(), "{}").status())
        .isEqualTo(400);
    assertThat(brass("payments").out()).contains(payment.get("id").asString(), "unclear");
    Terminal settled =
        brass("payments", "settle", payment.get("id").asString(), "--as", "settled", "--note", "x");
    assertThat(settled.code()).as(settled.err()).isZero();
    assertThat(brass("payments").err()).contains("there are no unsettled payments");
    decide(payment, "settled").has(404);
    assertThat(operator.get(LIST).has(200).body()).doesNotContain(payment.get("id").asString());
  }

  @Test
  void aStrayPurchaseThatIsNotThereCannotBeSettled() {
    Terminal none = brass("orders", "strays");
    assertThat(none.code()).isZero();
    assertThat(none.err()).contains("there are no stray purchases");
    Client client = Customer.of(server.running()).live();
    String id =
        client
            .post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826"))
            .has(201)
            .text("/id");
    Terminal settled =
        brass("orders", "settle-stray", id, id, "--as", "keep", "--note", "it stays");
    assertThat(settled.code()).isEqualTo(1);
    assertThat(settled.err()).contains("stray purchase");
  }

  private static Terminal brass(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", server.running().url()));
    all.addAll(List.of("--key", server.running().key("admin_key")));
    return Terminal.brass(all.toArray(String[]::new));
  }
}
