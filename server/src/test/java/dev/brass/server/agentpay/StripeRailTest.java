package dev.brass.server.agentpay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.stripe.Stripe;
import dev.brass.server.stripe.StripeSettings;
import dev.brass.spi.Money;
import dev.brass.spi.Secret;
import dev.brass.testkit.stripe.FakeStripe;
import dev.brass.testkit.stripe.FakeStripe.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StripeRailTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private Instant now = Instant.parse("2027-03-01T12:00:00Z");
  private final FakeStripe fake = new FakeStripe(() -> now);
  private final StripeRail rail =
      new StripeRail(
          new Stripe(new StripeSettings(Secret.of(FakeStripe.KEY), fake.base())),
          "profile_1",
          List.of("card", "link"),
          () -> now);

  @AfterEach
  void close() {
    fake.close();
  }

  private Charge charge(String proof, String terms) {
    return new Charge(
        "challenge-1", Money.of(2_599, "USD"), JSON.readTree(terms), JSON.readTree(proof), now);
  }

  private Charge charge(String testCard) {
    return charge("{\"spt\":\"" + fake.token(testCard, 2_599) + "\"}", "{}");
  }

  private boolean takes(long minor, String currency) {
    return rail.takes(Payment.Purpose.DATA, Money.of(minor, currency));
  }

  @Test
  void saysWhatItsChallengesNeed() {
    JsonNode terms = JSON.valueToTree(rail.terms(Money.of(2_599, "USD")));
    assertThat(terms)
        .isEqualTo(
            JSON.readTree(
                """
                {"amount": "2599", "currency": "usd",
                 "methodDetails": {"networkId": "profile_1",
                                   "paymentMethodTypes": ["card", "link"]}}
                """));
  }

  @Test
  void takesWhatStripeTakesAtLeast() {
    assertThat(takes(49, "USD")).isFalse();
    assertThat(takes(50, "USD")).isTrue();
    assertThat(takes(30, "GBP")).isTrue();
    assertThat(takes(299, "SEK")).isFalse();
  }

  @Test
  void aProofIsATokenAndTheChallengesExternalId() {
    assertThat(rail.check(charge("{\"spt\":\"spt_1\"}", "{}"))).isEmpty();
    assertThat(rail.check(charge("{\"spt\":\"spt_1\",\"externalId\":\"x\"}", "{}"))).isEmpty();
    for (String bad : List.of("{}", "{\"spt\":1}", "{\"spt\":\"pm_1\"}", "{\"spt\":\"spt_\\n\"}")) {
      assertThat(rail.check(charge(bad, "{}")))
          .map(ProofProblem::kind)
          .contains(ProofProblem.Kind.MALFORMED);
    }
    String terms = "{\"externalId\":\"x\"}";
    assertThat(rail.check(charge("{\"spt\":\"spt_1\",\"externalId\":\"x\"}", terms))).isEmpty();
    for (String other :
        List.of("{\"spt\":\"spt_1\"}", "{\"spt\":\"spt_1\",\"externalId\":\"y\"}")) {
      assertThat(rail.check(charge(other, terms)))
          .map(ProofProblem::kind)
          .contains(ProofProblem.Kind.INVALID_CHALLENGE);
    }
  }

  @Test
  void theNameOfASpentTokenDoesNotTellIt() {
    JsonNode one = JSON.readTree("{\"spt\":\"spt_1\"}");
    assertThat(rail.spentOnce(one))
        .isEqualTo(rail.spentOnce(JSON.readTree("{\"spt\":\"spt_1\",\"externalId\":\"x\"}")))
        .isNotEqualTo(rail.spentOnce(JSON.readTree("{\"spt\":\"spt_2\"}")))
        .doesNotContain("spt_1");
  }

  @Test
  void aPaymentIsSettledOnceAndFoundAgain() {
    Charge charge = charge("pm_card_visa");
    Settlement settled = rail.settle(charge);
    String id = fake.payments("brass_payment", "challenge-1").getFirst().id();
    assertThat(settled).isEqualTo(new Settlement.Settled(id));
    assertThat(rail.find(charge)).isEqualTo(settled);
    now = now.plus(Duration.ofDays(2));
    assertThat(rail.find(charge)).isEqualTo(settled);
    assertThat(fake.payments()).hasSize(1);
  }

  /// Two answers for one challenge: a smaller amount was paid under its name before.
  @Test
  void aPaymentOfAnotherAmountIsNotThisOne() {
    Charge charge = charge("pm_card_visa");
    rail.settle(
        new Charge(
            charge.id(), Money.of(100, "USD"), charge.terms(), charge.proof(), charge.begun()));
    now = now.plus(Duration.ofDays(2));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Unclear.class);
    assertThat(rail.known(charge)).isInstanceOf(Known.Unclear.class);
  }

  @Test
  void aPaymentOfTestModeIsNoneForALiveKey() {
    try (FakeStripe other = new FakeStripe(() -> now, FakeStripe.LIVE_KEY)) {
      StripeRail live = live(other.base());
      assertThat(live.isPlayMoney()).isFalse();
      assertThat(rail.isPlayMoney()).isTrue();
      String token = other.token("pm_card_visa", 2_599);
      assertThat(live.settle(charge("{\"spt\":\"" + token + "\"}", "{}")))
          .isInstanceOf(Settlement.Settled.class);
    }
  }

  private StripeRail live(java.net.URI base) {
    return new StripeRail(
        new Stripe(new StripeSettings(Secret.of(FakeStripe.LIVE_KEY), base)),
        "profile_1",
        List.of("card"),
        () -> now);
  }

  @Test
  void whatIsDeclinedOrNeedsItsBuyerIsRefused() {
    assertThat(rail.settle(charge("pm_card_visa_chargeDeclined")))
        .isInstanceOf(Settlement.Refused.class);
    now = now.plus(Duration.ofDays(2));
    Charge careful = charge("pm_card_authenticationRequired");
    assertThat(rail.settle(careful)).isInstanceOf(Settlement.Refused.class);
    assertThat(fake.payments().getLast().status()).isEqualTo("canceled");
    assertThat(rail.find(careful)).isInstanceOf(Settlement.Refused.class);
  }

  @Test
  void aLostAnswerIsFoundByTheKeyAndLaterBySearching() {
    for (Duration later : List.of(Duration.ofMinutes(1), Duration.ofDays(3))) {
      Charge charge = charge("pm_card_visa");
      int before = fake.payments().size();
      fake.next(Fault.ANSWER_LOST, "POST /v1/payment_intents");
      assertThat(rail.settle(charge)).isInstanceOf(Settlement.Unclear.class);
      now = now.plus(later);
      assertThat(rail.find(charge)).isInstanceOf(Settlement.Settled.class);
      assertThat(fake.payments()).hasSize(before + 1);
      now = now.plus(Duration.ofDays(2));
    }
  }

  @Test
  void aLostQuestionIsAskedAgainWhileTheKeyLivesAndNeverLater() {
    Charge charge = charge("pm_card_visa");
    fake.next(Fault.REQUEST_LOST, "POST /v1/payment_intents");
    assertThat(rail.settle(charge)).isInstanceOf(Settlement.Unclear.class);
    Instant begun = now;
    now = begun.plus(Duration.ofHours(21));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Refused.class);
    assertThat(fake.payments()).isEmpty();
    now = begun.plus(Duration.ofMinutes(1));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Settled.class);
    now = begun;
  }

  @Test
  void aFaultThatStripeKeepsForTheKeyIsFoundOutBySearching() {
    Charge charge = charge("pm_card_visa");
    fake.next(Fault.FAILED, "POST /v1/payment_intents");
    assertThat(rail.settle(charge)).isInstanceOf(Settlement.Unclear.class);
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Unclear.class);
    now = now.plus(Duration.ofHours(21));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Refused.class);
  }

  @Test
  void aTokenThatRanOutMeanwhileIsANo() {
    Charge charge = charge("pm_card_visa");
    fake.next(Fault.REQUEST_LOST, "POST /v1/payment_intents");
    rail.settle(charge);
    now = now.plus(Duration.ofHours(2));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Refused.class);
  }

  @Test
  void aServerThatStripeNoLongerLetsInFindsNothingOut() {
    Charge charge = charge("pm_card_visa");
    rail.settle(charge);
    fake.lockOut(true);
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Unclear.class);
    now = now.plus(Duration.ofDays(2));
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Unclear.class);
    fake.lockOut(false);
    assertThat(rail.find(charge)).isInstanceOf(Settlement.Settled.class);
  }

  @Test
  void partsGoBackOnceEach() {
    Charge charge = charge("pm_card_visa");
    String id = ((Settlement.Settled) rail.settle(charge)).reference();
    Money part = Money.of(500, "USD");
    assertThat(rail.refund(charge, id, part, "refund/1")).isEqualTo(new Refund.Done());
    now = now.plus(Duration.ofDays(2));
    assertThat(rail.refund(charge, id, part, "refund/1")).isEqualTo(new Refund.Done());
    assertThat(fake.payment(id).refunded()).isEqualTo(500);
    fake.next(Fault.ANSWER_LOST, "POST /v1/refunds");
    assertThat(rail.refund(charge, id, part, "refund/2")).isInstanceOf(Refund.Later.class);
    assertThat(rail.refund(charge, id, part, "refund/2")).isEqualTo(new Refund.Done());
    assertThat(fake.payment(id).refunded()).isEqualTo(1_000);
    assertThat(rail.refund(charge, id, Money.of(2_000, "USD"), "refund/3"))
        .isInstanceOf(Refund.Later.class);
  }
}
