package dev.brass.server.card;

import dev.brass.server.card.CardTerms.Kind;
import dev.brass.server.hash.Sha256;
import dev.brass.server.stripe.Intent;
import dev.brass.server.stripe.NewHold;
import dev.brass.server.stripe.NewSession;
import dev.brass.server.stripe.Session;
import dev.brass.server.stripe.Stripe;
import dev.brass.server.stripe.StripeReply;
import dev.brass.spi.Money;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Cards at Stripe. A tenant's own are charged by the operator's account; those of a tenant's
/// customers by the tenant's connected account, which passes on the operator's share as an
/// application fee. Thread-safe.
final class StripeCards implements CardProcessor {

  /// The metadata key that links every object at Stripe to its payment.
  static final String NAME = "brass_payment";

  /// Less than the day for which Stripe remembers idempotency keys.
  private static final Duration REMEMBERED = Duration.ofHours(20);

  /// Stripe keeps a page between half an hour and a day. This long after the payment's end is
  /// within both limits whenever the page is opened; [#close] comes first.
  private static final Duration CLOSED_AFTER = Duration.ofMinutes(31);

  private final Stripe stripe;
  private final StripeProfiles profiles;

  StripeCards(Stripe stripe, StripeProfiles profiles) {
    this.stripe = stripe;
    this.profiles = profiles;
  }

  @Override
  public Hold hold(CardPayment payment, Instant now, boolean forgotten) {
    if (forgotten && payment.idempotencyKey() != null) {
      return switch (stripe.find(NAME, payment.id().toString(), payment.account())) {
        case StripeReply.Done(var intent) when intent.isPresent() -> known(payment, intent.get());
        // Stripe's search does not find the latest intents yet; the idempotency key does.
        case StripeReply.Done<Optional<Intent>> _ -> current(payment, asked(payment, now));
        case StripeReply.Refused(_, var why, _) -> new Hold.Unclear(why);
        case StripeReply.Unclear(var why) -> new Hold.Unclear(why);
      };
    }
    return asked(payment, now);
  }

  /// A hold may be the answer to the same call in a lost period: its current state is checked.
  private Hold current(CardPayment payment, Hold hold) {
    if (!(hold instanceof Hold.Held(var held))) {
      return hold;
    }
    return switch (stripe.intent(held.intent(), payment.account())) {
      case StripeReply.Done(var intent) -> known(payment, intent);
      case StripeReply.Refused(_, var why, _) -> new Hold.Unclear(why);
      case StripeReply.Unclear(var why) -> new Hold.Unclear(why);
    };
  }

  /// The intent of a lost period. A capture belongs to the same order, which is found at its store;
  /// a cancelled intent does not concern the current payment.
  private Hold known(CardPayment payment, Intent intent) {
    return switch (intent.status()) {
      case HELD -> seen(payment, intent);
      case SUCCEEDED ->
          intent.received().currency().equals(payment.quote().charge().currency()) && isReal(intent)
              ? new Hold.Held(held(intent))
              : new Hold.Unclear(other(payment, intent));
      case CANCELED -> current(payment, asked(payment, after(payment, intent)));
      case PROCESSING -> new Hold.Unclear("the intent is " + intent.status());
      case NEEDS_ACTION, NEEDS_METHOD, NEEDS_CONFIRMATION -> seen(payment, intent);
    };
  }

  private static String after(CardPayment payment, Intent before) {
    return key("hold", payment) + "/after/" + before.id();
  }

  private Hold asked(CardPayment payment, Instant now) {
    if (Duration.between(payment.createdAt(), now).compareTo(REMEMBERED) > 0) {
      return found(payment);
    }
    return asked(payment, key("hold", payment));
  }

  private Hold asked(CardPayment payment, String key) {
    String customer = customer(payment);
    String method = payment.terms().paymentMethod();
    if (method == null && customer != null && payment.account() == null) {
      switch (stripe.defaultCard(customer)) {
        case StripeReply.Done(var card) -> method = card.orElse(null);
        case StripeReply.Refused(_, var why, _) -> {
          return new Hold.Refused("invalid_customer", why);
        }
        case StripeReply.Unclear(var why) -> {
          return new Hold.Unclear(why);
        }
      }
    }
    return method == null
        ? new Hold.BuyerNeeded()
        : asked(payment, stripe.hold(newHold(payment, customer, method), key));
  }

  private @Nullable String customer(CardPayment payment) {
    return payment.account() != null
        ? payment.terms().customer()
        : profiles.of(payment.tenant()).customer();
  }

  private static NewHold newHold(
      CardPayment payment, @Nullable String customer, String paymentMethod) {
    return new NewHold(
        payment.quote().charge(),
        customer,
        paymentMethod,
        payment.account(),
        fee(payment, payment.quote()),
        "Order, up to " + payment.quote().goods(),
        about(payment));
  }

