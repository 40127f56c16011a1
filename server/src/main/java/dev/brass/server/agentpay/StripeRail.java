package dev.brass.server.agentpay;

import dev.brass.server.hash.Sha256;
import dev.brass.server.stripe.Intent;
import dev.brass.server.stripe.Stripe;
import dev.brass.server.stripe.StripeReply;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Money;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Payments by card and similar methods with a Stripe token that was issued to a buyer's agent for
/// this seller (MPP spec, Methods and intents, `stripe`). Thread-safe.
public final class StripeRail implements Rail {

  public static final String METHOD = "stripe";

  /// The metadata key at Stripe that holds a payment's challenge.
  private static final String PAYMENT = "brass_payment";

  /// Less than the day for which Stripe remembers an idempotency key.
  private static final Duration KEY_LIVES = Duration.ofHours(20);

  private static final LinearPattern TOKEN = LinearPattern.of("spt_[A-Za-z0-9_]{1,150}");

  /// Stripe's minimum amounts where they are not 50 of the smallest unit
  /// (docs.stripe.com/currencies).
  private static final Map<String, Long> LEAST =
      Map.ofEntries(
          Map.entry("AED", 200L),
          Map.entry("BGN", 100L),
          Map.entry("CZK", 1_500L),
          Map.entry("DKK", 250L),
          Map.entry("GBP", 30L),
          Map.entry("HKD", 400L),
          Map.entry("HUF", 17_500L),
          Map.entry("MXN", 1_000L),
          Map.entry("MYR", 200L),
          Map.entry("NOK", 300L),
          Map.entry("PLN", 200L),
          Map.entry("RON", 200L),
          Map.entry("SEK", 300L),
          Map.entry("THB", 1_000L));

  private static final long LEAST_ELSEWHERE = 50;

  private final Stripe stripe;
  private final String network;
  private final List<String> types;
  private final InstantSource clock;

  /// The rail.
  ///
  /// @param network the operator's id in Stripe's network of agents
  /// @param types of payment methods that tokens may represent
  /// @param clock the system clock
  public StripeRail(Stripe stripe, String network, List<String> types, InstantSource clock) {
    this.stripe = stripe;
    this.network = network;
    this.types = List.copyOf(types);
    this.clock = clock;
  }

  @Override
  public String method() {
    return METHOD;
  }

  @Override
  public boolean challenges() {
    return true;
  }

  @Override
  public Map<String, Object> terms(Money price) {
    return Map.of(
        "amount",
        Long.toString(price.minor()),
        "currency",
        price.currency().getCurrencyCode().toLowerCase(Locale.ROOT),
        "methodDetails",
        Map.of("networkId", network, "paymentMethodTypes", types));
  }

  @Override
  public boolean takes(Payment.Purpose purpose, Money price) {
    return price.minor() >= LEAST.getOrDefault(price.currency().getCurrencyCode(), LEAST_ELSEWHERE);
  }

  /// A token can only be checked by using it.
  @Override
  public Optional<ProofProblem> check(Charge charge) {
    if (!TOKEN.matches(token(charge.proof()))) {
      return Optional.of(
          new ProofProblem(
              ProofProblem.Kind.MALFORMED,
              "the payload of the stripe rail is {\"spt\": \"spt_...\"}"));
    }
    String request = charge.terms().path("externalId").asString("");
    return request.isEmpty() || request.equals(charge.proof().path("externalId").asString(""))
        ? Optional.empty()
        : Optional.of(
            new ProofProblem(
                ProofProblem.Kind.INVALID_CHALLENGE,
                "the payload's externalId is not that of the challenge"));
  }

  private static String token(JsonNode proof) {
    return proof.path("spt").asString("");
  }

  /// Not the token itself, which is a secret.
  @Override
  public @Nullable String spentOnce(JsonNode proof) {
    byte[] token = token(proof).getBytes(StandardCharsets.UTF_8);
    return METHOD + ":" + HexFormat.of().formatHex(Sha256.of(token));
  }

  @Override
  public Settlement settle(Charge charge) {
    return switch (pay(charge)) {
      case StripeReply.Done<Intent>(var intent) -> ended(charge, intent);
      case StripeReply.Refused<Intent>(_, var message, _) -> new Settlement.Refused(message);
      case StripeReply.Unclear<Intent>(var why) -> new Settlement.Unclear(why);
    };
  }

  private StripeReply<Intent> pay(Charge charge) {
    String token = token(charge.proof());
    return stripe.pay(
        charge.amount(),
        token,
        Map.of("machine_payment", "true", PAYMENT, charge.id()),
        charge.id() + "_" + token);
  }

  /// While Stripe remembers the key, a repeated call gets the answer of the first one, or is the
  /// first one. A no without a payment need not be about the first call: the server's API key may
  /// have become invalid, for example. Then, and later on, the payment is searched for.
  @Override
  public Settlement find(Charge charge) {
    if (!clock.instant().isBefore(charge.begun().plus(KEY_LIVES))) {
      return searched(charge, new Settlement.Refused("the payment did not reach Stripe"));
    }
    return switch (pay(charge)) {
      case StripeReply.Done<Intent>(var intent) -> current(charge, intent.id());
      case StripeReply.Refused<Intent>(_, var message, var intent) when intent != null ->
          new Settlement.Refused(message);
      case StripeReply.Refused<Intent>(_, var message, _) ->
          searched(charge, new Settlement.Refused(message));
      case StripeReply.Unclear<Intent>(var why) -> searched(charge, new Settlement.Unclear(why));
    };
  }

