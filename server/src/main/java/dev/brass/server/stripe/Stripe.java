package dev.brass.server.stripe;

import com.stripe.StripeClient;
import com.stripe.model.Customer;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.net.RequestOptions;
import com.stripe.net.RequestOptions.RequestOptionsBuilder;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerPaymentMethodListParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.AutomaticPaymentMethods;
import com.stripe.param.PaymentIntentCreateParams.AutomaticPaymentMethods.AllowRedirects;
import com.stripe.param.PaymentIntentCreateParams.CaptureMethod;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import dev.brass.server.text.Characters;
import dev.brass.spi.Money;
import java.time.Duration;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Our calls to Stripe, each of which is a yes, a no, or anything else. Thread-safe.
///
/// Amounts are in currencies that it [#takes]. A caller repeats a call with the same key; Stripe
/// then answers as it did before, but forgets keys after a day. Connected accounts (`acct_…`) are
/// separate: the objects of one do not exist in the others.
public final class Stripe {

  /// The longest duration of a call: some look before they act.
  public static final Duration LIMIT = StripeHttp.LIMIT.multipliedBy(2);

  /// The API version of mppx, for shared payment tokens.
  private static final String PREVIEW = "2026-07-29.preview";

  /// Names a refund in its metadata.
  private static final String REFUND = "brass_refund";

  private static final long PAGE = 100;

  private static final Set<String> FAILED_REFUND = Set.of("failed", "canceled");

  /// Currencies that Stripe counts in another unit than ISO 4217.
  private static final Set<String> OTHER_UNITS = Set.of("ISK", "MGA", "UGX");

  private final StripeClient client;
  private final boolean playMoney;

  public Stripe(StripeSettings settings) {
    this.playMoney = settings.isPlayMoney();
    this.client =
        StripeClient.builder()
            .setApiKey(settings.key().reveal())
            .setApiBase(Characters.withoutEnd(settings.base().toString(), '/'))
            .setMaxNetworkRetries(0)
            .setHttpClient(new StripeHttp())
            .build();
  }

  /// Whether its payments move no real money.
  public boolean isPlayMoney() {
    return playMoney;
  }

  /// Whether Stripe counts a currency as we do.
  public static boolean takes(Currency currency) {
    return !OTHER_UNITS.contains(currency.getCurrencyCode());
  }

  /// Holds money on a card, without its owner.
  ///
  /// @return the intent, [Intent.Status#HELD] when the money is held
  public StripeReply<Intent> hold(NewHold hold, String key) {
    PaymentIntentCreateParams.Builder params =
        started(hold.amount())
            .setCustomer(hold.customer())
            .setPaymentMethod(hold.paymentMethod())
            .setCaptureMethod(CaptureMethod.MANUAL)
            .setOffSession(true)
            .setDescription(hold.description())
            .putAllMetadata(hold.metadata());
    if (hold.applicationFee() > 0) {
      params.setApplicationFeeAmount(hold.applicationFee());
    }
    return created(params, options(key, hold.account()).build());
  }

  /// Takes money with a token that a buyer's agent got for us (`spt_…`).
  ///
  /// @return the intent, [Intent.Status#SUCCEEDED] when the money is taken
  public StripeReply<Intent> pay(
      Money amount, String sharedToken, Map<String, String> metadata, String key) {
    PaymentIntentCreateParams.Builder params =
        started(amount)
            .putAllMetadata(metadata)
            .putExtraParam("shared_payment_granted_token", sharedToken);
    RequestOptionsBuilder options = options(key, null);
    return created(
        params, RequestOptionsBuilder.unsafeSetStripeVersionOverride(options, PREVIEW).build());
  }

  /// Confirmed at once; without methods that would send the buyer elsewhere.
  private static PaymentIntentCreateParams.Builder started(Money amount) {
    return PaymentIntentCreateParams.builder()
        .setAmount(amount.minor())
        .setCurrency(amount.currency().getCurrencyCode().toLowerCase(Locale.ROOT))
        .setAutomaticPaymentMethods(
            AutomaticPaymentMethods.builder()
                .setEnabled(true)
                .setAllowRedirects(AllowRedirects.NEVER)
                .build())
        .setConfirm(true);
  }

