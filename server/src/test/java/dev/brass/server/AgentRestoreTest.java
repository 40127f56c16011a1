package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.agentpay.Bill;
import dev.brass.server.agentpay.Paid;
import dev.brass.server.agentpay.Payment;
import dev.brass.server.agentpay.Presented;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.spi.ErrorCode;
import dev.brass.testkit.instant.Placing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Agents that send again what they have paid for, to a database which has forgotten it.
class AgentRestoreTest {

  @RegisterExtension static final TestDatabase database = TestDatabase.perTest();

  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final long FEE = 100;
  private static final long PAID = MoneyRig.CAP + FEE;
  private static final Duration LATE = Duration.ofHours(30);

  private static final String ORDER =
      """
      {"products": [{"url": "https://shop.example/p/product-1", "quantity": 1}],
       "max_price": %d,
       "shipping_address": {
         "first_name": "Tim", "last_name": "Beaver",
         "address_line1": "77 Massachusetts Avenue", "city": "Cambridge", "state": "MA",
         "postal_code": "02139", "phone_number": "5551230101", "country": "US"}}
      """
          .formatted(MoneyRig.CAP);

  private MoneyRig rig;

  @BeforeEach
  void open() {
    rig = new MoneyRig(database, true);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void whatWasPaidIsPaidHoweverLateItIsSentAgain() {
    String credential = credential();
    OrderKey first = ordered(pay(credential));
    awaitLeft(MoneyRig.PRICE + FEE);
    forget();

    OrderKey again = ordered(pay(credential));

    assertThat(again.id()).isNotEqualTo(first.id());
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rig.features.orders.get(again).orElseThrow().state().isFinal());
    assertThat(rig.shop.orders()).as("it is found at the store").isEqualTo(1);
    assertThat(rig.stripe.payments()).hasSize(1);
    awaitLeft(MoneyRig.PRICE + FEE);
  }

  @Test
  void whatWasGivenBackBuysNothing() {
    rig.shop.always(new Placing.Refuse(ErrorCode.PRODUCT_UNAVAILABLE.error()));
    String credential = credential();
    ordered(pay(credential));
    awaitLeft(0);
    forget();

    assertThat(pay(credential)).isInstanceOf(Paid.GivenBack.class);

    assertThat(rig.stripe.payments()).hasSize(1);
  }

  @Test
  void whatWasNeverPaidIsTooLate() {
    String credential = credential();
    forget();

    assertThat(pay(credential)).isInstanceOf(Paid.NotPaid.class);

    assertThat(rig.stripe.payments()).isEmpty();
  }

  private static Bill bill() {
    return new Bill(
        Payment.Purpose.ORDER,
        MoneyRig.usd(PAID),
        ORDER.getBytes(StandardCharsets.UTF_8),
        true,
        "An order",
        false);
  }

  private String credential() {
    String header =
        rig.features.payments.offers("shop.test", bill(), List.of("stripe")).getFirst().header();
    ObjectNode credential = JsonMapper.shared().createObjectNode();
    ObjectNode challenge = credential.putObject("challenge");
    Matcher matcher = PARAMETER.matcher(header);
    while (matcher.find()) {
      challenge.put(matcher.group(1), matcher.group(2));
    }
    credential.putObject("payload").put("spt", rig.stripe.token("pm_card_visa", PAID));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(credential.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Paid<Void> pay(String credential) {
    return rig.features.payments.order(
        "shop.test", bill(), new Presented.Credential(credential), null);
  }

  private static OrderKey ordered(Paid<Void> paid) {
    assertThat(paid).isInstanceOf(Paid.Ordered.class);
    Paid.Ordered<Void> ordered = (Paid.Ordered<Void>) paid;
    return new OrderKey(ordered.payment().tenant(), new OrderId(ordered.order()));
  }

  /// Lets time go by until Stripe has kept so much of all payments.
  private void awaitLeft(long cents) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              rig.clock.advance(Duration.ofSeconds(5));
              rig.features.jobs.wake();
              return rig.stripe.payments().stream()
                      .mapToLong(payment -> payment.received() - payment.refunded())
                      .sum()
                  == cents;
            });
  }

  /// The database is as it was before any order came, which is known, and a day later.
  private void forget() {
    rig.features
        .database
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("set local session_replication_role = replica");
              for (String table :
                  List.of(
                      "agent_payment",
                      "idempotency_key",
                      "job",
                      "merchant_order",
                      "order_attempt",
                      "order_event",
                      "order_item",
                      "order_request",
                      "order_verified",
                      "orders",
                      "shipment",
                      "wallet_balance",
                      "wallet_purchase",
                      "wallet_transfer")) {
                handle.execute("delete from " + table);
              }
            });
    rig.features.recovery.lost("a test");
    rig.features.recovery.refresh();
    rig.clock.advance(LATE);
    rig.stripe.forgetKeys();
  }
}
