package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.testkit.stripe.FakePayment;
import dev.brass.testkit.stripe.FakeStripe;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Orders by card that are sent again to a database which has forgotten them: the card's processor
/// remembers, so that a card is charged once.
class CardRestoreTest {

  @RegisterExtension static final TestDatabase database = TestDatabase.perTest();

  @TempDir private Path data;

  private final FakeStripe stripe = new FakeStripe(InstantSource.system());

  @AfterEach
  void close() {
    stripe.close();
  }

  @Test
  void whatWasChargedIsNotChargedAgain() {
    ObjectNode order = order();
    live(order, "captured", false);
    forget();

    live(order, "captured", true);

    FakePayment charged = only();
    assertThat(charged.received()).isPositive();
    assertThat(charged.refunded()).isZero();
  }

  @Test
  void whatTheKeysOfTheProcessorHaveForgottenIsFoundByItsName() {
    ObjectNode order = order();
    live(order, "captured", false);
    forget();
    stripe.forgetKeys();

    live(order, "captured", true);

    assertThat(only().received()).isPositive();
  }

  @Test
  void whatWasLetGoIsHeldAnewForAnOrderThatIsSentAgain() {
    ObjectNode order = order();
    ((ObjectNode) order.get("metadata"))
        .set("scenario", Client.JSON.readTree("{\"place\": \"refuse\"}"));
    live(order, "released", false);
    forget();

    live(order, "released", true);

    Awaitility.await()
        .until(() -> stripe.payments().stream().allMatch(p -> p.status().equals("canceled")));
    assertThat(stripe.payments()).hasSize(2).allMatch(p -> p.received() == 0);
  }

  @Test
  void twoPaymentsWithOneKeyAreTwoWhenTheFirstCameToNothing() {
    ObjectNode declined = order();
    ((ObjectNode) declined.get("payment")).put("payment_method", "pm_card_visa_chargeDeclined");
    try (RunningServer server = server(false)) {
      server.live().post("/orders", declined).has(402);
      server.live().post("/orders", declined).has(402);
    }
    assertThat(stripe.payments()).hasSize(2);
  }

  /// One life of the server, in which an order is sent until its payment has ended.
  private void live(ObjectNode order, String state, boolean recovering) {
    try (RunningServer server = server(recovering)) {
      String id = server.live().post("/orders", order).has(201).text("/id");
      server.live().until("/orders/" + id, answer -> answer.text("/payment/state").equals(state));
    }
  }

  private RunningServer server(boolean recovering) {
    return RunningServer.start(
        data,
        Map.of(
            "database.url", database.url(),
            "stripe.secret-key", FakeStripe.KEY,
            "stripe.base", stripe.base().toString(),
            "recovering", Boolean.toString(recovering)));
  }

  private static ObjectNode order() {
    ObjectNode order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826");
    order.put("max_price", 500_000).put("idempotency_key", "once");
    order.putObject("payment").put("mode", "card").put("payment_method", "pm_card_visa");
    return order;
  }

  private FakePayment only() {
    assertThat(stripe.payments()).hasSize(1);
    return stripe.payments().getFirst();
  }

  /// The database is as it was before the order came.
  private static void forget() {
    database
        .database()
        .jdbi()
        .useTransaction(
            handle -> {
              for (String table :
                  List.of(
                      "card_payment",
                      "idempotency_key",
                      "job",
                      "merchant_order",
                      "order_attempt",
                      "order_event",
                      "order_item",
                      "order_request",
                      "order_verified",
                      "orders",
                      "webhook_message")) {
                handle.execute("delete from " + table);
              }
            });
  }
}
