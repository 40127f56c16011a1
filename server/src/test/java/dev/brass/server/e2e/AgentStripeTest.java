package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Agent.Challenge;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.testkit.stripe.FakePayment;
import dev.brass.testkit.stripe.FakeStripe;
import dev.brass.testkit.stripe.FakeStripe.Fault;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Programs pay for an order with a shared payment token of Stripe's.
class AgentStripeTest {

  private static final FakeStripe STRIPE = new FakeStripe(InstantSource.system());

  @RegisterExtension static final WholeServer server = WholeServer.perClass(STRIPE.agentSettings());

  @RegisterExtension
  static final WholeServer cardsOnly =
      WholeServer.perClass(
          Map.of(
              "agent.local",
              "off",
              "stripe.secret-key",
              FakeStripe.KEY,
              "stripe.base",
              STRIPE.base().toString(),
              "stripe.network-id",
              "profile_fake"));

  private static final String PATH = "/agent/orders";
  private static final int MOST = 5_000_00;
  private static final int FEE = 100;
  private static final String INTENTS = "POST /v1/payment_intents";

  @AfterAll
  static void close() {
    STRIPE.close();
  }

  private static Agent agent() {
    return new Agent(server.running());
  }

  private static String order() {
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
    order.put("max_price", MOST);
    return order.toString();
  }

  private static Challenge price() {
    Answer asked = server.running().stranger().post(PATH + "?method=stripe", order());
    List<Challenge> challenges = Agent.challenges(asked);
    assertThat(challenges).hasSize(1);
    return challenges.getFirst();
  }

  private static String token(String testCard) {
    return STRIPE.token(testCard, MOST + FEE);
  }

  private static String answer(Challenge challenge, String token) {
    return challenge.answer("{\"spt\":\"" + token + "\"}", Map.of());
  }

  private static List<FakePayment> payments(Challenge challenge) {
    return STRIPE.payments("brass_payment", challenge.get("id"));
  }

  private static long refunded(Challenge challenge) {
    return payments(challenge).getFirst().refunded();
  }

  private static Answer untilOrdered(String credential) {
    return Awaitility.await()
        .until(
            () -> agent().send(PATH, order(), credential),
            again -> !again.text("/error/details/order_id").isEmpty());
  }

  @Test
  void aTokenPaysForAnOrderAndWhatItDoesNotNeedComesBack() {
    Challenge challenge = price();
    JsonNode request = challenge.request();
    assertThat(challenge.get("method")).isEqualTo("stripe");
    assertThat(challenge.amount()).isEqualTo(MOST + FEE);
    assertThat(request.at("/methodDetails/networkId").asString()).isEqualTo("profile_fake");
    assertThat(request.at("/methodDetails/paymentMethodTypes").toString())
        .isEqualTo("[\"card\",\"link\"]");

    String token = token("pm_card_visa");
    Answer created = agent().send(PATH, order(), answer(challenge, token)).has(201);

    JsonNode receipt = Agent.decoded(created.headers().getOrDefault("payment-receipt", ""));
    FakePayment payment = payments(challenge).getFirst();
    assertThat(receipt.get("method").asString()).isEqualTo("stripe");
    assertThat(receipt.get("reference").asString()).isEqualTo(payment.id());
    assertThat(payment.received()).isEqualTo(MOST + FEE);
    assertThat(created.body()).doesNotContain(token);
    Answer placed =
        agent()
            .holder(created)
            .until("/orders/" + created.text("/id"), a -> a.text("/status").equals("order_placed"));
    long total = placed.json().at("/job_result/price_components/total").asLong();
    Awaitility.await().untilAsserted(() -> assertThat(refunded(challenge)).isEqualTo(MOST - total));
  }

  @Test
  void theSameCredentialBuysOnceAndTheSameTokenToo() {
    Challenge challenge = price();
    String token = token("pm_card_visa");
    String credential = answer(challenge, token);
    Answer created = agent().send(PATH, order(), credential).has(201);

    Answer again = agent().send(PATH, order(), credential).has(409);

    assertThat(again.text("/error/details/order_id")).isEqualTo(created.text("/id"));
    ObjectNode other = (ObjectNode) Client.JSON.readTree(order());
    other.put("po_number", "2");
    assertThat(agent().send(PATH, other.toString(), credential).has(402).text("/type"))
        .endsWith("/invalid-challenge");
    Challenge second = price();
    assertThat(agent().send(PATH, order(), answer(second, token)).has(402).text("/type"))
        .endsWith("/verification-failed");
    assertThat(payments(challenge)).hasSize(1);
    assertThat(payments(second)).isEmpty();
  }

