package dev.brass.server.card;

import dev.brass.server.card.CardTerms.Kind;
import dev.brass.server.stripe.Stripe;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Selects the processor: Stripe in live mode if the operator has an account there, and simulated
/// cards in test mode. Thread-safe.
public final class CardProcessors {

  private static final String SIMULATED_ACCOUNT = "acct_simulated";

  private final @Nullable StripeProfiles profiles;
  private final @Nullable CardProcessor live;
  private final boolean playMoney;
  private final CardProcessor simulated = new SimulatedCards();

  private CardProcessors(@Nullable Stripe stripe, @Nullable StripeProfiles profiles) {
    this.profiles = profiles;
    this.playMoney = stripe != null && stripe.isPlayMoney();
    this.live = stripe == null || profiles == null ? null : new StripeCards(stripe, profiles);
  }

  /// The processors of a server.
  ///
  /// @param stripe null where the operator has no account there
  public static CardProcessors of(@Nullable Stripe stripe, StripeProfiles profiles) {
    return new CardProcessors(stripe, profiles);
  }

  /// No processors: nothing is paid by card.
  public static final CardProcessors NONE = new CardProcessors(null, null);

  /// Why an order cannot be paid in this way; empty when it can.
  public Optional<String> problem(Kind kind, TenantId tenant, Mode mode) {
    String name = kind == Kind.CARD ? "card" : "connect";
    if (profiles == null || (mode == Mode.LIVE && live == null)) {
      return Optional.of(
          "This server is not set up for payment mode '"
              + name
              + "'; it offers 'wallet', which is meant where payment is left out");
    }
    return kind == Kind.CONNECT && account(kind, tenant, mode) == null
        ? Optional.of(
            "Payment mode 'connect' needs a connected account, which this one does not have; ask"
                + " the operator to name it with 'brass tenants stripe', or use 'wallet' or"
                + " 'card'")
        : Optional.empty();
  }

  /// Whether the charged money is worthless: in test mode, and with a key of Stripe's test mode.
  public boolean isPlayMoney(Mode mode) {
    return mode == Mode.TEST || playMoney;
  }

  /// The account that charges; null for the operator's own.
  @Nullable String account(Kind kind, TenantId tenant, Mode mode) {
    if (kind == Kind.CARD) {
      return null;
    }
    return mode == Mode.TEST || profiles == null
        ? SIMULATED_ACCOUNT
        : profiles.of(tenant).connectedAccount();
  }

  /// The processor of a payment.
  CardProcessor of(CardPayment payment) {
    return payment.isSimulated() ? simulated : live == null ? new NoCards() : live;
  }
}
