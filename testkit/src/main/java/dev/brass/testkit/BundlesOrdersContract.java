package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Address;
import dev.brass.spi.BoughtItem;
import dev.brass.spi.BundlesOrders;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Shipment;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;

/// The rules for a connector that takes orders of several addresses. Rules are named after their
/// number and what they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class BundlesOrdersContract {
  private final Trial trial;

  BundlesOrdersContract(Trial trial) {
    this.trial = trial;
    trial.as(BundlesOrders.class);
  }

  @Rule
  void c11_linesMayGoElsewhere(World world) {
    assertThat(buy(world).merchantOrders()).as("what the store created").isNotEmpty();
  }

  @Rule
  void c11_everyLineHasItsPrice(World world) {
    Placement placement = buy(world);
    Money subtotal =
        placement.items().stream().map(BoughtItem::price).reduce(Money::plus).orElseThrow();
    assertThat(subtotal).as("the sum of the items").isEqualTo(placement.price().subtotal());
  }

  @Rule(Situation.SHIPS)
  void c11_parcelsTellWhatIsInThem(World world) {
    TracksOrders tracks = trial.as(TracksOrders.class);
    MerchantOrder order = buy(world).merchantOrders().getFirst();
    world.settle();
    TrackResult result = tracks.track(world.store(), order);
    assertThat(result).isInstanceOf(TrackResult.Shipments.class);
    for (Shipment parcel : ((TrackResult.Shipments) result).shipments()) {
      assertThat(parcel.productIds()).as("what is in the parcel " + parcel).isNotEmpty();
    }
  }

  private Placement buy(World world) {
    QuoteRequest elsewhere = elsewhere(world.request(Buyer.newAttempt()));
    return Buyer.accepted(trial.buyer().place(trial.buyer().quote(world, elsewhere)));
  }

  /// The same order, all of which goes to somebody next channel.
  private static QuoteRequest elsewhere(QuoteRequest request) {
    Address to = request.shipTo();
    Address nextDoor =
        new Address(
            "Neigh",
            "Bour",
            to.line1() + " b",
            to.line2(),
            to.city(),
            to.state(),
            to.postalCode(),
            to.country(),
            to.phone(),
            to.instructions());
    return new QuoteRequest(
        request.orderId(),
        request.attempt(),
        request.lines().stream()
            .map(
                line ->
                    new Line(
                        line.productId(),
                        line.offerId(),
                        line.quantity(),
                        line.variants(),
                        nextDoor))
            .toList(),
        request.shipTo(),
        request.billTo(),
        request.payment(),
        request.gift(),
        request.promoCodes(),
        request.poNumber(),
        request.notes());
  }
}
