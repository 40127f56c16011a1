package dev.brass.server.api.v2;

import static dev.brass.server.api.Retry.SAFE;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.HtmlPages;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.card.CardPayment;
import dev.brass.server.card.CardPayments;
import dev.brass.server.card.Wanted;
import dev.brass.server.onboarding.AddressRateLimit;
import dev.brass.server.stripe.StripeEvent;
import dev.brass.spi.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The current API's table of contents for card payments that a buyer has to complete (Zinc API
/// docs, Payments), and their page `/pay/{payment_id}`. Any caller that knows the id may see and
/// pay it. Stripe's events about them arrive at `/stripe/webhook`.
public final class V2PaymentApi extends V2Part {

  private static final String ROOT = "/payments";
  private static final String STRIPE = "/stripe/webhook";
  private static final int LOOKS_PER_MINUTE = 120;

  private final CardPayments payments;
  private final HtmlPages pages;
  private final PublicAddress address;
  private final @Nullable Secret<String> webhookSecret;
  private final AddressRateLimit looks;
  private final InstantSource clock;

  /// The part.
  ///
  /// @param webhookSecret with which Stripe signs; null when it sends no events
  /// @param clock the system clock
  public V2PaymentApi(
      CardPayments payments,
      HtmlPages pages,
      PublicAddress address,
      @Nullable Secret<String> webhookSecret,
      InstantSource clock) {
    this.payments = payments;
    this.pages = pages;
    this.address = address;
    this.webhookSecret = webhookSecret;
    this.looks = new AddressRateLimit(LOOKS_PER_MINUTE, Duration.ofMinutes(1), clock);
    this.clock = clock;
  }

  @Override
  public void routes(Routes routes) {
    routes.get(ROOT + "/{payment_id}").open(this::look);
    routes.post(ROOT + "/{payment_id}/checkout-session").retry(SAFE).open(this::open);
    routes.get(PaymentView.PAGE + "/{payment_id}").open(this::page);
    routes.post(PaymentView.PAGE + "/{payment_id}").retry(SAFE).open(this::pay);
    routes.post(STRIPE).retry(SAFE).open(this::told);
  }

  private CardPayment payment(ApiRequest request) {
    UUID id = OrderPaths.uuid(request, "payment_id");
    Duration wait = looks.take(request.address());
    if (!wait.isZero()) {
      throw V2Problem.tooMany("Too many requests; come back later.", wait, clock.instant());
    }
    return payments.find(id).orElseThrow(() -> gone(id));
  }

  private static V2Problem gone(UUID payment) {
    return V2Problem.notFound("Payment", payment.toString());
  }

  private Wanted wanted(CardPayment payment) {
    return payments.wanted(payment).orElseThrow(() -> gone(payment.id()));
  }

  private Reply look(ApiRequest request) {
    CardPayment payment = payments.carryOn(payment(request)).payment();
    return json.reply(200, PaymentView.wire(payment, wanted(payment), address.of(request)))
        .with("Cache-Control", "no-store");
  }

  record Opened(String url) {}

  private Reply open(ApiRequest request) {
    CardPayment payment = payment(request);
    return switch (payments.page(payment, () -> back(request, payment))) {
      case CardPayments.Page.At(var url) ->
          json.reply(200, new Opened(url)).with("Cache-Control", "no-store");
      case CardPayments.Page.NotPayable(var now) ->
          throw new V2Problem(
              409,
              "already_exists",
              "There is nothing to pay: the payment is " + PaymentView.status(now),
              Map.of("resource", "Payment", "status", PaymentView.status(now)));
      case CardPayments.Page.Refused(var why) ->
          throw new V2Problem(502, "stripe_error", why, null);
      case CardPayments.Page.Later(var why) -> throw new V2Problem(502, "stripe_error", why, null);
    };
  }

  private URI back(ApiRequest request, CardPayment payment) {
    return URI.create(PaymentView.url(address.of(request), payment));
  }

  private Reply page(ApiRequest request) {
    return shown(200, payments.carryOn(payment(request)).payment(), "");
  }

  private Reply shown(int status, CardPayment payment, String problem) {
    return pages.page(status, "pay", PaymentView.page(payment, wanted(payment), problem));
  }

  /// The buyer continues on the processor's page; a simulated payment is made here.
  private Reply pay(ApiRequest request) {
    CardPayment payment = payment(request);
    if (payment.isSimulated()) {
      return shown(200, payments.simulate(payment), "");
    }
    return switch (payments.page(payment, () -> back(request, payment))) {
      case CardPayments.Page.At(var url) ->
          pages.page(200, "pay-onward", Map.of("title", "Continue to payment", "url", url));
      case CardPayments.Page.NotPayable(var now) -> shown(200, now, "");
      case CardPayments.Page.Refused _, CardPayments.Page.Later _ ->
          shown(502, payment, "Stripe does not answer at the moment. Try again.");
    };
  }

  /// Stripe reports an event: the payment is checked soon.
  private Reply told(ApiRequest request) {
    Secret<String> secret = webhookSecret;
    if (secret == null) {
      throw V2Problem.notFound("Webhook", STRIPE);
    }
    String signature = Objects.requireNonNullElse(request.header("stripe-signature"), "");
    StripeEvent event =
        StripeEvent.read(request.text(), signature, secret, clock)
            .orElseThrow(
                () ->
                    new V2Problem(
                        400, "bad_request", "Stripe-Signature does not match the body", null));
    payments.told(event);
    return json.reply(200, Map.of("received", true));
  }

  @Override
  public boolean owns(String path) {
    return path.startsWith(ROOT + "/") || isPage(path) || path.equals(STRIPE);
  }

  private static boolean isPage(String path) {
    return path.startsWith(PaymentView.PAGE + "/");
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    Reply reply = super.failed(request, problem);
    return isPage(request.path()) ? failedPage(reply) : reply;
  }

  private Reply failedPage(Reply asProgram) {
    int status = asProgram.status();
    return status == 404 || status == 422
        ? pages.message(
            404, "There is no such payment", "Use the complete address of the link you received.")
        : status == 429
            ? pages.message(429, "Too many attempts", "Wait a minute, then try again.")
            : pages.message(status, "Something went wrong here", "Try again in a moment.");
  }

  @Override
  public Reply notFound(ApiRequest request) {
    Reply reply = super.notFound(request);
    return isPage(request.path()) ? failedPage(reply) : reply;
  }
}