  @Test
  void aBodyChangedAfterTheChallengeIsRefused() {
    Challenge challenge = price();
    ObjectNode other = (ObjectNode) Client.JSON.readTree(order());
    other.put("max_price", MOST + 1);
    String credential = answer(challenge, token("pm_card_visa"));
    assertThat(agent().send(PATH, other.toString(), credential).has(402).text("/type"))
        .endsWith("/invalid-challenge");
    assertThat(agent().send(PATH, order(), answer(challenge, "pm_1")).has(402).text("/type"))
        .endsWith("/malformed-credential");
    assertThat(payments(challenge)).isEmpty();
    // It is still good.
    agent().send(PATH, order(), credential).has(201);
  }

  @Test
  void whatIsDeclinedOrNeedsItsBuyerBuysNothing() {
    for (String card : List.of("pm_card_visa_chargeDeclined", "pm_card_authenticationRequired")) {
      Challenge challenge = price();
      Answer refused = agent().send(PATH, order(), answer(challenge, token(card))).has(402);
      assertThat(refused.text("/error/code")).isEqualTo("payment_failed");
      assertThat(refused.headers()).containsKey("www-authenticate");
      assertThat(payments(challenge).getFirst().received()).isZero();
    }
    Challenge challenge = price();
    String small = STRIPE.token("pm_card_visa", 500);
    agent().send(PATH, order(), answer(challenge, small)).has(402);
    assertThat(payments(challenge)).isEmpty();
  }

  @Test
  void whatWasLostIsInDoubtUntilItIsKnownAndPaidOnce() {
    for (Fault fault : List.of(Fault.ANSWER_LOST, Fault.REQUEST_LOST, Fault.UNAVAILABLE)) {
      Challenge challenge = price();
      String credential = answer(challenge, token("pm_card_visa"));
      STRIPE.next(fault, INTENTS);

      Answer doubt = agent().send(PATH, order(), credential).has(409);

      assertThat(doubt.text("/error/details/reason")).isEqualTo("payment_in_doubt");
      Answer known = untilOrdered(credential);
      assertThat(known.headers()).containsKey("x-api-key");
      assertThat(payments(challenge)).hasSize(1);
    }
  }

  @Test
  void aRefundWhoseAnswerIsLostIsMadeOnce() {
    ObjectNode cheap = (ObjectNode) Client.JSON.readTree(order());
    cheap.put("max_price", 1);
    Answer asked = server.running().stranger().post(PATH + "?method=stripe", cheap.toString());
    Challenge challenge = Agent.challenges(asked).getFirst();
    STRIPE.next(Fault.ANSWER_LOST, "POST /v1/refunds");

    Answer created =
        agent()
            .send(PATH, cheap.toString(), answer(challenge, STRIPE.token("pm_card_visa", 101)))
            .has(201);

    agent()
        .holder(created)
        .until("/orders/" + created.text("/id"), a -> a.text("/status").equals("order_failed"));
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(refunded(challenge)).isEqualTo(1 + FEE);
              assertThat(agent().holder(created).get("/wallet/me").text("/balance")).isEqualTo("0");
            });
  }

  @Test
  void aFewCentsAreNotPaidThisWay() {
    Client stranger = server.running().stranger();
    String path = "/agent/search?q=book";
    assertThat(Agent.challenges(stranger.post(path, "")))
        .extracting(challenge -> challenge.get("method"))
        .containsExactly("local");
    Answer insisting = stranger.post(path + "&method=stripe", "").has(400);
    assertThat(insisting.text("/error/details/reason")).isEqualTo("unknown_payment_method");
    Client picky = stranger.with("Accept-Payment", "stripe/charge");
    assertThat(Agent.challenges(picky.post(path, ""))).hasSize(1);

    JsonNode paths = stranger.get("/openapi.json").has(200).json().get("paths");
    assertThat(paths.at("/~1agent~1orders/post/x-payment-info/offers").findValuesAsString("method"))
        .containsExactly("local", "stripe");
    assertThat(paths.at("/~1agent~1search/post/x-payment-info/offers").findValuesAsString("method"))
        .containsExactly("local");
  }

  @Test
  void whereThereAreCardsOnlyAnswersAreNotSold() {
    Client stranger = cardsOnly.running().stranger();
    assertThat(Agent.challenges(stranger.post(PATH, order()))).hasSize(1);
    Answer none = stranger.post("/agent/search?q=book", "").has(404);
    assertThat(none.text("/error/message")).contains("0.01 USD");
    assertThat(none.headers()).doesNotContainKey("www-authenticate");
  }
}