  private StripeReply<Intent> created(
      PaymentIntentCreateParams.Builder params, RequestOptions options) {
    return Calls.make(
        () -> Intent.of(client.v1().paymentIntents().create(params.build(), options)));
  }

  public StripeReply<Intent> intent(String id, @Nullable String account) {
    return Calls.make(
        () -> Intent.of(client.v1().paymentIntents().retrieve(id, options(account).build())));
  }

  /// The intent whose metadata has a value; among several, the one that got farthest. Stripe's
  /// search knows an intent some minutes after it was made.
  public StripeReply<Optional<Intent>> find(String name, String value, @Nullable String account) {
    String query = "metadata['" + quoted(name) + "']:'" + quoted(value) + "'";
    PaymentIntentSearchParams params =
        PaymentIntentSearchParams.builder().setQuery(query).setLimit(PAGE).build();
    return Calls.make(
        () -> {
          List<PaymentIntent> found =
              client.v1().paymentIntents().search(params, options(account).build()).getData();
          return found.stream().map(Intent::of).max(Comparator.comparingInt(Stripe::progress));
        });
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }

  private static int progress(Intent intent) {
    return switch (intent.status()) {
      case SUCCEEDED -> 5;
      case HELD -> 4;
      case PROCESSING -> 3;
      case NEEDS_ACTION -> 2;
      case NEEDS_CONFIRMATION, NEEDS_METHOD -> 1;
      case CANCELED -> 0;
    };
  }

  /// Captures the held amount, or a part of it, and releases the remainder.
  ///
  /// @param applicationFee our part, in minor units; 0 leaves the hold's as it is
  public StripeReply<Intent> capture(
      String id, Money amount, long applicationFee, String key, @Nullable String account) {
    PaymentIntentCaptureParams.Builder params =
        PaymentIntentCaptureParams.builder().setAmountToCapture(amount.minor());
    if (applicationFee > 0) {
      params.setApplicationFeeAmount(applicationFee);
    }
    return Calls.make(
        () ->
            Intent.of(
                client
                    .v1()
                    .paymentIntents()
                    .capture(id, params.build(), options(key, account).build())));
  }

  /// Cancels an unpaid payment, and releases its hold.
  public StripeReply<Intent> cancel(String id, String key, @Nullable String account) {
    return Calls.make(
        () -> Intent.of(client.v1().paymentIntents().cancel(id, options(key, account).build())));
  }

  /// Refunds money, once for each key however late it is asked again: looks first.
  ///
  /// @param withApplicationFee whether our part is refunded as well
  /// @return the refund's id, `re_…`
  public StripeReply<String> refund(
      String intent,
      Money amount,
      boolean withApplicationFee,
      String key,
      @Nullable String account) {
    return earlier(intent, key, account)
        .then(
            earlier -> {
              if (earlier.refund().isPresent()) {
                return ended(earlier.refund().get());
              }
              return earlier.areMore()
                  ? new StripeReply.Unclear<>("there are too many refunds to look through")
                  : newRefund(intent, amount, withApplicationFee, key, account);
            });
  }

  /// The earlier refunds.
  ///
  /// @param refund the one with the same key
  /// @param areMore whether there are more than the ones read
  private record Earlier(Optional<Refund> refund, boolean areMore) {}

  private StripeReply<Earlier> earlier(String intent, String key, @Nullable String account) {
    return refunds(intent, account)
        .then(
            refunds ->
                new StripeReply.Done<>(
                    new Earlier(
                        refunds.getData().stream()
                            .filter(refund -> key.equals(refund.getMetadata().get(REFUND)))
                            .findFirst(),
                        refunds.getHasMore())));
  }

  /// The refunded amount of a payment, including refunds in progress, in minor units.
  public StripeReply<Long> refunded(String intent, @Nullable String account) {
    return refunds(intent, account)
        .then(
            refunds ->
                refunds.getHasMore()
                    ? new StripeReply.Unclear<>("there are too many refunds to look through")
                    : new StripeReply.Done<>(
                        refunds.getData().stream()
                            .filter(refund -> !isFailed(refund))
                            .mapToLong(Refund::getAmount)
                            .sum()));
  }