  private static long fee(CardPayment payment, Costs costs) {
    return payment.account() == null ? 0 : costs.operatorsShare().minor();
  }

  private static Map<String, String> about(CardPayment payment) {
    return Map.of(NAME, payment.id().toString(), "brass_tenant", payment.tenant().toString());
  }

  private static String key(String what, CardPayment payment) {
    return what + "/" + payment.id();
  }

  private Hold asked(CardPayment payment, StripeReply<Intent> reply) {
    return switch (reply) {
      case StripeReply.Done(var intent) -> seen(payment, intent);
      case StripeReply.Refused(var code, var why, var intent) -> {
        if (intent != null) {
          stripe.cancel(intent, "drop/" + intent, payment.account());
        }
        yield code.equals("authentication_required")
            ? new Hold.BuyerNeeded()
            : new Hold.Refused(code, why);
      }
      case StripeReply.Unclear(var why) -> new Hold.Unclear(why);
    };
  }

  private Hold seen(CardPayment payment, Intent intent) {
    return switch (intent.status()) {
      case HELD ->
          isHeld(payment, intent)
              ? new Hold.Held(held(intent))
              : new Hold.Unclear(other(payment, intent));
      case NEEDS_ACTION, NEEDS_METHOD, NEEDS_CONFIRMATION -> {
        stripe.cancel(intent.id(), "drop/" + intent.id(), payment.account());
        yield new Hold.BuyerNeeded();
      }
      case CANCELED -> new Hold.Refused("canceled", "The payment was cancelled");
      case PROCESSING, SUCCEEDED -> new Hold.Unclear("the intent is " + intent.status());
    };
  }

  /// A hold alone does not prove the payment: the owner of a connected account can make any intents
  /// there.
  private boolean isHeld(CardPayment payment, Intent intent) {
    return intent.capturable().equals(payment.quote().charge())
        && intent.applicationFee() == fee(payment, payment.quote())
        && isReal(intent);
  }

  private boolean isReal(Intent intent) {
    return intent.live() != stripe.isPlayMoney();
  }

  private static String other(CardPayment payment, Intent intent) {
    return "%s is of %s in place of %s"
        .formatted(intent.id(), intent.amount(), payment.quote().charge());
  }

  private static CardHold held(Intent intent) {
    return new CardHold(intent.id(), intent.paymentMethod());
  }

  private Hold found(CardPayment payment) {
    return switch (stripe.find(NAME, payment.id().toString(), payment.account())) {
      case StripeReply.Done(var intent) when intent.isPresent() -> seen(payment, intent.get());
      case StripeReply.Done<Optional<Intent>> _ ->
          new Hold.Refused("not_received", "The payment did not reach the processor");
      case StripeReply.Refused(_, var why, _) -> new Hold.Unclear(why);
      case StripeReply.Unclear(var why) -> new Hold.Unclear(why);
    };
  }

  @Override
  public Opened open(CardPayment payment, URI back) {
    String customer = customer(payment);
    if (customer == null && payment.terms().kind() == Kind.CARD) {
      String key = "customer/" + payment.tenant();
      switch (stripe.newCustomer(
          "Brass tenant " + payment.tenant(),
          Map.of("brass_tenant", payment.tenant().toString()),
          key)) {
        case StripeReply.Done(var made) -> {
          profiles.setCustomer(payment.tenant(), made);
          customer = made;
        }
        case StripeReply.Refused(_, var why, _) -> {
          return new Opened.Refused(why);
        }
        case StripeReply.Unclear(var why) -> {
          return new Opened.Unclear(why);
        }
      }
    }
    NewSession session =
        new NewSession(
            payment.quote().charge(),
            "Order, up to " + payment.quote().goods(),
            customer,
            payment.account(),
            fee(payment, payment.quote()),
            back,
            back,
            payment.expiresAt().plus(CLOSED_AFTER),
            payment.terms().kind() == Kind.CARD,
            about(payment));
    return switch (stripe.open(session, key("page", payment) + "/" + Sha256.hex(back.toString()))) {
      case StripeReply.Done(var opened) when opened.url() != null ->
          new Opened.At(opened.id(), opened.url());
      case StripeReply.Done(var opened) -> new Opened.Unclear("the page is " + opened.status());
      case StripeReply.Refused(_, var why, _) -> new Opened.Refused(why);
      case StripeReply.Unclear(var why) -> new Opened.Unclear(why);
    };
  }

  @Override
  public Page page(CardPayment payment, String session) {
    return switch (stripe.session(session, payment.account())) {
      case StripeReply.Done(var s) -> seen(payment, s);
      case StripeReply.Refused(_, var why, _) -> new Page.Unclear(why);
      case StripeReply.Unclear(var why) -> new Page.Unclear(why);
    };
  }

