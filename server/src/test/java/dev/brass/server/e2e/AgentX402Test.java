package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.e2e.DollarChain.Mood;
import java.util.Base64;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Clients of x402 pay for an order with an authorization that they sign themselves, by the headers
/// of both generations.
class AgentX402Test {

  private static final DollarChain CHAIN = new DollarChain();

  @RegisterExtension static final WholeServer server = WholeServer.perClass(CHAIN.settings());

  private static final String PATH = "/agent/orders";
  private static final int MOST = 5_000_00;
  private static final int FEE = 100;

  private final DollarWallet wallet = new DollarWallet();

  @BeforeEach
  void calm() {
    CHAIN.is(Mood.SETTLES);
  }

  @AfterAll
  static void close() {
    CHAIN.close();
  }

  private static String order() {
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
    order.put("max_price", MOST);
    return order.toString();
  }

  private static JsonNode decoded(Answer answer, String header) {
    String value = answer.headers().getOrDefault(header, "");
    return Client.JSON.readTree(Base64.getDecoder().decode(value));
  }

  private static JsonNode requirement() {
    Answer answer = server.running().stranger().post(PATH, order()).has(402);
    JsonNode required = decoded(answer, "payment-required");
    assertThat(required.get("x402Version").asInt()).isEqualTo(2);
    assertThat(required.at("/resource/url").asString()).endsWith(PATH);
    return required.at("/accepts/0");
  }

  private static Answer send(String header, JsonNode payment) {
    return server
        .running()
        .stranger()
        .with(header, DollarWallet.header(payment))
        .post(PATH, order());
  }

  private static Answer send(JsonNode payment) {
    return send("PAYMENT-SIGNATURE", payment);
  }

  @Test
  void aClientOfVersion2PaysAndGetsItsOrder() {
    JsonNode requirement = requirement();
    assertThat(requirement.get("amount").asString()).isEqualTo(MOST + FEE + "0000");
    assertThat(requirement.get("network").asString()).isEqualTo("eip155:8453");
    ObjectNode payment = wallet.pay(requirement);

    Answer created = send(payment).has(201);

    JsonNode response = decoded(created, "payment-response");
    assertThat(response.get("success").asBoolean()).isTrue();
    assertThat(response.get("transaction").asString()).startsWith("0x7");
    assertThat(response.get("payer").asString()).isEqualTo(wallet.address());
    assertThat(created.headers()).containsKeys("payment-receipt", "x-api-key");
    int payments = CHAIN.payments();
    Answer again = send(payment).has(409);
    assertThat(again.text("/error/details/order_id")).isEqualTo(created.text("/id"));
    assertThat(CHAIN.payments()).isEqualTo(payments);
  }

  @Test
  void aClientOfVersion1PaysAndGetsItsOrder() {
    Answer asked = server.running().stranger().post(PATH + "?method=x402", order()).has(402);
    assertThat(asked.headers()).doesNotContainKey("www-authenticate");
    JsonNode requirement = asked.json().at("/accepts/0");
    assertThat(asked.json().get("x402Version").asInt()).isEqualTo(1);
    assertThat(requirement.get("network").asString()).isEqualTo("base");

    Answer created = send("X-PAYMENT", wallet.payOld(requirement)).has(201);

    assertThat(decoded(created, "x-payment-response").get("success").asBoolean()).isTrue();
  }

  @Test
  void whatIsNotNeededStaysInTheLedgerForTheOperatorToPayOut() {
    Answer created = send(wallet.pay(requirement())).has(201);
    Client holder = new Agent(server.running()).holder(created);
    Answer placed =
        holder.until(
            "/orders/" + created.text("/id"), a -> a.text("/status").equals("order_placed"));
    long total = placed.json().at("/job_result/price_components/total").asLong();

    JsonNode left = holder.get("/wallet/me").has(200).json();

    assertThat(left.get("spendable_balance").asLong()).isEqualTo(MOST - total);
  }

