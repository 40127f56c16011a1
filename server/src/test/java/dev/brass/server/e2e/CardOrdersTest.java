package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.card.StripeProfiles;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.tenant.TenantId;
import dev.brass.testkit.stripe.FakePayment;
import dev.brass.testkit.stripe.FakeStripe;
import dev.brass.testkit.stripe.FakeStripe.Fault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Orders that are paid by card through Stripe.
class CardOrdersTest {

  private static final FakeStripe STRIPE = new FakeStripe(InstantSource.system());
  private static final String WEBHOOK = "whsec_fake";

  @RegisterExtension
  static final WholeServer server =
      WholeServer.perClass(
          Map.of(
              "stripe.secret-key",
              FakeStripe.KEY,
              "stripe.base",
              STRIPE.base().toString(),
              "stripe.webhook-secret",
              WEBHOOK,
              "wallet.mode",
              "prepaid",
              "wallet.order-fee",
              "100"));

  private final Customer customer = Customer.of(server.running());
  private final Client client = customer.live();
  private final TenantId tenant = new TenantId(UUID.fromString(customer.id()));
  private StripeProfiles profiles;

  @BeforeEach
  void profiles() {
    profiles = new StripeProfiles(server.database().database());
  }

  @AfterAll
  static void close() {
    STRIPE.close();
  }

  private static ObjectNode order(String payment) {
    ObjectNode order =
        CurrentRequests.order("https://www.amazon.com/dp/B0CARD0002").put("max_price", 9_900);
    order.set("payment", Client.JSON.readTree(payment));
    return order.put("idempotency_key", UUID.randomUUID().toString().replace("-", ""));
  }

  private static ObjectNode card(String method) {
    return order("{\"mode\": \"card\", \"payment_method\": \"%s\"}".formatted(method));
  }

  private JsonNode until(String id, String pointer, String value) {
    return client.until("/orders/" + id, a -> a.text(pointer).equals(value)).json();
  }

  private FakePayment intent(JsonNode order, String block) {
    return STRIPE.payment(order.at("/" + block + "/payment_intent_id").asString());
  }

  private List<FakePayment> payments() {
    return STRIPE.payments("brass_tenant", customer.id());
  }

  @Test
  void theCardIsChargedWhatTheOrderCosts() {
    JsonNode created = client.post("/orders", card("pm_card_visa")).has(201).json();
    assertThat(created.at("/payment/authorized_cents").asLong()).isEqualTo(10_330);
    assertThat(intent(created, "payment").amount()).isEqualTo(10_330);

    JsonNode order = until(created.get("id").asString(), "/payment/state", "captured");

    long total = order.at("/job_result/price_components/total").asLong();
    assertThat(intent(order, "payment").received())
        .isEqualTo(order.at("/payment/captured_cents").asLong())
        .isEqualTo((long) Math.ceil((total + 130) / 0.971));
    assertThat(client.get("/wallet/me").json().get("balance").asLong()).isZero();
  }

  @Test
  void anOrderThatFailsChargesNothing() {
    ObjectNode failing = card("pm_card_visa");
    failing.set("metadata", Client.JSON.readTree("{\"scenario\": {\"place\": \"refuse\"}}"));
    String id = client.post("/orders", failing).has(201).text("/id");
    JsonNode order = until(id, "/payment/state", "released");
    // "released" is said as soon as it is decided.
    Awaitility.await()
        .untilAsserted(() -> assertThat(intent(order, "payment").status()).isEqualTo("canceled"));
    assertThat(intent(order, "payment").received()).isZero();
  }

