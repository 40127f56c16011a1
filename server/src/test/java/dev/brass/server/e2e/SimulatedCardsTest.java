package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Orders of test mode that are paid by card: nobody is charged, and everything is as if.
class SimulatedCardsTest {

  @RegisterExtension
  static final WholeServer server =
      WholeServer.perClass(
          Map.of(
              "wallet.mode", "prepaid",
              "wallet.order-fee", "100",
              "orders.duplicate-window", "1h"));

  private final Client client = Customer.of(server.running()).test();

  private static ObjectNode order(String payment) {
    ObjectNode order =
        CurrentRequests.order("https://www.amazon.com/dp/B0CARD0001").put("max_price", 9_900);
    order.set("payment", Client.JSON.readTree(payment));
    return order;
  }

  private Answer until(String id, String pointer, String value) {
    return client.until("/orders/" + id, a -> a.text(pointer).equals(value));
  }

  @Test
  void theMostIsHeldAndWhatItCostIsCaptured() {
    Answer created = client.post("/orders", order("{\"mode\": \"card\"}")).has(201);
    // (9900 + 100 + 30) / 0.971
    assertThat(created.json().at("/payment/authorized_cents").asLong()).isEqualTo(10_330);
    assertThat(created.text("/payment/state")).isEqualTo("authorized");
    assertThat(created.json().at("/payment/simulated").asBoolean()).isTrue();
    assertThat(created.json().get("connect").isNull()).isTrue();

    JsonNode order = until(created.text("/id"), "/payment/state", "captured").json();

    long total = order.at("/job_result/price_components/total").asLong();
    long captured = order.at("/payment/captured_cents").asLong();
    assertThat(captured).isEqualTo((long) Math.ceil((total + 130) / 0.971));
    assertThat(order.at("/payment/stripe_fee_cents").asLong()).isEqualTo(captured - total - 100);
    assertThat(client.get("/orders").json().at("/orders/0/payment"))
        .isEqualTo(order.get("payment"));
  }

  @Test
  void anOrderThatFailsLetsTheHoldGo() {
    ObjectNode failing = order("{\"mode\": \"card\"}");
    failing.set("metadata", Client.JSON.readTree("{\"scenario\": {\"place\": \"refuse\"}}"));
    String id = client.post("/orders", failing).has(201).text("/id");
    JsonNode order = until(id, "/payment/state", "released").json();
    assertThat(order.get("status").asString()).isEqualTo("order_failed");
    assertThat(order.at("/payment/captured_cents").isNull()).isTrue();
  }

  @Test
  void whoSellsOnAddsAMargin() {
    ObjectNode order =
        order(
            """
            {"mode": "connect", "payment_method": "pm_card_visa", "customer": "cus_1",
             "margin": {"type": "flat", "value": 235}}
            """);
    JsonNode created =
        client.post("/orders", order.put("max_price", 9_900)).has(201).json().get("connect");
    // (9900 + 235 + 100 + 30) / 0.971
    assertThat(created.get("secured_amount").asLong()).isEqualTo(10_572);
    assertThat(created.get("state").asString()).isEqualTo("secured");
    assertThat(created.get("order_cost").isNull()).isTrue();
    // What is known from the beginning is told from the beginning.
    assertThat(created.get("zinc_fee").isIntegralNumber()).isTrue();
    assertThat(created.get("zinc_fee").asLong()).isEqualTo(100);
    String id = client.get("/orders").json().at("/orders/0/id").asString();
    JsonNode connect = until(id, "/connect/state", "captured").json().get("connect");
    assertThat(connect.get("customer_margin").asLong()).isEqualTo(235);
    assertThat(connect.get("transfer_amount").asLong()).isEqualTo(235);
    assertThat(connect.get("zinc_fee").asLong()).isEqualTo(100);
    assertThat(connect.get("final_charge").asLong())
        .isEqualTo(connect.get("order_cost").asLong() + 335 + connect.get("stripe_fee").asLong());
    assertThat(connect.get("connected_account_id").asString()).isEqualTo("acct_simulated");
  }

  @Test
  void aCardThatIsRefusedBuysNothing() {
    ObjectNode order =
        order("{\"mode\": \"card\", \"payment_method\": \"pm_card_chargeDeclined\"}");
    order.put("idempotency_key", "k1");
    Answer refused = client.post("/orders", order).has(402);
    assertThat(refused.text("/error/code")).isEqualTo("payment_failed");
    assertThat(refused.text("/error/details/reason")).isEqualTo("card_declined");
    assertThat(client.get("/orders").json().at("/orders")).isEmpty();
    // The key is free again.
    order.set("payment", Client.JSON.readTree("{\"mode\": \"card\"}"));
    client.post("/orders", order).has(201);
    Answer again = client.post("/orders", order).has(409);
    assertThat(again.text("/error/code")).isEqualTo("already_exists");
    assertThat(again.text("/error/details/order_id")).isNotEmpty();
    assertThat(client.get("/orders").json().at("/orders")).hasSize(1);
  }