  private Page seen(CardPayment payment, Session session) {
    String intent = session.intent();
    return switch (session.status()) {
      case OPEN -> new Page.Open();
      case EXPIRED -> new Page.Closed();
      case COMPLETE ->
          intent == null
              ? new Page.Unclear("the page is complete and has no intent")
              : paid(payment, intent);
    };
  }

  private Page paid(CardPayment payment, String intent) {
    return switch (stripe.intent(intent, payment.account())) {
      case StripeReply.Done(var i) when i.status() == Intent.Status.HELD ->
          isHeld(payment, i) ? new Page.Paid(held(i)) : new Page.Unclear(other(payment, i));
      case StripeReply.Done(var i) when i.status() == Intent.Status.CANCELED -> new Page.Closed();
      case StripeReply.Done(var i) -> new Page.Unclear("the intent is " + i.status());
      case StripeReply.Refused(_, var why, _) -> new Page.Unclear(why);
      case StripeReply.Unclear(var why) -> new Page.Unclear(why);
    };
  }

  /// A page that cannot be closed is already closed, or was paid.
  @Override
  public Page close(CardPayment payment, String session) {
    return switch (stripe.expire(session, payment.account())) {
      case StripeReply.Done(var s) -> seen(payment, s);
      case StripeReply.Refused<Session> _ -> page(payment, session);
      case StripeReply.Unclear(var why) -> new Page.Unclear(why);
    };
  }

  @Override
  public Done capture(CardPayment payment, CardHold hold, Costs costs) {
    Money charge = costs.charge();
    return switch (stripe.capture(
        hold.intent(),
        charge,
        fee(payment, costs),
        "capture/" + hold.intent(),
        payment.account())) {
      case StripeReply.Done(var intent) -> taken(payment, costs, intent);
      case StripeReply.Refused<Intent> _ -> takenBefore(payment, hold, costs);
      case StripeReply.Unclear(var why) -> new Done.Unclear(why);
    };
  }

  /// Whether the capture was refused because this server has already made it, and not the owner of
  /// a connected account.
  private Done takenBefore(CardPayment payment, CardHold hold, Costs costs) {
    return switch (stripe.intent(hold.intent(), payment.account())) {
      case StripeReply.Done(var intent) when intent.status() == Intent.Status.SUCCEEDED ->
          taken(payment, costs, intent);
      case StripeReply.Done(var intent) when intent.status() == Intent.Status.CANCELED ->
          new Done.Never("the intent is " + intent.status());
      case StripeReply.Done(var intent) -> new Done.Unclear("the intent is " + intent.status());
      case StripeReply.Refused(_, var why, _) -> new Done.Unclear(why);
      case StripeReply.Unclear(var why) -> new Done.Unclear(why);
    };
  }

  private static Done taken(CardPayment payment, Costs costs, Intent intent) {
    return intent.received().equals(costs.charge())
            && intent.applicationFee() == fee(payment, costs)
        ? new Done.Yes()
        : new Done.Never(
            "%s took %s and a fee of %d in place of %s and %d"
                .formatted(
                    intent.id(),
                    intent.received(),
                    intent.applicationFee(),
                    costs.charge(),
                    fee(payment, costs)));
  }

  @Override
  public Done release(CardPayment payment, CardHold hold) {
    return switch (stripe.cancel(hold.intent(), "release/" + hold.intent(), payment.account())) {
      case StripeReply.Done<Intent> _ -> new Done.Yes();
      case StripeReply.Refused<Intent> _ -> letGoBefore(payment, hold);
      case StripeReply.Unclear(var why) -> new Done.Unclear(why);
    };
  }

  /// Whether the release was refused because it is already done.
  private Done letGoBefore(CardPayment payment, CardHold hold) {
    return switch (stripe.intent(hold.intent(), payment.account())) {
      case StripeReply.Done(var intent) when intent.status() == Intent.Status.CANCELED ->
          new Done.Yes();
      case StripeReply.Done(var intent) when intent.status() == Intent.Status.SUCCEEDED ->
          new Done.Never("the intent is " + intent.status());
      case StripeReply.Done(var intent) -> new Done.Unclear("the intent is " + intent.status());
      case StripeReply.Refused(_, var why, _) -> new Done.Unclear(why);
      case StripeReply.Unclear(var why) -> new Done.Unclear(why);
    };
  }

  @Override
  public Done refund(CardPayment payment, CardHold hold, long part, int number) {
    Money amount = new Money(part, payment.quote().goods().currency());
    return switch (stripe.refund(
        hold.intent(),
        amount,
        payment.account() != null,
        key("refund", payment) + "/" + number,
        payment.account())) {
      case StripeReply.Done<String> _ -> new Done.Yes();
      case StripeReply.Refused(_, var why, _) -> new Done.Unclear(why);
      case StripeReply.Unclear(var why) -> new Done.Unclear(why);
    };
  }
}
