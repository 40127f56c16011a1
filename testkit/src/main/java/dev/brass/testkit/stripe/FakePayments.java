package dev.brass.testkit.stripe;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The payment intents and refunds of [FakeStripe]. Guarded by the fake's lock.
final class FakePayments {

  private static final Set<String> CREATE =
      Set.of(
          "amount",
          "application_fee_amount",
          "automatic_payment_methods[",
          "capture_method",
          "confirm",
          "currency",
          "customer",
          "description",
          "metadata[",
          "off_session",
          "payment_method",
          "payment_method_types[",
          "return_url",
          "shared_payment_granted_token");

  private static final Pattern QUERY =
      Pattern.compile("metadata\\['((?:[^'\\\\]|\\\\.)*)']:'((?:[^'\\\\]|\\\\.)*)'");

  private record Back(
      String id, FakePayment payment, long amount, String status, Map<String, String> metadata) {}

  private final InstantSource clock;
  private final FakeIds ids;
  private final FakeCards cards;
  private final boolean isLive;
  private final Map<String, FakePayment> payments = new LinkedHashMap<>();
  private final Map<String, Back> refunds = new LinkedHashMap<>();

  FakePayments(InstantSource clock, FakeIds ids, FakeCards cards, boolean isLive) {
    this.isLive = isLive;
    this.clock = clock;
    this.ids = ids;
    this.cards = cards;
  }

  List<FakePayment> all() {
    return List.copyOf(payments.values());
  }

  FakePayment get(String account, String id) {
    FakePayment payment = payments.get(id);
    if (payment == null || !payment.account.equals(account)) {
      throw FakeRefusal.missing("payment_intent", id);
    }
    return payment;
  }

  ObjectNode create(FakeRequest request) {
    request.allow(CREATE);
    String token = request.get("shared_payment_granted_token");
    if (!token.isEmpty() && !request.version().endsWith(".preview")) {
      throw FakeRefusal.invalid("parameter_unknown", "Received unknown parameter: " + token);
    }
    boolean redirects =
        !request.has("payment_method_types[0]")
            && !request.get("automatic_payment_methods[allow_redirects]").equals("never");
    if (request.get("confirm").equals("true") && redirects && !request.has("return_url")) {
      throw FakeRefusal.invalid(null, "You must provide a `return_url`.");
    }
    long amount = amount(request);
    String currency = request.required("currency");
    String customer = cards.customerIn(request);
    long fee = fee(request, amount);
    FakeCards.Card card =
        token.isEmpty()
            ? cards.card(request.required("payment_method"), customer)
            : cards.spend(token, amount, currency);
    FakePayment payment =
        start(
            request.account(),
            amount,
            currency,
            request.get("capture_method").equals("manual"),
            customer,
            request.metadata("metadata"));
    payment.applicationFee = fee;
    if (request.get("confirm").equals("true")) {
      confirm(payment, card, request.get("off_session").equals("true"));
    }
    return payment.json();
  }

  private static long amount(FakeRequest request) {
    request.required("amount");
    long amount = request.number("amount", 0);
    if (amount < 50) {
      throw FakeRefusal.invalid("amount_too_small", "Amount must be at least 50 cents");
    }
    if (amount > 99_999_999) {
      throw FakeRefusal.invalid("amount_too_large", "Amount must be no more than $999,999.99");
    }
    return amount;
  }

  static long fee(FakeRequest request, long amount) {
    long fee = request.number("application_fee_amount", 0);
    boolean isAllowed = !request.account().isEmpty() && fee >= 0 && fee <= amount;
    if (request.has("application_fee_amount") && !isAllowed) {
      throw FakeRefusal.invalid(null, "Can only apply an application_fee_amount when ...");
    }
    return fee;
  }

  FakePayment start(
      String account,
      long amount,
      String currency,
      boolean isManual,
      @Nullable String customer,
      Map<String, String> metadata) {
    long now = clock.instant().getEpochSecond();
    FakePayment payment =
        new FakePayment(
            ids.next("pi_"), isLive, account, amount, currency, isManual, now, customer, metadata);
    payments.put(payment.id, payment);
    return payment;
  }

  /// @throws FakeRefusal when the card says no
  void confirm(FakePayment payment, FakeCards.Card card, boolean isOffSession) {
    switch (card.kind()) {
      case "pm_card_visa_chargeDeclined" ->
          throw FakeRefusal.declined("card_declined", "generic_decline", payment);
      case "pm_card_visa_chargeDeclinedInsufficientFunds" ->
          throw FakeRefusal.declined("card_declined", "insufficient_funds", payment);
      case "pm_card_authenticationRequired" -> {
        if (isOffSession) {
          throw FakeRefusal.declined("authentication_required", "authentication_required", payment);
        }
        payment.method = card.id();
        payment.status = "requires_action";
      }
      default -> payment.confirmed(card.id());
    }
  }

