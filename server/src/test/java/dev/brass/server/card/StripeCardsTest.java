package dev.brass.server.card;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.card.CardProcessor.Done;
import dev.brass.server.card.CardProcessor.Hold;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.stripe.NewHold;
import dev.brass.server.stripe.Stripe;
import dev.brass.server.stripe.StripeSettings;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import dev.brass.spi.Secret;
import dev.brass.testkit.stripe.FakeStripe;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The owner of a connected account can do there what it likes: that something is held or taken
/// there is not that this server's payment is.
class StripeCardsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.perClass();

  private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
  private static final String ACCOUNT = "acct_1Shop";

  private final FakeStripe fake = new FakeStripe(() -> NOW, FakeStripe.LIVE_KEY);
  private final Stripe stripe =
      new Stripe(new StripeSettings(Secret.of(FakeStripe.LIVE_KEY), fake.base()));
  private final StripeCards cards =
      new StripeCards(stripe, new StripeProfiles(DATABASE.database()));
  private final CardPayment payment = payment();

  @AfterEach
  void close() {
    fake.close();
  }

  private static Money usd(long minor) {
    return Money.of(minor, "USD");
  }

  private CardPayment payment() {
    fake.connect(ACCOUNT);
    return new CardPayment(
        new TenantId(UUID.randomUUID()),
        UUID.randomUUID(),
        Mode.LIVE,
        false,
        new CardTerms(CardTerms.Kind.CONNECT, "pm_card_visa", null, null, null),
        null,
        ACCOUNT,
        new Costs(usd(5_000), usd(0), usd(100), usd(0)),
        new CardPaymentState.Holding(NOW),
        null,
        1,
        NOW,
        NOW,
        NOW.plus(Duration.ofHours(23)));
  }

  private CardHold held() {
    Hold hold = cards.hold(payment, NOW, false);
    assertThat(hold).isInstanceOf(Hold.Held.class);
    return ((Hold.Held) hold).hold();
  }

  @Test
  void whatIsHeldIsTaken() {
    CardHold hold = held();
    assertThat(cards.capture(payment, hold, payment.quote())).isEqualTo(new Done.Yes());
    assertThat(cards.capture(payment, hold, payment.quote())).isEqualTo(new Done.Yes());
  }

  @Test
  void whatItsOwnerTookInsteadIsNot() {
    CardHold hold = held();
    stripe.capture(hold.intent(), usd(100), 0, "theirs", ACCOUNT);
    assertThat(cards.capture(payment, hold, payment.quote())).isInstanceOf(Done.Never.class);
  }

  @Test
  void whatItsOwnerHeldUnderOurNameIsNot() {
    stripe.hold(
        new NewHold(
            usd(60),
            null,
            "pm_card_visa",
            ACCOUNT,
            0,
            "theirs",
            Map.of(StripeCards.NAME, payment.id().toString())),
        "theirs");
    assertThat(cards.hold(payment, NOW.plus(Duration.ofDays(1)), false))
        .isInstanceOf(Hold.Unclear.class);
  }

  @Test
  void aHoldWithoutOurPartIsNot() {
    stripe.hold(
        new NewHold(
            payment.quote().charge(),
            null,
            "pm_card_visa",
            ACCOUNT,
            0,
            "theirs",
            Map.of(StripeCards.NAME, payment.id().toString())),
        "theirs");
    assertThat(cards.hold(payment, NOW.plus(Duration.ofDays(1)), false))
        .isInstanceOf(Hold.Unclear.class);
  }
}
