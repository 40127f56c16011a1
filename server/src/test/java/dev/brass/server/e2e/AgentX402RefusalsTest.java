package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.e2e.DollarChain.Mood;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a facilitator says in place of yes. Its words are told and decide nothing: a clear no is a
/// 402, and only what may have happened is in doubt.
class AgentX402RefusalsTest {

  private static final DollarChain CHAIN = new DollarChain();

  @RegisterExtension static final WholeServer server = WholeServer.perClass(CHAIN.settings());

  private static final String PATH = "/agent/orders";
  private static final String WALLET = "0x" + "5a".repeat(20);
  private static final String LONG_SIGNATURE = "0x" + "5a".repeat(700);

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
    return CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826")
        .put("max_price", 5_000_00)
        .toString();
  }

  private static JsonNode decoded(Answer answer, String header) {
    String value = answer.headers().getOrDefault(header, "");
    return Client.JSON.readTree(Base64.getDecoder().decode(value));
  }

  private static JsonNode requirement() {
    Answer answer = server.running().stranger().post(PATH, order()).has(402);
    return decoded(answer, "payment-required").at("/accepts/0");
  }

  private static Answer send(JsonNode payment) {
    return server
        .running()
        .stranger()
        .with("PAYMENT-SIGNATURE", DollarWallet.header(payment))
        .post(PATH, order());
  }

  private static String no(String reason) {
    return Client.JSON
        .createObjectNode()
        .put("success", false)
        .put("errorReason", reason)
        .put("transaction", "")
        .toString();
  }

  private static void inDoubt(Answer answer) {
    assertThat(answer.has(409).text("/error/details/reason")).isEqualTo("payment_in_doubt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "invalid_exact_evm_insufficient_balance | too little of the token",
        "invalid_exact_evm_nonce_already_used | used already",
        "insufficient_funds | too little of the token",
        "invalid_exact_evm_transaction_simulation_failed | would not carry out",
        "invalid_transaction_state | did not carry out",
        "word_that_nobody_has_seen_yet | word that nobody has seen yet"
      })
  void aClearNoIs402WithItsReasonInPlainWords(String word, String told) {
    CHAIN.is(Mood.LIES);
    CHAIN.settles(200, no(word));
    ObjectNode payment = wallet.pay(requirement());

    Answer refused = send(payment).has(402);

    assertThat(refused.text("/detail")).contains(told).contains("(" + word + ")");
    assertThat(refused.text("/error/message")).isEqualTo(refused.text("/detail"));
    assertThat(decoded(refused, "payment-response").get("errorReason").asString()).isEqualTo(word);
    // It can be paid anew at once, and not by the same authorization.
    CHAIN.is(Mood.SETTLES);
    send(payment).has(402);
    send(wallet.pay(requirement())).has(201);
  }

  @Test
  void soIsOneOfTheQuestionBefore() {
    CHAIN.verifies(
        200, "{\"isValid\":false,\"invalidReason\":\"invalid_exact_evm_insufficient_balance\"}");
    int settlements = CHAIN.settlements();
    Answer refused = send(wallet.pay(requirement())).has(402);
    assertThat(refused.text("/detail")).contains("too little of the token");
    assertThat(CHAIN.settlements()).isEqualTo(settlements);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"success\":false,\"errorReason\":\"x_y\",\"transaction\":\"\"} | x y (x_y)",
        "402 | {\"success\":false,\"errorMessage\":\"Insufficient funds\"} | Insufficient funds",
        "400 | {\"errorType\":\"invalid_request\",\"errorMessage\":\"bad payload\"} | bad payload",
        "422 | <html>No</html> | gave no reason (HTTP 422)",
        "200 | {\"success\":false} | gave no reason (HTTP 200)"
      })
  void inWhateverFormItComes(int status, String body, String told) {
    CHAIN.is(Mood.LIES);
    CHAIN.settles(status, body);
    assertThat(send(wallet.pay(requirement())).has(402).text("/detail")).endsWith(told);
  }

  @Test
  void theErrorsOfItsProgramAreNotToldToPayers() {
    CHAIN.is(Mood.LIES);
    CHAIN.settles(200, no("ContractFunctionExecutionError: reverted\\n<b>at</b> viem.sh"));
    assertThat(send(wallet.pay(requirement())).has(402).text("/detail"))
        .isEqualTo("The facilitator refused the payment");
    CHAIN.settles(200, no("transaction_failed: TimeoutError: 0xabc"));
    assertThat(send(wallet.pay(requirement())).has(402).text("/detail"))
        .isEqualTo("The facilitator refused the payment: transaction failed (transaction_failed)");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 408})
  void whatMayHaveHappenedIsInDoubt(int status) {
    CHAIN.is(Mood.LIES);
    CHAIN.settles(status, no("insufficient_funds"));
    inDoubt(send(wallet.pay(requirement())));
  }

  @Test
  void soIsAnAnswerThatIsNeitherYesNorNo() {
    CHAIN.is(Mood.LIES);
    for (String body : List.of("<html>welcome</html>", "{}", no("unexpected_settle_error"))) {
      CHAIN.settles(200, body);
      inDoubt(send(wallet.pay(requirement())));
    }
  }

  @Test
  void aNoThatTheChainContradictsBuysTheOrder() {
    CHAIN.settles(200, no("transaction_failed"));
    assertThat(send(wallet.pay(requirement())).has(201).headers()).containsKey("payment-receipt");
  }

  @Test
  void aTransactionThatItCallsFailedIsLookedUp() {
    String body = no("invalid_transaction_state").replace("\"\"", "\"TRANSACTION\"");
    CHAIN.settles(200, body);
    send(wallet.pay(requirement())).has(201);
  }

  /// The facilitator said no while the transaction was under way; it has come since.
  @Test
  void moneyThatComesAfterANoIsOwedToItsPayer() {
    CHAIN.is(Mood.LIES);
    CHAIN.settles(200, no("transaction_failed"));
    ObjectNode payment = wallet.pay(requirement());
    send(payment).has(402);
    CHAIN.carryOut(payment.at("/payload/authorization"));

    JsonNode owed =
        Awaitility.await()
            .until(
                () -> {
                  server
                      .database()
                      .database()
                      .jdbi()
                      .useHandle(
                          handle ->
                              handle.execute(
                                  "update job set due_at = now() - interval '1 minute'"
                                      + " where kind = 'carry-payment' and node is null"
                                      + " and finished_at is null"));
                  return StreamSupport.stream(
                          server
                              .running()
                              .operator()
                              .get("/admin/unsettled-payments")
                              .has(200)
                              .json()
                              .get("unsettled_payments")
                              .spliterator(),
                          false)
                      .filter(found -> found.get("state").asString().equals("owed"))
                      .findFirst()
                      .orElse(null);
                },
                Objects::nonNull);

    assertThat(owed.get("amount").asLong()).isEqualTo(5_001_00);
    assertThat(send(payment).has(409).text("/error/details/reason")).isEqualTo("payment_returned");
  }

  @ParameterizedTest
  @CsvSource({
    "301, redirects (HTTP 301 to https://elsewhere.test/x402)",
    "307, redirects (HTTP 307 to https://elsewhere.test/x402)",
    "401, asks for a key (HTTP 401)",
    "403, asks for a key (HTTP 403)",
    "429, takes no more requests now (HTTP 429)"
  })
  void aFacilitatorThatDoesNotServeUsLeavesNothingInDoubt(int status, String told) {
    CHAIN.bars(status);
    int settlements = CHAIN.settlements();

    Answer refused = send(wallet.pay(requirement())).has(402);

    assertThat(refused.text("/detail"))
        .contains("does not serve this shop now (facilitator_unavailable)")
        .contains(told)
        .endsWith("Nothing was taken")
        .doesNotContain("secret");
    assertThat(decoded(refused, "payment-response").get("errorReason").asString())
        .isEqualTo("facilitator_unavailable");
    assertThat(CHAIN.settlements()).isEqualTo(settlements);
    CHAIN.is(Mood.SETTLES);
    send(wallet.pay(requirement())).has(201);
  }

  @Test
  void oneThatHasNoSuchServiceIsToldAtOnce() {
    CHAIN.settles(404, "not here");
    CHAIN.is(Mood.LIES);
    CHAIN.settles(404, "not here");
    assertThat(send(wallet.pay(requirement())).has(402).text("/detail"))
        .contains("carries out no payments at this address (HTTP 404)");
  }

  @Test
  void aSmartWalletsSignatureIsPassedOnWhereTheFacilitatorConfirmsIt() {
    ObjectNode payment = wallet.paySmart(requirement(), WALLET, LONG_SIGNATURE);
    assertThat(decoded(send(payment).has(201), "payment-response").get("payer").asString())
        .isEqualTo(WALLET);
  }

  @Test
  void soIsAShortOneOfAContract() {
    String contract = "0x" + "5b".repeat(20);
    ObjectNode payment = wallet.paySmart(requirement(), contract, "0x" + "5a".repeat(65));
    assertThat(send(payment).has(402).text("/detail"))
        .contains("(invalid_exact_evm_payload_signature)");
    CHAIN.isContract(contract);
    send(payment).has(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | not here | did not confirm it as a smart wallet's",
        "502 | {} | did not confirm it as a smart wallet's",
        "200 | {} | did not confirm it as a smart wallet's",
        "200 | {\"isValid\":false,\"invalidReason\":"
            + "\"invalid_exact_evm_payload_undeployed_smart_wallet\"} | not on the chain yet",
        "200 | {\"isValid\":false,\"invalidReason\":\"invalid_exact_evm_signature\"}"
            + " | does not fit"
      })
  void oneThatItDoesNotConfirmIsRefusedAndHandedToNobody(int status, String body, String told) {
    CHAIN.verifies(status, body);
    int settlements = CHAIN.settlements();
    ObjectNode payment = wallet.paySmart(requirement(), WALLET, LONG_SIGNATURE);
    assertThat(send(payment).has(402).text("/detail")).contains(told);
    assertThat(CHAIN.settlements()).isEqualTo(settlements);
  }

  @Test
  void whatIsNoSignatureIsNotAskedAbout() {
    for (String signature : List.of("0x" + "5a".repeat(64), "0x5", "0xzz" + "5a".repeat(100), "")) {
      assertThat(send(wallet.paySmart(requirement(), WALLET, signature)).has(402).text("/detail"))
          .contains("(invalid_exact_evm_payload_signature)");
    }
  }
}
