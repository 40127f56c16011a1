package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.webhook.HookReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ObjectNode;

/// What the classic API does with orders that are placed: cancellations, returns, trackings.
class PlacedOrdersTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final String RETURN =
      """
      {"products": [{"product_id": "0923568964", "quantity": 1}],
       "reason_code": "inaccurate website description", "method_code": "UPS Dropoff",
       "explanation": "It is blue."}
      """;

  private static String place(Client classic, Map<String, ?> scenario) {
    ObjectNode order = ClassicRequests.seedOrder();
    order.putObject("client_notes").putPOJO("scenario", scenario);
    String id = classic.post("/v1/orders", order.toString()).has(200).text("/request_id");
    classic.until("/v1/orders/" + id, a -> a.text("/_type").equals("order_response"));
    return id;
  }

  private static String ask(Client classic, String path, String body) {
    return classic.post(path, body).has(200).text("/request_id");
  }

  private static Answer ended(Client classic, String path) {
    return classic.until(path, a -> !a.text("/code").equals("request_processing"));
  }

  @Test
  void cancelsBeforeTheOrderIsShipped() {
    Client classic = Customer.of(server.running()).classic();
    String order = place(classic, Map.of());
    Answer placed = classic.get("/v1/orders/" + order);
    String merchantOrder = placed.text("/merchant_order_ids/0/merchant_order_id");

    String id = ask(classic, "/v1/orders/" + order + "/cancel", "");
    Answer cancelled = ended(classic, "/v1/cancellations/" + id);

    assertThat(cancelled.text("/_type")).isEqualTo("cancellation_response");
    assertThat(cancelled.text("/merchant_order_id")).isEqualTo(merchantOrder);
    assertThat(cancelled.json().get("refund"))
        .isEqualTo(placed.json().at("/price_components/total"));
    Answer after =
        classic.until("/v1/orders/" + order, a -> !a.json().at("/cancellation").isMissingNode());
    assertThat(after.text("/_type")).isEqualTo("order_response");
    assertThat(after.text("/cancellation/cancelled_by")).isEqualTo("client");
    classic.post("/v1/orders/" + order + "/cancel", "").has(400);
  }

  @Test
  void tellsThatTheRetailerIsThinkingAndReplacesItByWhatItDecides() {
    Client classic = Customer.of(server.running()).classic();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      String order = place(classic, Map.of("cancel", "granted_later"));
      String webhooks =
          "{\"webhooks\": {\"request_failed\": \"%s\", \"request_succeeded\": [\"%s\"]}}"
              .formatted(hooks.url("/failed"), hooks.url("/succeeded?token=canary-token"));
      String path =
          "/v1/cancellations/" + ask(classic, "/v1/orders/" + order + "/cancel", webhooks);

      Answer pending = ended(classic, path);
      assertThat(pending.text("/code")).isEqualTo("attempting_to_cancel");
      assertThat(pending.text("/data/msg")).isNotEmpty();
      Awaitility.await().until(() -> hooks.requests().size() == 1);
      assertThat(hooks.requests().getFirst().body()).isEqualTo(pending.body());

      classic.advance("PT1H");
      Answer decided = classic.until(path, a -> !a.text("/code").equals("attempting_to_cancel"));
      assertThat(decided.text("/_type")).isEqualTo("cancellation_response");
      Awaitility.await().until(() -> hooks.requests().size() == 2);
      assertThat(hooks.requests())
          .extracting(HookReceiver.Request::path)
          .containsExactly("/failed", "/succeeded?token=canary-token");
      assertThat(hooks.requests().getLast().body()).isEqualTo(decided.body());
      assertThat(decided.body()).doesNotContain("canary-token");
    }
  }

  @Test
  void aRefusedCancellationLeavesTheOrderAsItIs() {
    Client classic = Customer.of(server.running()).classic();
    String order = place(classic, Map.of("cancel", "refused_later"));
    String path = "/v1/cancellations/" + ask(classic, "/v1/orders/" + order + "/cancel", "{}");
    assertThat(ended(classic, path).text("/code")).isEqualTo("attempting_to_cancel");
    classic.advance("PT1H");
    Answer refused = classic.until(path, a -> !a.text("/code").equals("attempting_to_cancel"));
    assertThat(refused.text("/code")).isEqualTo("manual_review_required");
    assertThat(classic.get("/v1/orders/" + order).json().has("cancellation")).isFalse();
  }

  @Test
  void onlyWhatIsPlacedCanBeCancelledOrReturned() {
    Customer customer = Customer.of(server.running());
    Client classic = customer.classic();
    ObjectNode slow = ClassicRequests.seedOrder();
    ClassicRequests.set(slow, "products[0].product_id", "\"ERR-credit_card_declined\"");
    String failed = classic.post("/v1/orders", slow.toString()).has(200).text("/request_id");
    ended(classic, "/v1/orders/" + failed);
    for (String deed : List.of("cancel", "return")) {
      assertThat(classic.post("/v1/orders/" + failed + "/" + deed, RETURN).has(400).text("/code"))
          .isEqualTo("invalid_request");
      assertThat(classic.post("/v1/orders/" + "0".repeat(32) + "/" + deed, RETURN).text("/code"))
          .isEqualTo("invalid_request_id");
    }
    String placed = place(classic, Map.of());
    Client stranger = Customer.of(server.running()).classic();
    stranger.post("/v1/orders/" + placed + "/cancel", "").has(404);
    String errand = ask(classic, "/v1/orders/" + placed + "/cancel", "");
    stranger.get("/v1/cancellations/" + errand).has(404);
    classic.get("/v1/returns/" + errand).has(404);
    Answer wrong =
        classic.post(
            "/v1/orders/" + place(classic, Map.of()) + "/cancel", "{\"merchant_order_id\": \"1\"}");
    assertThat(wrong.has(400).text("/data/errors/0/field")).isEqualTo("merchant_order_id");
    Client reader = server.running().classic(customer.key("client", "read").text("/key"));
    assertThat(reader.post("/v1/orders/" + placed + "/cancel", "").has(403).text("/code"))
        .isEqualTo("unauthorized_access");
  }

  @Test
  void opensAReturnAndTellsOfTheOneUnderWay() {
    Client classic = Customer.of(server.running()).classic();
    String order = place(classic, Map.of());
    classic.advance("P3D");
    String path = "/v1/orders/" + order + "/return";

    Answer opened = ended(classic, "/v1/returns/" + ask(classic, path, RETURN));
    assertThat(opened.text("/_type")).isEqualTo("return_response");
    assertThat(opened.text("/merchant_return_id")).startsWith("RMA-");
    assertThat(opened.json().get("label_urls")).hasSize(1);
    assertThat(opened.text("/return_by")).isNotEmpty();
    assertThat(opened.text("/request/method_code")).isEqualTo("UPS Dropoff");

    Answer again = ended(classic, "/v1/returns/" + ask(classic, path, RETURN));
    assertThat(again.text("/code")).isEqualTo("return_in_progress");
    assertThat(again.text("/data/status/status")).isNotEmpty();
    assertThat(again.text("/data/merchant_return_id"))
        .isEqualTo(opened.text("/merchant_return_id"));

    String instead = RETURN.replaceFirst("\\{", "{\"cancel_pending\": true, ");
    Answer replaced = ended(classic, "/v1/returns/" + ask(classic, path, instead));
    assertThat(replaced.text("/_type")).isEqualTo("return_response");
    assertThat(replaced.text("/merchant_return_id"))
        .isNotEqualTo(opened.text("/merchant_return_id"));
  }

  @Test
  void aReturnWaitsForTheWordAboutAnEarlierOneOfTheSame() {
    Client classic = Customer.of(server.running()).classic();
    String order = place(classic, Map.of("return", "granted_later"));
    String path = "/v1/orders/" + order + "/return";
    String first = "/v1/returns/" + ask(classic, path, RETURN);

    Answer second = ended(classic, "/v1/returns/" + ask(classic, path, RETURN));

    assertThat(second.text("/code")).isEqualTo("return_in_progress");
    assertThat(second.text("/data/status/status")).isEqualTo("requested");
    classic.advance("PT1H");
    assertThat(ended(classic, first).text("/_type")).isEqualTo("return_response");
    Answer third = ended(classic, "/v1/returns/" + ask(classic, path, RETURN));
    assertThat(third.text("/code")).isEqualTo("return_in_progress");
    assertThat(third.text("/data/merchant_return_id")).startsWith("RMA-");
  }

  @Test
  void aMerchantOrderIsCancelledOnceAtATime() {
    Client classic = Customer.of(server.running()).classic();
    String order = place(classic, Map.of("cancel", "refused_later"));
    String path = "/v1/orders/" + order + "/cancel";
    String first = ask(classic, path, "");
    assertThat(ask(classic, path, "")).isEqualTo(first);
    classic.until(
        "/v1/cancellations/" + first, a -> a.text("/code").equals("attempting_to_cancel"));
    classic.advance("PT1H");
    classic.until(
        "/v1/cancellations/" + first, a -> a.text("/code").equals("manual_review_required"));
    assertThat(ask(classic, path, "")).isNotEqualTo(first);
  }

  @Test
  void saysEverythingThatIsWrongWithAReturn() {
    Client classic = Customer.of(server.running()).classic();
    String path = "/v1/orders/" + place(classic, Map.of()) + "/return";
    assertThat(fields(classic.post(path, "{}")))
        .containsExactlyInAnyOrder("products", "reason_code", "method_code", "explanation");
    assertThat(
            fields(
                classic.post(
                    path,
                    RETURN
                        .replace("\"quantity\": 1", "\"quantity\": 2")
                        .replace("\"It is blue.\"", "7"))))
        .containsExactlyInAnyOrder("products[0].quantity", "explanation");
    assertThat(fields(classic.post(path, RETURN.replace("0923568964", "other"))))
        .containsExactly("products[0].product_id");
    assertThat(fields(classic.post(path, RETURN.replace("\"reason_code\"", "\"reson_code\""))))
        .containsExactlyInAnyOrder("reson_code", "reason_code");
  }

  private static List<String> fields(Answer answer) {
    List<String> fields = new ArrayList<>();
    answer.has(400).json().at("/data/errors").forEach(e -> fields.add(e.get("field").asString()));
    return fields;
  }

  @Test
  void followsAnOrderThatItNeedNotKnow() {
    Client buyer = Customer.of(server.running()).classic();
    String order = place(buyer, Map.of());
    String number =
        buyer.get("/v1/orders/" + order).text("/merchant_order_ids/0/merchant_order_id");
    Client classic = Customer.of(server.running()).classic();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      String body =
          """
          {"retailer": "amazon", "merchant_order_id": "%s",
           "retailer_credentials": {"email": "%s", "password": "canary-password"},
           "webhooks": {"request_succeeded": "%s", "tracking_updated": "%s",
                        "tracking_obtained": "%s"}}
          """
              .formatted(
                  number,
                  "TimBeaver@gmail.com",
                  hooks.url("/done"),
                  hooks.url("/updated"),
                  hooks.url("/obtained"));
      String path = "/v1/trackings/" + ask(classic, "/v1/trackings", body);
      classic.advance("PT3H");
      Answer shipped = classic.until(path, a -> a.text("/_type").equals("tracking_response"));
      assertThat(shipped.text("/tracking/0/delivery_status")).isEqualTo("InTransit");
      assertThat(shipped.text("/merchant_order_id")).isEqualTo(number);
      assertThat(shipped.body()).doesNotContain("canary-password");
      classic.advance("P3D");
      classic.until(path, a -> a.text("/tracking/0/delivery_status").equals("Delivered"));
      Awaitility.await().until(() -> hooks.requests().size() == 4);
      assertThat(hooks.requests())
          .extracting(HookReceiver.Request::path)
          .containsExactlyInAnyOrder("/done", "/updated", "/updated", "/obtained");
    }
    String strange =
        """
        {"retailer": "amazon", "merchant_order_id": "%s",
         "retailer_credentials": {"email": "stranger@b.test", "password": "x"}}
        """
            .formatted(number);
    String path = "/v1/trackings/" + ask(classic, "/v1/trackings", strange);
    classic.advance("PT1H");
    assertThat(classic.get(path).text("/code")).isEqualTo("request_processing");
    classic.advance("P91D");
    assertThat(ended(classic, path).text("/message")).contains("no parcel");
    assertThat(fields(classic.post("/v1/trackings", "{\"retailer\": \"google_shopping\"}")))
        .containsExactlyInAnyOrder("retailer", "merchant_order_id");
  }

  @Test
  void oneKeyIsOneErrandHoweverOftenAndWhenItComes() throws Exception {
    Client classic = Customer.of(server.running()).classic();
    String order = place(classic, Map.of());
    String body = "{\"idempotency_key\": \"cancel-1\"}";
    List<Future<Answer>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        sent.add(threads.submit(() -> classic.post("/v1/orders/" + order + "/cancel", body)));
      }
    }
    String first = sent.getFirst().get().has(200).body();
    for (Future<Answer> answer : sent) {
      assertThat(answer.get().has(200).body()).isEqualTo(first);
    }
    String id = Client.JSON.readTree(first).get("request_id").asString();
    ended(classic, "/v1/cancellations/" + id);
    // The order can no longer be cancelled, but the answer stays what it was.
    Answer late = classic.post("/v1/orders/" + order + "/cancel", body).has(200);
    assertThat(late.body()).isEqualTo(first);
  }
}