  @Test
  void badPaymentsTakeNothing() {
    int before = CHAIN.payments();
    ObjectNode forged = wallet.pay(requirement());
    ((ObjectNode) forged.at("/payload/authorization")).put("validBefore", "99999999999");
    Answer answer = send(forged).has(402);
    assertThat(answer.text("/detail")).endsWith("(invalid_exact_evm_payload_signature)");
    assertThat(decoded(answer, "payment-response").get("success").asBoolean()).isFalse();

    ObjectNode cheap = (ObjectNode) requirement().deepCopy();
    cheap.put("amount", "1");
    assertThat(send(wallet.pay(cheap)).has(402).text("/detail"))
        .endsWith("(invalid_payment_requirements)");
    ObjectNode hidden = wallet.pay(cheap);
    hidden.set("accepted", requirement());
    assertThat(send(hidden).has(402).text("/detail"))
        .endsWith("(invalid_exact_evm_payload_authorization_value_mismatch)");
    ObjectNode elsewhere = (ObjectNode) requirement().deepCopy();
    elsewhere.put("payTo", wallet.address());
    ObjectNode stray = wallet.pay(elsewhere);
    stray.set("accepted", requirement());
    assertThat(send(stray).has(402).text("/detail"))
        .endsWith("(invalid_exact_evm_payload_recipient_mismatch)");
    server.running().stranger().with("PAYMENT-SIGNATURE", "!").post(PATH, order()).has(400);
    server.running().stranger().with("X-PAYMENT", "e30=").post(PATH, order()).has(400);
    assertThat(CHAIN.payments()).isEqualTo(before);
  }

  @Test
  void aRefusedPaymentBuysNothing() {
    CHAIN.is(Mood.REFUSES);
    Answer refused = send(wallet.pay(requirement())).has(402);
    assertThat(refused.text("/detail"))
        .isEqualTo("The payer's account has too little of the token (insufficient_funds)");
    assertThat(decoded(refused, "payment-response").get("errorReason").asString())
        .isEqualTo("insufficient_funds");
  }

  @Test
  void aLostAnswerIsFoundOutFromTheChain() {
    CHAIN.is(Mood.SETTLES_SILENTLY);
    ObjectNode payment = wallet.pay(requirement());

    assertThat(send(payment).has(409).text("/error/details/reason")).isEqualTo("payment_in_doubt");

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(send(payment).text("/error/details/order_id")).isNotEmpty());
  }

  @Test
  void aPaymentThatMayComeYetStaysInDoubt() {
    CHAIN.is(Mood.FAILS);
    ObjectNode payment = wallet.pay(requirement());
    send(payment).has(409);
    CHAIN.is(Mood.SETTLES);
    // It is not sent to the facilitator once more.
    assertThat(send(payment).has(409).text("/error/details/reason")).isEqualTo("payment_in_doubt");
  }

  @Test
  void aFewCentsForAnswersAreNotPaidThisWay() {
    Answer asked = server.running().stranger().post("/agent/search?q=book", "").has(402);
    assertThat(asked.headers()).doesNotContainKey("payment-required");
    assertThat(Map.copyOf(asked.headers())).containsKey("www-authenticate");
    server.running().stranger().post("/agent/search?q=book&method=x402", "").has(400);
  }

  /// The payer signs one nonce twice, to us and to himself, and has the second carried out.
  @Test
  void aNonceThatPaidItsOwnPayerBuysNothing() {
    CHAIN.is(Mood.ROBBED);
    ObjectNode payment = wallet.pay(requirement());

    assertThat(send(payment).has(402).text("/detail"))
        .isEqualTo("the authorization was used for another payment");
    CHAIN.is(Mood.SETTLES);
    send(payment).has(402);
  }

  @Test
  void norDoesItWhenTheFacilitatorSaysYes() {
    for (Mood theft : new Mood[] {Mood.ROBBED_WITH_A_YES, Mood.ROBBED_BESIDE_A_PAYMENT}) {
      CHAIN.is(theft);
      Answer refused = send(wallet.pay(requirement())).has(402);
      assertThat(refused.text("/detail"))
          .isEqualTo("the authorization was used for another payment");
    }
    CHAIN.is(Mood.UNDERPAID);
    send(wallet.pay(requirement())).has(402);
  }
}