  private StripeReply<StripeCollection<Refund>> refunds(String intent, @Nullable String account) {
    RefundListParams params =
        RefundListParams.builder().setPaymentIntent(intent).setLimit(PAGE).build();
    return Calls.make(() -> client.v1().refunds().list(params, options(account).build()));
  }

  private static boolean isFailed(Refund refund) {
    return refund.getStatus() != null && FAILED_REFUND.contains(refund.getStatus());
  }

  private StripeReply<String> newRefund(
      String intent,
      Money amount,
      boolean withApplicationFee,
      String key,
      @Nullable String account) {
    RefundCreateParams.Builder params =
        RefundCreateParams.builder()
            .setPaymentIntent(intent)
            .setAmount(amount.minor())
            .putMetadata(REFUND, key);
    if (withApplicationFee) {
      params.setRefundApplicationFee(true);
    }
    return Calls.make(
            () -> client.v1().refunds().create(params.build(), options(key, account).build()))
        .then(Stripe::ended);
  }

  /// A refund that the bank did not accept: the money is with us again.
  private static StripeReply<String> ended(Refund refund) {
    if (isFailed(refund)) {
      String reason = refund.getFailureReason();
      return new StripeReply.Refused<>(
          "refund_" + refund.getStatus(),
          "The refund was given up: " + (reason == null ? "no reason given" : reason) + ".",
          null);
    }
    return refund.getId() == null
        ? new StripeReply.Unclear<>("Stripe's answer cannot be read")
        : new StripeReply.Done<>(refund.getId());
  }

  /// Opens a page on which a buyer lets money be held on a card.
  public StripeReply<Session> open(NewSession session, String key) {
    return Calls.make(
        () ->
            Session.of(
                client
                    .v1()
                    .checkout()
                    .sessions()
                    .create(CheckoutParams.of(session), options(key, session.account()).build())));
  }

  public StripeReply<Session> session(String id, @Nullable String account) {
    return Calls.make(
        () -> Session.of(client.v1().checkout().sessions().retrieve(id, options(account).build())));
  }

  /// Closes an open page. Stripe refuses it for any other.
  public StripeReply<Session> expire(String id, @Nullable String account) {
    return Calls.make(
        () -> Session.of(client.v1().checkout().sessions().expire(id, options(account).build())));
  }

  /// Creates a customer, for whom cards can be kept.
  ///
  /// @return the customer's id, `cus_…`
  public StripeReply<String> newCustomer(String name, Map<String, String> metadata, String key) {
    CustomerCreateParams params =
        CustomerCreateParams.builder().setName(name).putAllMetadata(metadata).build();
    return Calls.make(
            () -> client.v1().customers().create(params, options(key, null).build()).getId())
        .then(
            id ->
                id == null
                    ? new StripeReply.Unclear<>("Stripe's answer cannot be read")
                    : new StripeReply.Done<>(id));
  }

  /// The card to charge when none is named: the one that pays the customer's invoices, otherwise
  /// the newest.
  ///
  /// @return `pm_…`; empty when there is none
  public StripeReply<Optional<String>> defaultCard(String customer) {
    return Calls.make(
        () -> {
          Customer found = client.v1().customers().retrieve(customer);
          if (Boolean.TRUE.equals(found.getDeleted())) {
            return Optional.empty();
          }
          Customer.InvoiceSettings invoices = found.getInvoiceSettings();
          if (invoices != null && invoices.getDefaultPaymentMethod() != null) {
            return Optional.of(invoices.getDefaultPaymentMethod());
          }
          CustomerPaymentMethodListParams newest =
              CustomerPaymentMethodListParams.builder()
                  .setType(CustomerPaymentMethodListParams.Type.CARD)
                  .setLimit(1L)
                  .build();
          List<PaymentMethod> cards =
              client.v1().customers().paymentMethods().list(customer, newest).getData();
          return cards.stream().map(PaymentMethod::getId).findFirst();
        });
  }

  private static RequestOptionsBuilder options(@Nullable String account) {
    return RequestOptions.builder().setStripeAccount(account);
  }

  private static RequestOptionsBuilder options(String key, @Nullable String account) {
    return options(account).setIdempotencyKey(key);
  }
}