  @Test
  void theBuyerPaysOnThePage() {
    ObjectNode order =
        order("{\"mode\": \"card\", \"payment_method\": \"pm_card_authenticationRequired\"}")
            .put("idempotency_key", "k2");
    Client claude = client.with("X-Zinc-Client", "claude");
    Answer needed = claude.post("/orders", order).has(402);
    assertThat(needed.text("/error/code")).isEqualTo("payment_required");
    String id = needed.text("/error/details/payment_id");
    assertThat(needed.text("/error/details/pay_url")).endsWith("/pay/" + id);
    assertThat(claude.post("/orders", order).has(402).text("/error/details/payment_id"))
        .isEqualTo(id);

    Client buyer = server.running().stranger();
    JsonNode waiting = buyer.get("/payments/" + id).has(200).json();
    assertThat(waiting.get("status").asString()).isEqualTo("requires_action");
    assertThat(waiting.at("/quote/hold_cents").asLong()).isEqualTo(10_330);
    assertThat(waiting.at("/client/name").asString()).isEqualTo("Claude");
    assertThat(waiting.get("ship_to_summary").asString())
        .isEqualTo("Tim Beaver, Cambridge, MA 02139");
    assertThat(buyer.post("/payments/" + id + "/checkout-session", "").has(200).text("/url"))
        .endsWith("/pay/" + id);
    assertThat(buyer.get("/pay/" + id).has(200).body()).contains("$103.30", "B0CARD0001");
    assertThat(client.get("/orders").json().at("/orders")).isEmpty();

    assertThat(buyer.post("/pay/" + id, "").has(200).body()).contains("Back to Claude");

    JsonNode placed = buyer.get("/payments/" + id).has(200).json();
    assertThat(placed.get("status").asString()).isEqualTo("placed");
    assertThat(placed.get("pay_url").isNull()).isTrue();
    until(placed.get("order_id").asString(), "/payment/state", "captured");
    buyer.post("/payments/" + id + "/checkout-session", "").has(409);
    assertThat(claude.post("/orders", order).has(409).text("/error/details/order_id"))
        .isEqualTo(placed.get("order_id").asString());
  }

  @Test
  void whoDoesNotPayInTimeIsForgottenInTheEnd() {
    ObjectNode order =
        order("{\"mode\": \"card\", \"payment_method\": \"pm_card_authenticationRequired\"}")
            .put("idempotency_key", "k3");
    client.advance("P3D");
    String id = client.post("/orders", order).has(402).text("/error/details/payment_id");
    Client buyer = server.running().stranger();
    client.advance("PT22H");
    assertThat(buyer.get("/payments/" + id).text("/status")).isEqualTo("requires_action");

    client.advance("PT2H");

    assertThat(buyer.get("/payments/" + id).text("/status")).isEqualTo("expired");
    assertThat(buyer.post("/pay/" + id, "").has(200).body()).contains("has expired");
    assertThat(client.post("/orders", order).has(402).text("/error/details/payment_id"))
        .isNotEqualTo(id);
    client.advance("P30D");
    buyer.until("/payments/" + id, a -> a.status() == 404);
  }

  @Test
  void anEqualOrderWithoutAKeyIsKeptAwayAndNotPaid() {
    ObjectNode order = order("{\"mode\": \"card\"}").put("po_number", "twice");
    client.post("/orders", order).has(201);
    client.post("/orders", order).has(409);
    assertThat(client.get("/orders").json().at("/orders")).hasSize(1);
  }

  @Test
  void whatTheRetailerGivesBackGoesBackToTheCard() {
    ObjectNode order = order("{\"mode\": \"card\"}");
    order.set("metadata", Client.JSON.readTree("{\"scenario\": \"retailer_cancels\"}"));
    String id = client.post("/orders", order).has(201).text("/id");
    until(id, "/payment/state", "captured");
    client.advance("P9D");
    Answer off = client.until("/orders/" + id, a -> !a.text("/status").equals("order_placed"));
    assertThat(off.text("/status")).as(off.body()).isEqualTo("cancelled_by_retailer");
    until(id, "/payment/state", "refunded");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    ObjectNode order =
        order(
            """
            {"mode": "card", "customer": "cus_1", "margin": {"type": "percent", "value": 1.234}}
            """);
    Answer unfit = client.post("/orders", order).has(422);
    assertThat(unfit.body()).contains("two decimals", "customer requires", "margin requires");
    client.post("/orders", order("{\"mode\": \"connect\"}")).has(422);
    server.running().stranger().get("/payments/" + UUID.randomUUID()).has(404);
    server.running().stranger().get("/payments/mine").has(422);
    server.running().stranger().get("/pay/" + UUID.randomUUID()).has(404);
  }

  @Test
  void aLiveOrderNeedsStripe() {
    Client live = Customer.of(server.running()).live();
    Answer refused = live.post("/orders", order("{\"mode\": \"card\"}")).has(400);
    assertThat(refused.text("/error/code")).isEqualTo("invalid_payment_method");
  }
}