  /// @param absent the result when there is no such payment
  private Settlement searched(Charge charge, Settlement absent) {
    return switch (stripe.find(PAYMENT, charge.id(), null)) {
      case StripeReply.Done<Optional<Intent>>(var found) ->
          found.map(intent -> ended(charge, intent)).orElse(absent);
      case StripeReply.Refused<Optional<Intent>>(_, var message, _) ->
          new Settlement.Unclear(message);
      case StripeReply.Unclear<Optional<Intent>>(var why) -> new Settlement.Unclear(why);
    };
  }

  /// Stripe's search finds a payment some minutes after it was made; until then its idempotency key
  /// finds it.
  @Override
  public Known known(Charge charge) {
    return switch (stripe.find(PAYMENT, charge.id(), null)) {
      case StripeReply.Done<Optional<Intent>>(var found) ->
          found
              .filter(intent -> intent.status() == Intent.Status.SUCCEEDED)
              .map(
                  intent ->
                      isPaid(charge, intent)
                          ? left(intent)
                          : new Known.Unclear(other(charge, intent)))
              .orElseGet(Known.Nothing::new);
      case StripeReply.Refused<Optional<Intent>>(_, var message, _) -> new Known.Unclear(message);
      case StripeReply.Unclear<Optional<Intent>>(var why) -> new Known.Unclear(why);
    };
  }

  private Known left(Intent intent) {
    return switch (stripe.refunded(intent.id(), null)) {
      case StripeReply.Done<Long>(var refunded) ->
          refunded < intent.received().minor()
              ? new Known.Taken(intent.id())
              : new Known.GivenBack();
      case StripeReply.Refused<Long>(_, var message, _) -> new Known.Unclear(message);
      case StripeReply.Unclear<Long>(var why) -> new Known.Unclear(why);
    };
  }

  private Settlement current(Charge charge, String id) {
    return switch (stripe.intent(id, null)) {
      case StripeReply.Done<Intent>(var intent) -> ended(charge, intent);
      case StripeReply.Refused<Intent>(_, var message, _) -> new Settlement.Unclear(message);
      case StripeReply.Unclear<Intent>(var why) -> new Settlement.Unclear(why);
    };
  }

  /// A success with another amount, in another currency or with play money is not this payment.
  private boolean isPaid(Charge charge, Intent intent) {
    return intent.received().equals(charge.amount()) && intent.live() != stripe.isPlayMoney();
  }

  private static String other(Charge charge, Intent intent) {
    return "%s was paid with %s in place of %s"
        .formatted(intent.id(), intent.received(), charge.amount());
  }

  private Settlement ended(Charge charge, Intent intent) {
    return switch (intent.status()) {
      case SUCCEEDED ->
          isPaid(charge, intent)
              ? new Settlement.Settled(intent.id())
              : new Settlement.Unclear(other(charge, intent));
      case CANCELED -> new Settlement.Refused("the payment was cancelled");
      case PROCESSING -> new Settlement.Unclear("Stripe is still working on the payment");
      case NEEDS_ACTION -> calledOff(charge, intent, "the buyer would have to confirm the payment");
      case NEEDS_METHOD, NEEDS_CONFIRMATION, HELD ->
          calledOff(charge, intent, "the payment was not accepted");
    };
  }

  /// It cannot be completed, so it is cancelled and cannot change later.
  private Settlement calledOff(Charge charge, Intent intent, String why) {
    return switch (stripe.cancel(intent.id(), "cancel/" + charge.id(), null)) {
      case StripeReply.Done<Intent>(var after) when after.status() == Intent.Status.CANCELED ->
          new Settlement.Refused(why);
      case StripeReply.Done<Intent> _ -> new Settlement.Unclear("the payment cannot be cancelled");
      case StripeReply.Refused<Intent>(_, var message, _) -> new Settlement.Unclear(message);
      case StripeReply.Unclear<Intent>(var doubt) -> new Settlement.Unclear(doubt);
    };
  }

  /// Covers the payment, and the cancellation of one that needs its buyer.
  @Override
  public Duration patience() {
    return Stripe.LIMIT.plusSeconds(15);
  }

  @Override
  public boolean refunds() {
    return true;
  }

  @Override
  public boolean isPlayMoney() {
    return stripe.isPlayMoney();
  }

  @Override
  public Refund refund(Charge charge, String reference, Money amount, String key) {
    return switch (stripe.refund(reference, amount, false, key, null)) {
      case StripeReply.Done<String> _ -> new Refund.Done();
      case StripeReply.Refused<String>(var code, var message, _) ->
          new Refund.Later(code + ": " + message);
      case StripeReply.Unclear<String>(var why) -> new Refund.Later(why);
    };
  }
}
