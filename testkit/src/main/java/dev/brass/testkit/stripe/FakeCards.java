package dev.brass.testkit.stripe;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The customers, cards and shared payment tokens of [FakeStripe]. Guarded by the fake's lock.
final class FakeCards {

  private static final Set<String> TEST_CARDS =
      Set.of(
          "pm_card_visa",
          "pm_card_mastercard",
          "pm_card_visa_chargeDeclined",
          "pm_card_visa_chargeDeclinedInsufficientFunds",
          "pm_card_authenticationRequired");

  /// A card that was used or kept.
  ///
  /// @param kind the test card that it behaves as
  record Card(String id, String kind, @Nullable String customer) {}

  /// Leave to charge a card up to an amount, once.
  record Token(String kind, String currency, long most, long expiresAt) {}

  private record Person(String id, String account, String name, Map<String, String> metadata) {}

  private final InstantSource clock;
  private final FakeIds ids;
  private final Map<String, Card> cards = new LinkedHashMap<>();
  private final Map<String, Token> tokens = new LinkedHashMap<>();
  private final Map<String, Person> people = new LinkedHashMap<>();
  private final Map<String, String> defaults = new LinkedHashMap<>();

  FakeCards(InstantSource clock, FakeIds ids) {
    this.clock = clock;
    this.ids = ids;
  }

  ObjectNode newCustomer(FakeRequest request) {
    request.allow(Set.of("name", "email", "description", "metadata["));
    String id = ids.next("cus_");
    people.put(
        id, new Person(id, request.account(), request.get("name"), request.metadata("metadata")));
    return customer(request.account(), id);
  }

  ObjectNode customer(String account, String id) {
    Person person = person(account, id);
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("id", id).put("object", "customer").put("name", person.name());
    json.putObject("invoice_settings").put("default_payment_method", defaults.get(id));
    ObjectNode metadata = json.putObject("metadata");
    person.metadata().forEach(metadata::put);
    return json;
  }

  private Person person(String account, String id) {
    Person person = people.get(id);
    if (person == null || !person.account().equals(account)) {
      throw FakeRefusal.missing("customer", id);
    }
    return person;
  }

  /// The customer that a request names, if it names one.
  @Nullable String customerIn(FakeRequest request) {
    return request.has("customer") ? person(request.account(), request.get("customer")).id() : null;
  }

  /// Newest first.
  ObjectNode cardsOf(FakeRequest request, String customer) {
    request.allow(Set.of("type", "limit"));
    person(request.account(), customer);
    List<Card> kept = new ArrayList<>();
    cards.values().stream()
        .filter(card -> customer.equals(card.customer()))
        .forEach(kept::addFirst);
    long limit = request.number("limit", 10);
    ObjectNode json = JsonMapper.shared().createObjectNode().put("object", "list");
    json.put("url", request.path()).put("has_more", kept.size() > limit);
    var data = json.putArray("data");
    for (Card card : kept.stream().limit(limit).toList()) {
      data.addObject()
          .put("id", card.id())
          .put("object", "payment_method")
          .put("type", "card")
          .put("customer", card.customer());
    }
    return json;
  }

  String keep(String customer, String kind) {
    String id = ids.next("pm_");
    cards.put(id, new Card(id, kind, customer));
    return id;
  }

  void prefer(String customer, String card) {
    defaults.put(customer, card);
  }

  /// The card that a payment method is, for a payment of a customer or of nobody.
  Card card(String method, @Nullable String customer) {
    if (TEST_CARDS.contains(method)) {
      Card card = new Card(ids.next("pm_"), method, null);
      cards.put(card.id(), card);
      return card;
    }
    Card card = cards.get(method);
    if (card == null) {
      throw FakeRefusal.missing("PaymentMethod", method);
    }
    if (card.customer() != null && !card.customer().equals(customer)) {
      throw FakeRefusal.invalid(
          null,
          customer == null
              ? "The provided PaymentMethod cannot be used without its customer."
              : "The customer does not have a payment method with the ID " + method + ".");
    }
    return card;
  }

  /// Stripe's test helper that stands for a buyer's agent.
  ObjectNode newToken(FakeRequest request) {
    request.allow(Set.of("payment_method", "usage_limits[", "seller_details[", "metadata["));
    String id =
        token(
            card(request.required("payment_method"), null).kind(),
            request.required("usage_limits[currency]"),
            request.number("usage_limits[max_amount]", 0),
            request.number("usage_limits[expires_at]", 0));
    return JsonMapper.shared()
        .createObjectNode()
        .put("id", id)
        .put("object", "shared_payment.granted_token");
  }

  String token(String kind, String currency, long most, long expiresAt) {
    String id = ids.next("spt_");
    tokens.put(id, new Token(kind, currency, most, expiresAt));
    return id;
  }

  /// Uses a token up. Stripe documents no codes for what can be wrong with one.
  Card spend(String token, long amount, String currency) {
    Token found = tokens.get(token);
    if (found == null) {
      throw FakeRefusal.missing("shared_payment_granted_token", token);
    }
    if (found.most() < amount
        || !found.currency().equals(currency)
        || found.expiresAt() < clock.instant().getEpochSecond()) {
      throw FakeRefusal.invalid(null, "The shared payment token does not allow this payment.");
    }
    tokens.remove(token);
    return card(found.kind(), null);
  }
}
