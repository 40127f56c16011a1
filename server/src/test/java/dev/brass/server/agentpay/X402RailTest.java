package dev.brass.server.agentpay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.DollarChain;
import dev.brass.server.e2e.DollarChain.Mood;
import dev.brass.spi.Money;
import dev.brass.spi.Secret;
import dev.brass.testkit.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.Currency;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What became of payments whose answers were lost, as the chain tells it.
class X402RailTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String NONCE = "0x" + "ab".repeat(32);
  private static final String PAYER = "0x" + "12".repeat(20);

  private final TestClock clock = TestClock.atStart();
  private final TestClock chainClock = TestClock.atStart();
  private final DollarChain chain = new DollarChain(chainClock);
  private final X402Rail rail = rail(1);
  private final Charge charge = charge();

  private X402Rail rail(int confirmations) {
    return new X402Rail(settings(confirmations), clock, Duration.ZERO);
  }

  private X402Settings settings(int confirmations) {
    Map<String, String> settings = chain.settings();
    return new X402Settings(
        DollarChain.PAY_TO,
        URI.create(settings.get("agent.x402.facilitator")),
        Secret.of(Map.of()),
        URI.create(settings.get("agent.x402.rpc")),
        8453,
        "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        "USD Coin",
        "2",
        confirmations,
        false);
  }

  private Charge charge() {
    ObjectNode proof = JSON.createObjectNode().put("x402Version", 2);
    ObjectNode authorization = proof.putObject("payload").putObject("authorization");
    authorization.put("from", PAYER);
    authorization.put("to", DollarChain.PAY_TO);
    authorization.put("value", "10000");
    authorization.put("validAfter", "0");
    authorization.put("validBefore", Long.toString(clock.instant().getEpochSecond() + 300));
    authorization.put("nonce", NONCE);
    return new Charge(
        "id",
        new Money(1, Currency.getInstance("USD")),
        JSON.createObjectNode(),
        proof,
        clock.instant());
  }

  private void pass(Duration time) {
    clock.advance(time);
    chainClock.advance(time);
  }

  @BeforeEach
  void loseTheAnswer() {
    chain.is(Mood.SETTLES_SILENTLY);
  }

  @AfterEach
  void close() {
    chain.close();
  }

  @Test
  void findsAPaymentHoweverLongItWaited() {
    assertThat(rail.settle(charge)).isInstanceOf(Settlement.Unclear.class);
    pass(Duration.ofDays(120));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Settled.class);
    assertThat(chain.questions()).isLessThan(100);
  }

  @Test
  void asksForFewerBlocksWhereANodeTakesFewer() {
    chain.answersFor(1_000);
    rail.settle(charge);
    pass(Duration.ofDays(2));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Settled.class);
  }

  @Test
  void findsThatItsPayerCalledItOffWeeksLater() {
    chain.is(Mood.FAILS);
    rail.settle(charge);
    pass(Duration.ofDays(20));
    chain.callOff(PAYER, NONCE);
    pass(Duration.ofDays(20));
    assertThat(rail.find(charge))
        .isEqualTo(new Settlement.Refused("the authorization was cancelled by its payer"));
  }

  @Test
  void isNeverANoWhileTheChainLagsBehind() {
    chain.is(Mood.FAILS);
    rail.settle(charge);
    clock.advance(Duration.ofHours(1));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Unclear.class);
    chainClock.advance(Duration.ofHours(1));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Refused.class);
  }

  @Test
  void givesUpASearchThatTakesTooManyQuestions() {
    chain.answersFor(300);
    chain.is(Mood.FAILS);
    pass(Duration.ofDays(120));
    chain.callOff(PAYER, NONCE);
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Unclear.class);
    assertThat(chain.questions()).isLessThanOrEqualTo(402);
  }

  /// The facilitator's no is no proof: it is watched until the authorization has run out.
  @Test
  void aNoIsCertainOnceTheAuthorizationHasRunOut() {
    chain.is(Mood.REFUSES);
    assertThat(rail.settle(charge)).isEqualTo(new Settlement.Declined("insufficient_funds"));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Unclear.class);
    pass(Duration.ofHours(1));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Refused.class);
  }

  @Test
  void moneyThatComesAfterANoIsFound() {
    chain.is(Mood.REFUSES);
    rail.settle(charge);
    chain.carryOut(charge.proof().at("/payload/authorization"));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Settled.class);
  }

  /// As when the database has forgotten that it was paid.
  @Test
  void whatWasPaidBeforeIsPaidWhateverTheFacilitatorSaysNow() {
    chain.carryOut(charge.proof().at("/payload/authorization"));
    chain.bars(401);
    assertThat(rail.settle(charge)).isInstanceOf(Settlement.Settled.class);
    chain.is(Mood.REFUSES);
    assertThat(rail.settle(charge)).isInstanceOf(Settlement.Settled.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mood.class,
      names = {"ROBBED", "ROBBED_WITH_A_YES", "ROBBED_BESIDE_A_PAYMENT", "UNDERPAID"})
  void aNonceThatPaidAnotherIsRefused(Mood theft) {
    chain.is(theft);
    Settlement at = rail.settle(charge);
    assertThat(at instanceof Settlement.Settled).isFalse();
    assertThat(rail.find(charge))
        .isEqualTo(new Settlement.Refused("the authorization was used for another payment"));
  }

  /// In doubt at first, since the chain may lag behind; a no once the authorization cannot be used
  /// any more.
  @Test
  void aYesThatTheChainDoesNotShowBuysNothing() {
    chain.is(Mood.LIES);
    assertThat(rail.settle(charge)).isInstanceOf(Settlement.Unclear.class);
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Unclear.class);
    pass(Duration.ofHours(1));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Refused.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mood.class,
      names = {"FORGED", "REVERTED"})
  void eventsOfAnotherContractAndOfAFailedTransactionProveNothing(Mood theft) {
    chain.is(theft);
    rail.settle(charge);
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Unclear.class);
  }

  @Test
  void aPaymentCountsOnceItIsDeepEnough() {
    X402Rail careful = rail(12);
    careful.settle(charge);
    assertThat(careful.find(charge)).isEqualTo(new Settlement.Unclear("1 of 12 confirmations"));
    pass(Duration.ofSeconds(20));
    assertThat(careful.find(charge)).isEqualTo(new Settlement.Unclear("11 of 12 confirmations"));
    pass(Duration.ofSeconds(2));
    assertThat(careful.find(charge)).isInstanceOf(Settlement.Settled.class);
  }

  @Test
  void aTheftIsNoMoreCertainThanAPaymentBeforeItIsDeepEnough() {
    chain.is(Mood.ROBBED);
    X402Rail careful = rail(12);
    careful.settle(charge);
    assertThat(careful.find(charge)).isEqualTo(new Settlement.Unclear("1 of 12 confirmations"));
  }
}
