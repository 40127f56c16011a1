package dev.brass.server.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.Jobs;
import dev.brass.server.mail.MailRecord;
import dev.brass.server.mail.MailSettings;
import dev.brass.server.mail.Mails;
import dev.brass.server.order.Extra;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderItem;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderShipment;
import dev.brass.server.order.OrderSpec;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.SellerCriteria;
import dev.brass.server.order.ShippingRule;
import dev.brass.server.template.Templates;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.webhook.TestSealer;
import dev.brass.spi.Address;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Shipment;
import dev.brass.testkit.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What mails say of orders that the sandbox does not make.
class V2CustomerMailsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  private static final String NOTIFIED =
      "{\"customer_notifications\":{\"email\":\"ada@example.net\"}}";

  private final TestClock clock = TestClock.atStart();
  private Tenants tenants;
  private TenantId tenant;
  private Mails mails;

  @BeforeEach
  void open() {
    tenants = new Tenants(db.database(), clock);
    tenant = tenants.create("one").orElseThrow().id();
    mails =
        new Mails(
            db.database(),
            new Jobs(db.database(), clock),
            new TestSealer(),
            tenants,
            new Templates(),
            new MailSettings(
                "127.0.0.1",
                25,
                MailSettings.Tls.NONE,
                null,
                null,
                MailSettings.Sender.parse("orders@shop.example"),
                URI.create("https://shop.example"),
                Duration.ofSeconds(5),
                Duration.ofHours(24),
                false),
            clock);
  }

  @AfterEach
  void close() {
    tenants.close();
  }

  private static OrderLine line(String product) {
    return new OrderLine(UUID.randomUUID(), product, null, 1, List.of(), SellerCriteria.ANY);
  }

  private static OrderSpec spec() {
    return new OrderSpec(
        "shop",
        List.of(line("A"), line("B")),
        new OrderSpec.Delivery(
            new Address("T", "B", "1 Main St", null, "Cambridge", "MA", "02139", "US", "555", null),
            new ShippingRule.Cheapest(),
            null,
            null),
        new OrderSpec.Payment(OrderSpec.Pay.STORE_DEFAULT, null, null),
        OrderSpec.Terms.upTo(1000L),
        OrderSpec.Reference.NONE,
        OrderSpec.Bundle.NONE,
        null);
  }

  private OrderState placed(boolean tracked) {
    Money ten = Money.of(1000, "USD");
    Money none = Money.of(0, "USD");
    MerchantOrder bought =
        new MerchantOrder(
            "M1",
            "shop",
            null,
            clock.instant(),
            List.of("A", "B"),
            LocalDate.of(2026, 12, 1),
            null);
    return new OrderState.Placed(
        new Placement(List.of(bought), PriceComponents.of(ten, none, none)), tracked);
  }

  private Order order(OrderState state, String channel, String echo, List<OrderShipment> parcels) {
    OrderSpec spec = spec();
    List<OrderItem> items =
        spec.lines().stream()
            .map(
                line ->
                    new OrderItem(
                        line.itemId(), OrderItem.Status.SHIPPED, null, null, clock.instant()))
            .toList();
    return new Order(
        new OrderKey(tenant, new OrderId(UUID.randomUUID())),
        Mode.LIVE,
        channel,
        null,
        spec,
        state,
        1,
        1,
        items,
        parcels,
        echo,
        clock.instant(),
        clock.instant());
  }

  private OrderShipment parcel(String number, Shipment.Status status, LocalDate day) {
    return new OrderShipment(
        UUID.randomUUID(),
        new Shipment("M1", "UPS", number, null, List.of(), status, day, List.of()),
        clock.instant(),
        clock.instant());
  }

  private List<MailRecord> mailed(Order after, OrderEvent... events) {
    WriteBatch writes = new WriteBatch();
    Extra.write(writes, new V2CustomerMails(mails).extras(after, List.of(events)));
    db.database().jdbi().useTransaction(writes::run);
    return mails.list(tenant, after.id().value(), null, 10).stream()
        .map(mail -> mails.get(tenant, mail.id()).orElseThrow())
        .toList();
  }

  @Test
  void aPartThatHasArrivedIsNotTheWhole() {
    Order after =
        order(
            placed(true),
            "v2",
            NOTIFIED,
            List.of(
                parcel("1", Shipment.Status.DELIVERED, LocalDate.of(2026, 11, 24)),
                parcel("2", Shipment.Status.IN_TRANSIT, LocalDate.of(2026, 11, 30))));
    List<MailRecord> mailed = mailed(after, new OrderEvent.Delivered(clock.instant(), "M1", "1"));
    assertThat(mailed).hasSize(1);
    assertThat(mailed.getFirst().state()).isEqualTo("waiting");
    assertThat(mailed.getFirst().subject()).isEqualTo("Part of your order has arrived");
    // The carriers' word counts once all is with them, and not the store's.
    assertThat(mailed.getFirst().text())
        .contains("UPS: 1", "Expected delivery: Monday, 30 November 2026")
        .doesNotContain("UPS: 2", "1 December");
  }

  @Test
  void parcelsThatLeaveTogetherShareAMail() {
    Order after =
        order(
            placed(false),
            "v2",
            NOTIFIED,
            List.of(
                parcel("1", Shipment.Status.IN_TRANSIT, LocalDate.of(2026, 11, 24)),
                parcel("2", Shipment.Status.IN_TRANSIT, LocalDate.of(2026, 11, 30))));
    List<MailRecord> mailed =
        mailed(
            after,
            new OrderEvent.Shipped(clock.instant(), "M1", "1"),
            new OrderEvent.Shipped(clock.instant(), "M1", "2"));
    assertThat(mailed).hasSize(1);
    assertThat(mailed.getFirst().subject()).isEqualTo("Your parcels are on their way");
    assertThat(mailed.getFirst().text())
        .contains("UPS: 1", "UPS: 2", "Expected delivery: Tuesday, 1 December 2026");
  }

  @Test
  void nobodyIsToldThatNothingWasOrderedWhereNobodyKnows() {
    OrderError error = new OrderError(ErrorCode.ORDER_PROBABLY_PLACED, "who knows");
    Order after = order(new OrderState.Failed(error), "v2", NOTIFIED, List.of());
    List<MailRecord> mailed = mailed(after, new OrderEvent.GaveUp(clock.instant(), error));
    assertThat(mailed.getFirst().subject()).isEqualTo("Your order could not be confirmed");
    assertThat(mailed.getFirst().text())
        .doesNotContain("who knows", "nothing was ordered", "/track/");
  }

  @Test
  void nobodyIsWrittenToWhoWasNotNamed() {
    OrderEvent delivered = new OrderEvent.Delivered(clock.instant(), "M1", "1");
    List<OrderShipment> parcels =
        List.of(parcel("1", Shipment.Status.DELIVERED, LocalDate.of(2026, 11, 24)));
    assertThat(mailed(order(placed(true), "v2", "{}", parcels), delivered)).isEmpty();
    assertThat(mailed(order(placed(true), "v1", NOTIFIED, parcels), delivered)).isEmpty();
    String note = "{\"metadata\":{\"customer_notifications\":{\"email\":\"ada@example.net\"}}}";
    assertThat(mailed(order(placed(true), "v2", note, parcels), delivered)).isEmpty();
    String hidden =
        "{\"customer_notifications\":{\"email\":\"a@b.example\\r\\nBcc: c@d.example\"}}";
    assertThat(mailed(order(placed(true), "v2", hidden, parcels), delivered)).isEmpty();
  }
}