  @Test
  void anOrderThatTheStoreMayHaveKeepsTheCardsHoldUntilSomebodyKnows() {
    String doubt = "{\"scenario\": {\"place\": \"refuse\", \"error\": \"order_probably_placed\"}}";
    String id = untilInDoubtForGood(doubt);
    JsonNode failed = client.get("/orders/" + id).json();
    assertThat(failed.at("/payment/state").asString()).isEqualTo("authorized");
    assertThat(intent(failed, "payment").status()).isEqualTo("requires_capture");

    resolve(id, "\"as\": \"placed\", \"merchant_order_id\": \"112-77\"");

    JsonNode order = until(id, "/payment/state", "captured");
    assertThat(intent(order, "payment").received()).isPositive();
    String other = untilInDoubtForGood(doubt);
    resolve(other, "\"as\": \"never_placed\"");
    JsonNode released = until(other, "/payment/state", "released");
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(intent(released, "payment").status()).isEqualTo("canceled"));
  }

  private String untilInDoubtForGood(String metadata) {
    ObjectNode doubtful = card("pm_card_visa");
    doubtful.set("metadata", Client.JSON.readTree(metadata));
    String id = client.post("/orders", doubtful).has(201).text("/id");
    Awaitility.await()
        .until(
            () -> {
              client.advance("PT1H");
              return client.get("/orders/" + id).text("/status").equals("order_failed");
            });
    return id;
  }

  private void resolve(String id, String word) {
    server
        .running()
        .operator()
        .post(
            "/admin/tenants/" + customer.id() + "/orders/" + id + "/resolve",
            "{" + word + ", \"actor\": \"ann\", \"note\": \"I looked\"}")
        .has(200);
  }

  @Test
  void aCardThatIsRefusedBuysNothing() {
    Answer refused = client.post("/orders", card("pm_card_visa_chargeDeclined")).has(402);
    assertThat(refused.text("/error/code")).isEqualTo("payment_failed");
    Answer unknown = client.post("/orders", card("pm_1NoSuchCard")).has(400);
    assertThat(unknown.text("/error/code")).isEqualTo("invalid_payment_method");
    assertThat(client.get("/orders").json().at("/orders")).isEmpty();
    assertThat(payments()).allMatch(p -> !p.status().equals("requires_capture"));
  }

  @Test
  void withoutACardTheBuyerPaysAtStripeAndTheCardIsKept() {
    ObjectNode first = order("{\"mode\": \"card\"}");
    Answer needed = client.post("/orders", first).has(402);
    assertThat(needed.text("/error/code")).isEqualTo("payment_required");
    String id = needed.text("/error/details/payment_id");
    Client buyer = server.running().stranger();
    String path = "/payments/" + id;
    String url = buyer.post(path + "/checkout-session", "").has(200).text("/url");
    assertThat(buyer.post(path + "/checkout-session", "").has(200).text("/url")).isEqualTo(url);
    assertThat(buyer.post("/pay/" + id, "").has(200).body()).contains(url);
    String session = session(url);
    assertThat(STRIPE.buyerPays(session, "pm_card_visa_chargeDeclined")).isEmpty();
    assertThat(buyer.get(path).text("/status")).isEqualTo("requires_action");

    FakePayment paid = STRIPE.buyerPays(session, "pm_card_visa").orElseThrow();
    Answer placed = buyer.get(path).has(200);

    assertThat(placed.text("/status")).isEqualTo("placed");
    JsonNode order = until(placed.text("/order_id"), "/payment/state", "captured");
    assertThat(order.at("/payment/payment_intent_id").asString()).isEqualTo(paid.id());
    // The next order is paid with the same card.
    JsonNode next = client.post("/orders", order("{\"mode\": \"card\"}")).has(201).json();
    assertThat(intent(next, "payment").amount()).isEqualTo(10_330);
  }

  private static String session(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  @Test
  void whoComesBackFromStripeFindsTheOrder() {
    Answer needed = client.post("/orders", card("pm_card_authenticationRequired")).has(402);
    String id = needed.text("/error/details/payment_id");
    Client buyer = server.running().stranger();
    String url = buyer.post("/payments/" + id + "/checkout-session", "").has(200).text("/url");
    assertThat(STRIPE.buyerPays(session(url), "pm_card_visa")).isPresent();
    // Nobody looks: the job does.
    client.until("/orders", a -> !a.json().at("/orders").isEmpty());
    assertThat(buyer.get("/pay/" + id).has(200).body()).contains("on its way");
  }

  @Test
  void stripeTellsThatSomebodyHasPaid() {
    String id =
        client
            .post("/orders", order("{\"mode\": \"card\"}"))
            .has(402)
            .text("/error/details/payment_id");
    Client stranger = server.running().stranger();
    String url = stranger.post("/payments/" + id + "/checkout-session", "").has(200).text("/url");
    FakePayment paid = STRIPE.buyerPays(session(url), "pm_card_visa").orElseThrow();
    String event = STRIPE.event("payment_intent.amount_capturable_updated", "", paid.id());
    stranger.with("Stripe-Signature", "t=1,v1=00").post("/stripe/webhook", event).has(400);
    stranger
        .with("Stripe-Signature", STRIPE.signature(event, WEBHOOK))
        .post("/stripe/webhook", event)
        .has(200);
    client.until("/orders", a -> a.text("/orders/0/payment/payment_intent_id").equals(paid.id()));
  }

  @Test
  void anAnswerThatIsLostBuysOnce() {
    STRIPE.next(Fault.ANSWER_LOST, "POST /v1/payment_intents ");
    ObjectNode order = card("pm_card_visa").put("po_number", "lost");
    Answer unclear = client.post("/orders", order).has(502);
    assertThat(unclear.text("/error/code")).isEqualTo("stripe_error");
    String path = "/payments/" + unclear.text("/error/details/payment_id");
    Answer placed = server.running().stranger().get(path).has(200);
    assertThat(placed.text("/status")).isEqualTo("placed");
    assertThat(client.post("/orders", order).has(409).text("/error/details/order_id"))
        .isEqualTo(placed.text("/order_id"));
    until(placed.text("/order_id"), "/payment/state", "captured");
    assertThat(payments()).hasSize(1);
  }

  @Test
  void whatIsLostAtTheCaptureIsAskedAgain() {
    STRIPE.next(Fault.ANSWER_LOST, "/capture");
    STRIPE.next(Fault.UNAVAILABLE, "/capture");
    String id = client.post("/orders", card("pm_card_visa")).has(201).text("/id");
    JsonNode order = until(id, "/payment/state", "captured");
    assertThat(intent(order, "payment").received())
        .isEqualTo(order.at("/payment/captured_cents").asLong());
  }

  @Test
  void whatComesBackGoesBackToTheCard() {
    String id = client.post("/orders", card("pm_card_visa")).has(201).text("/id");
    JsonNode order = until(id, "/payment/state", "captured");
    ObjectNode wish = Client.JSON.createObjectNode().put("order_id", id);
    wish.putArray("items")
        .addObject()
        .put("order_item_id", order.at("/items/0/id").asString())
        .put("quantity", 1);
    String path = "/returns/" + client.post("/returns", wish.put("reason", "damaged")).text("/id");
    client.until(path, a -> a.text("/status").equals("approved"));
    client.advance("P6D");
    client.until(path, a -> a.text("/status").equals("credited"));
    client.advance("P1D");
    FakePayment intent = intent(order, "payment");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> STRIPE.payment(intent.id()).refunded() > 0);
    assertThat(STRIPE.payment(intent.id()).refunded())
        .isLessThanOrEqualTo(order.at("/job_result/price_components/total").asLong());
  }

  @Test
  void whoSellsOnChargesItsCustomersAndPassesOnWhatIsDue() {
    ObjectNode order =
        order(
            """
            {"mode": "connect", "payment_method": "pm_card_visa",
             "margin": {"type": "percent", "value": 12.5}}
            """);
    assertThat(client.post("/orders", order).has(400).text("/error/message"))
        .contains("connected account");
    profiles.setConnectedAccount(tenant, STRIPE.connect("acct_1Shop"));
    JsonNode created = client.post("/orders", order).has(201).json();
    assertThat(created.at("/connect/connected_account_id").asString()).isEqualTo("acct_1Shop");
    JsonNode connect =
        until(created.get("id").asString(), "/connect/state", "captured").get("connect");
    long cost = connect.get("order_cost").asLong();
    assertThat(connect.get("customer_margin").asLong()).isEqualTo(Math.round(cost * 0.125));
    FakePayment intent = STRIPE.payment(connect.get("payment_intent_id").asString());
    assertThat(intent.account()).isEqualTo("acct_1Shop");
    assertThat(intent.received()).isEqualTo(connect.get("final_charge").asLong());
    assertThat(intent.applicationFee()).isEqualTo(cost + 100);
  }
}