  ObjectNode capture(FakeRequest request, String id) {
    request.allow(Set.of("amount_to_capture", "application_fee_amount"));
    FakePayment payment = get(request.account(), id);
    if (!payment.status.equals("requires_capture")) {
      throw FakeRefusal.state(payment, "capture");
    }
    long part = request.number("amount_to_capture", payment.capturable);
    if (part < 1 || part > payment.capturable) {
      throw FakeRefusal.invalid("amount_too_large", "It is not more than " + payment.capturable);
    }
    if (request.has("application_fee_amount")) {
      payment.applicationFee = fee(request, part);
    }
    payment.applicationFee = Math.min(payment.applicationFee, part);
    payment.captured(part);
    return payment.json();
  }

  ObjectNode cancel(FakeRequest request, String id) {
    request.allow(Set.of("cancellation_reason"));
    FakePayment payment = get(request.account(), id);
    if (payment.status.equals("succeeded") || payment.status.equals("canceled")) {
      throw FakeRefusal.state(payment, "cancel");
    }
    payment.canceled();
    return payment.json();
  }

  ObjectNode search(FakeRequest request) {
    request.allow(Set.of("query", "limit", "page"));
    Matcher query = QUERY.matcher(request.required("query"));
    if (!query.matches()) {
      throw FakeRefusal.invalid(null, "We were unable to parse your search query.");
    }
    String name = unquoted(query.group(1));
    String value = unquoted(query.group(2));
    ObjectNode json = JsonMapper.shared().createObjectNode().put("object", "search_result");
    json.put("url", request.path()).put("has_more", false);
    var data = json.putArray("data");
    payments.values().stream()
        .filter(payment -> payment.account.equals(request.account()))
        .filter(payment -> value.equals(payment.metadata.get(name)))
        .forEach(payment -> data.add(payment.json()));
    return json;
  }

  private static String unquoted(String text) {
    return text.replaceAll("\\\\(.)", "$1");
  }

  ObjectNode refund(FakeRequest request) {
    request.allow(
        Set.of("payment_intent", "amount", "metadata[", "reason", "refund_application_fee"));
    FakePayment payment = get(request.account(), request.required("payment_intent"));
    long left = payment.received - payment.refunded;
    long amount = request.number("amount", left);
    if (left == 0 && payment.received > 0) {
      throw FakeRefusal.invalid("charge_already_refunded", "Charge has already been refunded.");
    }
    if (amount < 1 || amount > left) {
      throw FakeRefusal.invalid(null, "The refund is greater than what is left: " + left);
    }
    boolean withFee = request.get("refund_application_fee").equals("true");
    if (withFee && payment.applicationFee == 0) {
      throw FakeRefusal.invalid(null, "There is no application fee to refund.");
    }
    payment.refunded += amount;
    Back refund =
        new Back(ids.next("re_"), payment, amount, "succeeded", request.metadata("metadata"));
    refunds.put(refund.id(), refund);
    return json(refund);
  }

  ObjectNode refundsOf(FakeRequest request) {
    request.allow(Set.of("payment_intent", "limit"));
    FakePayment payment = get(request.account(), request.required("payment_intent"));
    List<Back> found = new ArrayList<>();
    refunds.values().stream()
        .filter(refund -> refund.payment() == payment)
        .forEach(found::addFirst);
    long limit = request.number("limit", 10);
    ObjectNode json = JsonMapper.shared().createObjectNode().put("object", "list");
    json.put("url", request.path()).put("has_more", found.size() > limit);
    var data = json.putArray("data");
    found.stream().limit(limit).forEach(refund -> data.add(json(refund)));
    return json;
  }

  /// The bank does not take the money.
  void bounce(String id) {
    Back old = refunds.get(id);
    if (old == null) {
      throw new IllegalArgumentException("no such refund: " + id);
    }
    old.payment().refunded -= old.amount();
    refunds.put(id, new Back(id, old.payment(), old.amount(), "failed", old.metadata()));
  }

  private static ObjectNode json(Back refund) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("id", refund.id()).put("object", "refund").put("status", refund.status());
    json.put("amount", refund.amount()).put("currency", refund.payment().currency);
    json.put("payment_intent", refund.payment().id);
    if (refund.status().equals("failed")) {
      json.put("failure_reason", "expired_or_canceled_card");
    }
    ObjectNode metadata = json.putObject("metadata");
    refund.metadata().forEach(metadata::put);
    return json;
  }
}
