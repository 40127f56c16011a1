package dev.brass.testkit.stripe;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The Checkout sessions of [FakeStripe]. Guarded by the fake's lock.
final class FakeCheckout {

  private static final Set<String> CREATE =
      Set.of(
          "mode",
          "payment_method_types[",
          "line_items[",
          "payment_intent_data[",
          "customer",
          "success_url",
          "cancel_url",
          "expires_at",
          "metadata[");

  private static final String LINE = "line_items[0][price_data]";

  private static final class Page {
    final String id;
    final FakeRequest asked;
    final long expiresAt;
    String status = "open";
    @Nullable String payment;

    Page(String id, FakeRequest asked, long expiresAt) {
      this.id = id;
      this.asked = asked;
      this.expiresAt = expiresAt;
    }
  }

  private final InstantSource clock;
  private final FakeIds ids;
  private final FakeCards cards;
  private final FakePayments payments;
  private final Map<String, Page> pages = new LinkedHashMap<>();

  FakeCheckout(InstantSource clock, FakeIds ids, FakeCards cards, FakePayments payments) {
    this.clock = clock;
    this.ids = ids;
    this.cards = cards;
    this.payments = payments;
  }

  ObjectNode open(FakeRequest request) {
    request.allow(CREATE);
    long now = clock.instant().getEpochSecond();
    long expiresAt = request.number("expires_at", now + Duration.ofDays(1).toSeconds());
    if (expiresAt < now + Duration.ofMinutes(30).toSeconds() - 5
        || expiresAt > now + Duration.ofDays(1).toSeconds() + 5) {
      throw FakeRefusal.invalid(null, "`expires_at` must be between 30 minutes and 24 hours.");
    }
    for (String url : Set.of("success_url", "cancel_url")) {
      if (!request.required(url).matches("https?://.+")) {
        throw FakeRefusal.invalid("url_invalid", "Not a valid URL: " + url);
      }
    }
    if (!request.required("mode").equals("payment")) {
      throw FakeRefusal.invalid(null, "This fake knows the mode payment only.");
    }
    request.required(LINE + "[currency]");
    request.required(LINE + "[product_data][name]");
    if (request.number(LINE + "[unit_amount]", 0) < 50) {
      throw FakeRefusal.invalid("amount_too_small", "The total must be at least 50 cents.");
    }
    cards.customerIn(request);
    fee(request);
    request.metadata("metadata");
    request.metadata("payment_intent_data[metadata]");
    Page page = new Page(ids.next("cs_test_"), request, expiresAt);
    pages.put(page.id, page);
    return json(page);
  }

  private static long fee(FakeRequest request) {
    long fee = request.number("payment_intent_data[application_fee_amount]", 0);
    if (fee > 0 && request.account().isEmpty()) {
      throw FakeRefusal.invalid(null, "Can only apply an application_fee_amount when ...");
    }
    return fee;
  }

  ObjectNode get(String account, String id) {
    return json(page(account, id));
  }

  private Page page(String account, String id) {
    Page page = pages.get(id);
    if (page == null || !page.asked.account().equals(account)) {
      throw FakeRefusal.missing("checkout.session", id);
    }
    if (page.status.equals("open") && page.expiresAt <= clock.instant().getEpochSecond()) {
      page.status = "expired";
    }
    return page;
  }

  ObjectNode expire(String account, String id) {
    Page page = page(account, id);
    if (!page.status.equals("open")) {
      throw FakeRefusal.invalid(null, "Only Checkout Sessions with a status of open can expire.");
    }
    page.status = "expired";
    return json(page);
  }

  /// The buyer pays, and passes 3-D Secure where the card wants it.
  ///
  /// @throws FakeRefusal when the card says no; the page stays open
  /// @throws IllegalStateException when the page is not open
  FakePayment pay(String id, String method) {
    Page any = pages.get(id);
    Page page = page(any == null ? "" : any.asked.account(), id);
    if (!page.status.equals("open")) {
      throw new IllegalStateException("the page is " + page.status);
    }
    FakeRequest asked = page.asked;
    FakePayment payment =
        page.payment == null ? start(page) : payments.get(asked.account(), page.payment);
    page.payment = payment.id;
    FakeCards.Card card = cards.card(method, payment.customer);
    payments.confirm(payment, card, false);
    payment.confirmed(card.id());
    if (asked.get("payment_intent_data[setup_future_usage]").equals("off_session")
        && payment.customer != null) {
      payment.method = cards.keep(payment.customer, card.kind());
    }
    page.status = "complete";
    return payment;
  }

  private FakePayment start(Page page) {
    FakeRequest asked = page.asked;
    FakePayment payment =
        payments.start(
            asked.account(),
            asked.number(LINE + "[unit_amount]", 0),
            asked.get(LINE + "[currency]"),
            asked.get("payment_intent_data[capture_method]").equals("manual"),
            asked.has("customer") ? asked.get("customer") : null,
            asked.metadata("payment_intent_data[metadata]"));
    payment.applicationFee = fee(asked);
    return payment;
  }

  private static ObjectNode json(Page page) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("id", page.id).put("object", "checkout.session").put("status", page.status);
    json.put("mode", "payment").put("expires_at", page.expiresAt);
    json.put("payment_intent", page.payment)
        .put("customer", page.asked.has("customer") ? page.asked.get("customer") : null);
    json.put(
        "url", page.status.equals("open") ? "https://checkout.stripe.test/c/pay/" + page.id : null);
    ObjectNode metadata = json.putObject("metadata");
    page.asked.metadata("metadata").forEach(metadata::put);
    return json;
  }
}
