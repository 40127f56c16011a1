package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.AttemptId;
import dev.brass.spi.CancelResult;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.Shipment;
import dev.brass.spi.Shipment.Checkpoint;
import dev.brass.spi.Shipment.Status;
import dev.brass.spi.TrackResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@ExtendWith(WithMarketplace.class)
class TrackingTest {

  private final SandboxMarketplace marketplace;
  private final Shopper shopper;

  TrackingTest(SandboxMarketplace marketplace) {
    this.marketplace = marketplace;
    this.shopper = Shopper.at(marketplace, SandboxRetailer.AMAZON);
  }

  @Test
  void aParcelMovesWithTheClock() {
    MerchantOrder order = shopper.bought(Wish.of("B07XYZ1234").quantity(2));
    Instant placed = shopper.clock().instant();
    assertThat(order.deliveryDate()).isEqualTo(LocalDate.of(2026, 11, 23));
    shopper.clock().advance(Duration.ofHours(2).minusMillis(1));
    assertThat(shopper.track(order)).isEqualTo(new TrackResult.Shipments(List.of(), false));

    shopper.clock().advance(Duration.ofMillis(1));
    Shipment shipped = onlyParcel(order);
    assertThat(shipped.status()).isEqualTo(Status.IN_TRANSIT);
    assertThat(shipped.checkpoints()).hasSize(1);
    assertThat(shipped.checkpoints().getFirst().at()).isEqualTo(placed.plus(Duration.ofHours(2)));
    assertThat(shipped.productIds()).containsExactly("B07XYZ1234", "B07XYZ1234");
    assertThat(shipped.estimatedDelivery()).isEqualTo(order.deliveryDate());

    Set<Integer> checkpoints = new HashSet<>();
    for (int hour = 2; hour < 48; hour++) {
      Shipment parcel = onlyParcel(order);
      assertThat(parcel.status()).isEqualTo(Status.IN_TRANSIT);
      assertThat(parcel.trackingNumber()).isEqualTo(shipped.trackingNumber());
      checkpoints.add(parcel.checkpoints().size());
      shopper.clock().advance(Duration.ofHours(1));
    }
    assertThat(checkpoints).containsExactlyInAnyOrder(1, 2, 3, 4, 5);

    Shipment delivered = onlyParcel(order);
    assertThat(delivered.status()).isEqualTo(Status.DELIVERED);
    assertThat(delivered.checkpoints())
        .hasSize(6)
        .isSortedAccordingTo(Comparator.comparing(Checkpoint::at).reversed());
    Checkpoint channel = delivered.checkpoints().getFirst();
    assertThat(channel.city()).isEqualTo("Cambridge");
    assertThat(channel.state()).isEqualTo("MA");
    assertThat(channel.postalCode()).isEqualTo("02139");
    shopper.clock().advance(Duration.ofDays(400));
    assertThat(onlyParcel(order)).isEqualTo(delivered);
    shopper.clock().set(placed);
    assertThat(shopper.track(order))
        .as("a clock that is set back shows the past")
        .isEqualTo(new TrackResult.Shipments(List.of(), false));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"GOOGLE_SHOPPING", "OVERSTOCK"})
  void everyRetailerHasCarriersOfItsOwn(SandboxRetailer retailer) {
    Shopper buyer = Shopper.at(marketplace, retailer);
    Set<String> carriers = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      MerchantOrder order = buyer.bought(Wish.of("P" + i));
      buyer.clock().advance(Duration.ofDays(2));
      Shipment parcel = ((TrackResult.Shipments) buyer.track(order)).shipments().getFirst();
      assertThat(parcel.trackingUrl()).asString().contains(parcel.trackingNumber());
      carriers.add(parcel.carrier());
    }
    List<String> known = retailer.carriers().stream().map(Carrier::label).toList();
    assertThat(known.isEmpty() || retailer == SandboxRetailer.ZINC || known.containsAll(carriers))
        .as(carriers + " are among " + known)
        .isTrue();
  }

  @Test
  void tracksNothingOfAnOrderThatItDoesNotHave() {
    assertThat(shopper.track(stranger())).isEqualTo(new TrackResult.Shipments(List.of(), false));
  }

  @Test
  void cancelsBeforeShippingAndSaysSoAgain() {
    QuoteRequest request = Wish.of("B07XYZ1234").request();
    Placement placement = shopper.buy(request);
    MerchantOrder order = placement.merchantOrders().getFirst();
    CancelResult cancelled = shopper.cancel(order);
    assertThat(cancelled).isEqualTo(new CancelResult.Cancelled(placement.price().total()));
    shopper.clock().advance(Duration.ofDays(5));
    assertThat(shopper.cancel(order)).isEqualTo(cancelled);
    assertThat(shopper.track(order))
        .isInstanceOfSatisfying(
            TrackResult.CancelledByRetailer.class,
            it -> assertThat(it.refund()).isEqualTo(placement.price().total()));
    assertThat(marketplace.orderOf(request.attempt()).orElseThrow().cancellation())
        .satisfies(it -> assertThat(it).isNotNull())
        .extracting(it -> it.by(), it -> it.reason())
        .containsExactly("buyer", "no longer needed");
  }

  @Test
  void doesNotCancelWhatIsShipped() {
    MerchantOrder order = shopper.bought(Wish.of("B07XYZ1234"));
    shopper.clock().advance(Duration.ofHours(2));
    CancelResult refused = shopper.cancel(order);
    assertThat(refused)
        .isInstanceOfSatisfying(
            CancelResult.Refused.class,
            it -> assertThat(it.error().message()).contains("open a return"));
    assertThat(shopper.cancel(order)).isEqualTo(refused);
    assertThat(shopper.cancel(stranger())).isInstanceOf(CancelResult.Refused.class);
  }

  @Test
  void decidesLaterAboutCancellingAndHoldsTheOrderBackMeanwhile() {
    MerchantOrder granted =
        shopper.bought(Wish.of("B07XYZ1234").scenario(Map.of("cancel", "granted_later")));
    MerchantOrder refused =
        shopper.bought(Wish.of("B07XYZ1234").scenario(Map.of("cancel", "refused_later")));
    shopper.clock().advance(Duration.ofMinutes(100));
    assertThat(shopper.cancel(granted)).isInstanceOf(CancelResult.Pending.class);
    assertThat(shopper.cancel(refused)).isInstanceOf(CancelResult.Pending.class);
    shopper.clock().advance(Duration.ofMinutes(25));
    assertThat(shopper.cancel(granted)).isInstanceOf(CancelResult.Pending.class);
    assertThat(shopper.track(refused)).isEqualTo(new TrackResult.Shipments(List.of(), false));
    shopper.clock().advance(Duration.ofMinutes(10));
    assertThat(shopper.cancel(granted)).isInstanceOf(CancelResult.Cancelled.class);
    assertThat(shopper.cancel(refused)).isInstanceOf(CancelResult.Refused.class);
    assertThat(onlyParcel(refused).status()).isEqualTo(Shipment.Status.IN_TRANSIT);
  }

  @Test
  void cancelsNothingWhereTheScenarioSaysSo() {
    MerchantOrder order =
        shopper.bought(Wish.of("B07XYZ1234").scenario(Map.of("cancel", "refused")));
    assertThat(shopper.cancel(order)).isInstanceOf(CancelResult.Refused.class);
  }

  @Test
  void tellsOfAReturnUnderWayUnlessItIsToBeReplaced() {
    MerchantOrder order = shopper.bought(Wish.of("B07XYZ1234"));
    ReturnResult first = shopper.open(returning("r-8", order, "B07XYZ1234", 1));
    assertThat(first).isInstanceOf(ReturnResult.Opened.class);
    assertThat(shopper.open(returning("r-9", order, "B07XYZ1234", 1)))
        .isInstanceOfSatisfying(
            ReturnResult.InProgress.class,
            it ->
                assertThat(it.merchantReturnId())
                    .isEqualTo(((ReturnResult.Opened) first).merchantReturnId()));
    ReturnOrder instead =
        new ReturnOrder(
            "r-10",
            order,
            List.of(new Line("B07XYZ1234", null, 1, List.of())),
            "no_longer_needed",
            null,
            null,
            true,
            null);
    ReturnResult second = shopper.open(instead);
    assertThat(second).isInstanceOf(ReturnResult.Opened.class).isNotEqualTo(first);
    assertThat(shopper.open(instead)).isEqualTo(second);
  }

  @Test
  void paysBackFiveDaysAfterAReturnIsOpened() {
    MerchantOrder order = shopper.bought(Wish.of("B07XYZ1234").quantity(3));
    ReturnOrder back = returning("r-20", order, "B07XYZ1234", 2);
    ReturnResult opened = shopper.open(back);
    assertThat(opened).isInstanceOf(ReturnResult.Opened.class);
    shopper.clock().advance(Duration.ofDays(4));
    assertThat(shopper.open(back)).isEqualTo(opened);
    shopper.clock().advance(Duration.ofDays(1));
    ReturnResult credited = shopper.open(back);
    assertThat(credited)
        .isEqualTo(
            new ReturnResult.Credited(
                ((ReturnResult.Opened) opened).merchantReturnId(), Money.of(2 * 5099, "USD")));
    assertThat(shopper.open(back)).isEqualTo(credited);
  }

  @Test
  void decidesLaterAboutAReturnAndLetsRefusedGoodsBeReturnedAgain() {
    MerchantOrder granted =
        shopper.bought(Wish.of("B07XYZ1234").scenario(Map.of("return", "granted_later")));
    MerchantOrder refused =
        shopper.bought(Wish.of("B07XYZ1234").scenario(Map.of("return", "refused_later")));
    ReturnOrder wanted = returning("r-21", granted, "B07XYZ1234", 1);
    ReturnOrder unwanted = returning("r-22", refused, "B07XYZ1234", 1);
    assertThat(shopper.open(wanted)).isInstanceOf(ReturnResult.Pending.class);
    assertThat(shopper.open(unwanted)).isInstanceOf(ReturnResult.Pending.class);
    shopper.clock().advance(Duration.ofMinutes(31));
    assertThat(shopper.open(wanted)).isInstanceOf(ReturnResult.Opened.class);
    assertThat(shopper.open(unwanted)).isInstanceOf(ReturnResult.Refused.class);
    assertThat(shopper.open(unwanted)).isInstanceOf(ReturnResult.Refused.class);
    assertThat(shopper.open(returning("r-23", refused, "B07XYZ1234", 1)))
        .isInstanceOf(ReturnResult.Pending.class);
  }

  @Test
  void takesNothingBackWhereTheScenarioSaysSo() {
    MerchantOrder order =
        shopper.bought(Wish.of("B07XYZ1234").scenario(Map.of("return", "refused")));
    assertThat(shopper.open(returning("r-24", order, "B07XYZ1234", 1)))
        .isInstanceOf(ReturnResult.Refused.class);
  }

  @Test
  void cancellingWhatTheRetailerCalledOffChangesNothing() {
    MerchantOrder order = shopper.bought(Wish.of("B07XYZ1234").scenario("retailer_cancels"));
    shopper.clock().advance(Duration.ofHours(5));
    TrackResult before = shopper.track(order);
    assertThat(shopper.cancel(order)).isInstanceOf(CancelResult.Cancelled.class);
    assertThat(shopper.track(order)).isEqualTo(before);
  }

  @Test
  void opensAReturnOncePerReference() {
    MerchantOrder order = shopper.bought(Wish.of("B07XYZ1234").quantity(3));
    shopper.clock().advance(Duration.ofDays(3));
    ReturnOrder two = returning("r-1", order, "B07XYZ1234", 2);
    ReturnResult opened = shopper.open(two);
    assertThat(opened)
        .isInstanceOfSatisfying(
            ReturnResult.Opened.class,
            it -> {
              assertThat(it.merchantReturnId()).startsWith("RMA-");
              assertThat(it.returnBy())
                  .isEqualTo(shopper.clock().instant().plus(Duration.ofDays(30)));
              assertThat(it.labels())
                  .containsExactly(
                      URI.create(
                          "https://sandbox.brass.test/labels/" + it.merchantReturnId() + ".pdf"));
            });
    shopper.clock().advance(Duration.ofDays(3));
    assertThat(shopper.open(two)).isEqualTo(opened);
    assertThat(shopper.open(returning("r-2", order, "B07XYZ1234", 2)))
        .isInstanceOfSatisfying(
            ReturnResult.Refused.class,
            it -> {
              assertThat(it.error().code()).isEqualTo(ErrorCode.INVALID_QUANTITY);
              assertThat(it.error().data()).containsEntry("max_quantity", 1);
            });
    assertThat(shopper.open(returning("r-3", order, "B07XYZ1234", 1)))
        .isInstanceOf(ReturnResult.Opened.class);
  }

  @Test
  void opensNoReturnForWhatWasNotBought() {
    MerchantOrder order = shopper.bought(Wish.of("B07XYZ1234"));
    MerchantOrder other = shopper.bought(Wish.of("B07XYZ1234"));
    shopper.open(returning("r-4", order, "B07XYZ1234", 1));
    assertThat(shopper.open(returning("r-4", other, "B07XYZ1234", 1)))
        .isInstanceOf(ReturnResult.Refused.class);
    assertThat(shopper.open(returning("r-5", other, "B000000000", 1)))
        .isInstanceOf(ReturnResult.Refused.class);
    assertThat(shopper.open(returning("r-6", stranger(), "B07XYZ1234", 1)))
        .isInstanceOf(ReturnResult.Refused.class);
    shopper.cancel(other);
    assertThat(shopper.open(returning("r-7", other, "B07XYZ1234", 1)))
        .isInstanceOf(ReturnResult.Refused.class);
  }

  @Test
  void theBookIsReadPageByPage() {
    for (int i = 0; i < 5; i++) {
      shopper.bought(Wish.of("B07XYZ1234"));
    }
    List<SandboxOrder> all = marketplace.orderBook(0, 10_000);
    assertThat(marketplace.countOrders()).isEqualTo(all.size());
    long after = 0;
    int seen = 0;
    List<SandboxOrder> page = marketplace.orderBook(after, 2);
    while (!page.isEmpty()) {
      assertThat(page).isEqualTo(all.subList(seen, seen + page.size()));
      seen += page.size();
      after = page.getLast().entry();
      page = marketplace.orderBook(after, 2);
    }
    assertThat(seen).isEqualTo(all.size());
    AttemptId known = all.getFirst().attempt();
    AttemptId unknown = new AttemptId(new UUID(1, 2));
    assertThat(marketplace.countOrders(List.of(known, unknown))).isEqualTo(Map.of(known, 1));
    assertThat(marketplace.orderOf(known)).contains(all.getFirst());
  }

  private Shipment onlyParcel(MerchantOrder order) {
    TrackResult result = shopper.track(order);
    assertThat(result).isInstanceOf(TrackResult.Shipments.class);
    TrackResult.Shipments shipments = (TrackResult.Shipments) result;
    assertThat(shipments.complete()).isTrue();
    assertThat(shipments.shipments()).hasSize(1);
    return shipments.shipments().getFirst();
  }

  private static ReturnOrder returning(
      String reference, MerchantOrder order, String productId, int quantity) {
    return new ReturnOrder(
        reference,
        order,
        List.of(new Line(productId, null, quantity, List.of())),
        "no_longer_needed",
        null,
        null,
        false,
        null);
  }

  private static MerchantOrder stranger() {
    return new MerchantOrder(
        "000-0000000-0000000", "amazon", null, Instant.EPOCH, List.of("1"), null, null);
  }
}
