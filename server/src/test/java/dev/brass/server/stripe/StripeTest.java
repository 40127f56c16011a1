package dev.brass.server.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.brass.server.stripe.StripeReply.Done;
import dev.brass.server.stripe.StripeReply.Refused;
import dev.brass.server.stripe.StripeReply.Unclear;
import dev.brass.spi.Money;
import dev.brass.spi.Secret;
import dev.brass.testkit.stripe.FakeRequest;
import dev.brass.testkit.stripe.FakeStripe;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StripeTest {

  private final FakeStripe fake = new FakeStripe(InstantSource.system());
  private final Stripe stripe =
      new Stripe(new StripeSettings(Secret.of(FakeStripe.KEY), fake.base()));

  @AfterEach
  void close() {
    fake.close();
  }

  private static Money usd(long cents) {
    return Money.of(cents, "USD");
  }

  private static NewHold hold(@Nullable String customer, String card, @Nullable String account) {
    return new NewHold(
        usd(2_599),
        customer,
        card,
        account,
        account == null ? 0 : 100,
        "Order 1",
        Map.of("order", "o'1"));
  }

  private static <T> T done(StripeReply<T> reply) {
    assertThat(reply).isInstanceOf(Done.class);
    return ((Done<T>) reply).value();
  }

  private static <T> Refused<T> refused(StripeReply<T> reply) {
    assertThat(reply).isInstanceOf(Refused.class);
    return (Refused<T>) reply;
  }

  @Test
  void holdsCapturesAPartAndLetsTheRestGo() {
    Intent held = done(stripe.hold(hold(null, "pm_card_visa", null), "k1"));
    assertThat(held.status()).isEqualTo(Intent.Status.HELD);
    assertThat(held.amount()).isEqualTo(usd(2_599));
    assertThat(held.capturable()).isEqualTo(usd(2_599));
    assertThat(held.received()).isEqualTo(usd(0));
    assertThat(held.paymentMethod()).startsWith("pm_");
    FakeRequest asked = fake.requests("POST", "/v1/payment_intents").getFirst();
    assertThat(asked.parameters())
        .containsEntry("off_session", "true")
        .containsEntry("description", "Order 1")
        .containsEntry("metadata[order]", "o'1");
    assertThat(asked.key()).isEqualTo("k1");

    Intent taken = done(stripe.capture(held.id(), usd(1_999), 0, "k2", null));
    assertThat(taken.status()).isEqualTo(Intent.Status.SUCCEEDED);
    assertThat(taken.received()).isEqualTo(usd(1_999));
    assertThat(taken.capturable()).isEqualTo(usd(0));
    assertThat(done(stripe.intent(held.id(), null))).isEqualTo(taken);
    assertThat(refused(stripe.capture(held.id(), usd(1), 0, "k3", null)).code())
        .isEqualTo("payment_intent_unexpected_state");
    assertThat(refused(stripe.cancel(held.id(), "k4", null)).code())
        .isEqualTo("payment_intent_unexpected_state");
  }

  @Test
  void takesNoMoreThanIsHeldAndNothingThatWasLetGo() {
    String id = done(stripe.hold(hold(null, "pm_card_visa", null), "k1")).id();
    assertThat(refused(stripe.capture(id, usd(2_600), 0, "k2", null)).code())
        .isEqualTo("amount_too_large");
    assertThat(done(stripe.cancel(id, "k3", null)).status()).isEqualTo(Intent.Status.CANCELED);
    assertThat(refused(stripe.capture(id, usd(1), 0, "k4", null)).intent()).isEqualTo(id);
    assertThat(refused(stripe.intent("pi_none", null)).code()).isEqualTo("resource_missing");
  }

  @Test
  void declinedCardsAreSureNoesThatNameTheirIntent() {
    Refused<Intent> declined =
        refused(stripe.hold(hold(null, "pm_card_visa_chargeDeclined", null), "k1"));
    assertThat(declined.code()).isEqualTo("card_declined");
    assertThat(fake.payment(String.valueOf(declined.intent())).status())
        .isEqualTo("requires_payment_method");
    Refused<Intent> poor =
        refused(
            stripe.hold(hold(null, "pm_card_visa_chargeDeclinedInsufficientFunds", null), "k2"));
    assertThat(poor.message()).contains("insufficient_funds");
    assertThat(
            refused(stripe.hold(hold(null, "pm_card_authenticationRequired", null), "k3")).code())
        .isEqualTo("authentication_required");
    assertThat(done(stripe.cancel(String.valueOf(poor.intent()), "k4", null)).status())
        .isEqualTo(Intent.Status.CANCELED);
  }

  @Test
  void chargesTheCardsOfACustomerForThatCustomerOnly() {
    String ann = done(stripe.newCustomer("Ann", Map.of("tenant", "1"), "c1"));
    String bob = done(stripe.newCustomer("Bob", Map.of(), "c2"));
    assertThat(done(stripe.defaultCard(ann))).isEmpty();
    String first = fake.keepCard(ann, "pm_card_visa");
    String second = fake.keepCard(ann, "pm_card_mastercard");
    assertThat(done(stripe.defaultCard(ann))).contains(second);
    fake.preferCard(ann, first);
    assertThat(done(stripe.defaultCard(ann))).contains(first);
    assertThat(done(stripe.defaultCard(bob))).isEmpty();
    assertThat(refused(stripe.defaultCard("cus_none")).code()).isEqualTo("resource_missing");

    assertThat(done(stripe.hold(hold(ann, first, null), "k1")).paymentMethod()).isEqualTo(first);
    assertThat(refused(stripe.hold(hold(bob, first, null), "k2")).message()).contains(first);
    refused(stripe.hold(hold(null, first, null), "k3"));
  }

  @Test
  void aSharedTokenPaysOnceAndNoMoreThanItAllows() {
    String token = fake.token("pm_card_visa", 2_599);
    refused(stripe.pay(usd(2_600), token, Map.of(), "k0"));
    Intent paid = done(stripe.pay(usd(2_599), token, Map.of("brass_payment", "c"), "k1"));
    assertThat(paid.status()).isEqualTo(Intent.Status.SUCCEEDED);
    assertThat(paid.received()).isEqualTo(usd(2_599));
    FakeRequest asked = fake.requests("POST", "/v1/payment_intents").getLast();
    assertThat(asked.version()).endsWith(".preview");
    assertThat(asked.parameters())
        .containsEntry("automatic_payment_methods[enabled]", "true")
        .containsEntry("automatic_payment_methods[allow_redirects]", "never")
        .containsEntry("shared_payment_granted_token", token);
    refused(stripe.pay(usd(100), token, Map.of(), "k2"));

    String declined = fake.token("pm_card_visa_chargeDeclined", 500);
    assertThat(refused(stripe.pay(usd(500), declined, Map.of(), "k3")).code())
        .isEqualTo("card_declined");
    String careful = fake.token("pm_card_authenticationRequired", 500);
    assertThat(done(stripe.pay(usd(500), careful, Map.of(), "k4")).status())
        .isEqualTo(Intent.Status.NEEDS_ACTION);
    assertThat(refused(stripe.pay(usd(49), fake.token("pm_card_visa", 49), Map.of(), "k5")).code())
        .isEqualTo("amount_too_small");
  }

  @Test
  void theSameKeyDoesItOnceAndAnotherRequestUnderItIsUnclear() {
    Intent first = done(stripe.hold(hold(null, "pm_card_visa", null), "k1"));
    assertThat(done(stripe.hold(hold(null, "pm_card_visa", null), "k1"))).isEqualTo(first);
    assertThat(fake.payments()).hasSize(1);
    assertThat(stripe.hold(hold(null, "pm_card_mastercard", null), "k1"))
        .isEqualTo(new Unclear<Intent>("Stripe answered 400"));
    fake.forgetKeys();
    assertThat(done(stripe.hold(hold(null, "pm_card_visa", null), "k1"))).isNotEqualTo(first);
  }

  @Test
  void findsAnIntentByItsMetadata() {
    assertThat(done(stripe.find("order", "o'1", null))).isEmpty();
    refused(stripe.hold(hold(null, "pm_card_visa_chargeDeclined", null), "k1"));
    Intent held = done(stripe.hold(hold(null, "pm_card_visa", null), "k2"));
    refused(stripe.hold(hold(null, "pm_card_visa_chargeDeclined", null), "k3"));
    assertThat(done(stripe.find("order", "o'1", null))).contains(held);
    assertThat(done(stripe.find("order", "o\\'1", null))).isEmpty();
  }

  @Test
  void givesBackOncePerKeyEvenWhenStripeForgotTheKey() {
    String id = done(stripe.hold(hold(null, "pm_card_visa", null), "k1")).id();
    done(stripe.capture(id, usd(2_000), 0, "k2", null));
    String refund = done(stripe.refund(id, usd(500), false, "r1", null));
    assertThat(refund).startsWith("re_");
    fake.forgetKeys();
    assertThat(done(stripe.refund(id, usd(500), false, "r1", null))).isEqualTo(refund);
    assertThat(fake.payment(id).refunded()).isEqualTo(500);
    refused(stripe.refund(id, usd(1_501), false, "r2", null));
    done(stripe.refund(id, usd(1_500), false, "r3", null));
    assertThat(refused(stripe.refund(id, usd(1), false, "r4", null)).code())
        .isEqualTo("charge_already_refunded");
    assertThat(refused(stripe.refund("pi_none", usd(1), false, "r5", null)).code())
        .isEqualTo("resource_missing");
  }

  @Test
  void aRefundThatTheBankDidNotTakeIsANo() {
    String id = done(stripe.hold(hold(null, "pm_card_visa", null), "k1")).id();
    done(stripe.capture(id, usd(2_000), 0, "k2", null));
    fake.bounce(done(stripe.refund(id, usd(500), false, "r1", null)));
    assertThat(refused(stripe.refund(id, usd(500), false, "r1", null)))
        .isEqualTo(
            new Refused<String>(
                "refund_failed", "The refund was given up: expired_or_canceled_card.", null));
  }

  @Test
  void connectedAccountsAreWorldsOfTheirOwn() {
    String account = fake.connect("acct_1");
    Intent held = done(stripe.hold(hold(null, "pm_card_visa", account), "k1"));
    assertThat(fake.payment(held.id()).account()).isEqualTo(account);
    assertThat(refused(stripe.intent(held.id(), null)).code()).isEqualTo("resource_missing");
    assertThat(done(stripe.intent(held.id(), account))).isEqualTo(held);
    assertThat(done(stripe.find("order", "o'1", null))).isEmpty();
    assertThat(done(stripe.find("order", "o'1", account))).contains(held);
    done(stripe.capture(held.id(), usd(1_000), 70, "k2", account));
    assertThat(fake.payment(held.id()).applicationFee()).isEqualTo(70);
    done(stripe.refund(held.id(), usd(1_000), true, "r1", account));
    assertThat(fake.requests("POST", "/v1/refunds").getFirst().parameters())
        .containsEntry("refund_application_fee", "true");
    assertThat(refused(stripe.hold(hold(null, "pm_card_visa", "acct_none"), "k3")).code())
        .isEqualTo("account_invalid");
  }

  private NewSession page(@Nullable String customer, boolean keepsCard) {
    return new NewSession(
        usd(1_500),
        "Order at Example",
        customer,
        null,
        0,
        URI.create("https://shop.example/thanks"),
        URI.create("https://shop.example/back"),
        InstantSource.system().instant().plus(Duration.ofHours(1)),
        keepsCard,
        Map.of("payment", "p1"));
  }

  @Test
  void aBuyerPaysOnAPage() {
    Session open = done(stripe.open(page(null, false), "s1"));
    assertThat(open.status()).isEqualTo(Session.Status.OPEN);
    assertThat(open.url()).startsWith("https://");
    assertThat(open.intent()).isNull();
    assertThat(done(stripe.open(page(null, false), "s1"))).isEqualTo(open);

    assertThat(fake.buyerPays(open.id(), "pm_card_visa_chargeDeclined")).isEmpty();
    assertThat(done(stripe.session(open.id(), null)).status()).isEqualTo(Session.Status.OPEN);
    fake.buyerPays(open.id(), "pm_card_authenticationRequired");
    Session complete = done(stripe.session(open.id(), null));
    assertThat(complete.status()).isEqualTo(Session.Status.COMPLETE);
    Intent held = done(stripe.intent(String.valueOf(complete.intent()), null));
    assertThat(held.status()).isEqualTo(Intent.Status.HELD);
    assertThat(held.capturable()).isEqualTo(usd(1_500));
    assertThat(fake.payments("payment", "p1")).hasSize(1);
    refused(stripe.expire(open.id(), null));
    assertThat(refused(stripe.session("cs_none", null)).code()).isEqualTo("resource_missing");
  }

  @Test
  void keepsTheCardOfAPageWithItsCustomer() {
    String customer = done(stripe.newCustomer("Ann", Map.of(), "c1"));
    String page = done(stripe.open(page(customer, true), "s1")).id();
    fake.buyerPays(page, "pm_card_visa");
    String card = done(stripe.defaultCard(customer)).orElseThrow();
    assertThat(done(stripe.hold(hold(customer, card, null), "k1")).status())
        .isEqualTo(Intent.Status.HELD);
    String other = done(stripe.newCustomer("Bob", Map.of(), "c2"));
    fake.buyerPays(done(stripe.open(page(other, false), "s2")).id(), "pm_card_visa");
    assertThat(done(stripe.defaultCard(other))).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> page(null, true));
  }

  @Test
  void closesAPage() {
    String page = done(stripe.open(page(null, false), "s1")).id();
    Session expired = done(stripe.expire(page, null));
    assertThat(expired).isEqualTo(new Session(page, null, Session.Status.EXPIRED, null));
    refused(stripe.expire(page, null));
  }

  @ParameterizedTest
  @EnumSource
  void whateverIsNoAnswerIsUnclear(FakeStripe.Fault fault) {
    fake.next(fault, "/v1/payment_intents");
    assertThat(stripe.hold(hold(null, "pm_card_visa", null), "k1")).isInstanceOf(Unclear.class);
    assertThat(fake.payments()).hasSize(fault == FakeStripe.Fault.ANSWER_LOST ? 1 : 0);
    StripeReply<Intent> again = stripe.hold(hold(null, "pm_card_visa", null), "k1");
    // Stripe answers a key as it did before, faults of its own included.
    assertThat(again).isInstanceOf(fault == FakeStripe.Fault.FAILED ? Unclear.class : Done.class);
    assertThat(fake.payments()).hasSize(fault == FakeStripe.Fault.FAILED ? 0 : 1);
  }

  @Test
  void aRefundWhoseAnswerWasLostIsNotMadeTwice() {
    String id = done(stripe.hold(hold(null, "pm_card_visa", null), "k1")).id();
    done(stripe.capture(id, usd(2_000), 0, "k2", null));
    fake.next(FakeStripe.Fault.UNAVAILABLE, "GET /v1/refunds");
    assertThat(stripe.refund(id, usd(500), false, "r1", null)).isInstanceOf(Unclear.class);
    assertThat(fake.payment(id).refunded()).isZero();
    fake.next(FakeStripe.Fault.ANSWER_LOST, "POST /v1/refunds");
    assertThat(stripe.refund(id, usd(500), false, "r1", null)).isInstanceOf(Unclear.class);
    assertThat(fake.payment(id).refunded()).isEqualTo(500);
    fake.forgetKeys();
    assertThat(done(stripe.refund(id, usd(500), false, "r1", null))).startsWith("re_");
    assertThat(fake.payment(id).refunded()).isEqualTo(500);
  }

  @Test
  void aStripeThatIsNotThereIsUnclearAndMayComeBack() {
    fake.goAway();
    Unclear<Intent> unclear = (Unclear<Intent>) stripe.hold(hold(null, "pm_card_visa", null), "k1");
    assertThat(unclear.why()).startsWith("Stripe did not answer");
    fake.comeBack();
    done(stripe.hold(hold(null, "pm_card_visa", null), "k1"));
  }

  @Test
  void aWrongKeyIsANoThatDoesNotTellTheKey() {
    StripeSettings wrong = new StripeSettings(Secret.of("sk_live_canary"), fake.base());
    Refused<Intent> refused =
        refused(new Stripe(wrong).hold(hold(null, "pm_card_visa", null), "k1"));
    assertThat(refused.toString()).doesNotContain("canary");
    assertThat(wrong.toString()).doesNotContain("canary");
  }

  @Test
  void tellsStripeNothingOfTheMachine() {
    done(stripe.hold(hold(null, "pm_card_visa", null), "k1"));
    assertThat(fake.requests().getFirst().headers())
        .noneMatch(name -> name.startsWith("x-stripe-"));
  }

  @Test
  void readsEventsThatAreStripesAndFresh() {
    Session page = done(stripe.open(page(null, false), "s1"));
    Secret<String> secret = Secret.of("whsec_1");
    String body = fake.event("checkout.session.completed", "", page.id());
    String signature = fake.signature(body, "whsec_1");
    Instant now = InstantSource.system().instant();
    assertThat(StripeEvent.read(body, signature, secret, InstantSource.system()))
        .contains(
            new StripeEvent(
                "checkout.session.completed", null, page.id(), Map.of("payment", "p1")));
    List<Optional<StripeEvent>> wrong =
        List.of(
            StripeEvent.read(body + " ", signature, secret, InstantSource.system()),
            StripeEvent.read(body, signature, Secret.of("whsec_2"), InstantSource.system()),
            StripeEvent.read(body, "", secret, InstantSource.system()),
            StripeEvent.read(
                body, signature, secret, InstantSource.fixed(now.plus(Duration.ofMinutes(6)))),
            StripeEvent.read("[", fake.signature("[", "whsec_1"), secret, InstantSource.system()));
    assertThat(wrong).allMatch(Optional::isEmpty);
  }
}
