package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Shipment;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// The rules for a connector that follows placed orders. Rules are named after their number and
/// what they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class TracksOrdersContract {
  private final Trial trial;
  private final TracksOrders tracks;

  TracksOrdersContract(Trial trial) {
    this.trial = trial;
    this.tracks = trial.as(TracksOrders.class);
  }

  @Rule
  void c3_freshOrderIsNotCalledOff(World world) {
    shipments(tracks.track(world.store(), trial.buyer().orderAtStore(world)));
  }

  @Rule(Situation.SHIPS)
  void c3_shippedOrderIsComplete(World world) {
    MerchantOrder order = settled(world);
    TrackResult.Shipments known = shipments(tracks.track(world.store(), order));
    assertThat(known.complete()).as("complete").isTrue();
    assertThat(known.shipments()).as("parcels").isNotEmpty();
    for (Shipment parcel : known.shipments()) {
      assertThat(parcel.merchantOrderId()).isEqualTo(order.id());
      if (parcel.status() != Shipment.Status.PENDING) {
        assertThat(parcel.trackingNumber() != null || parcel.trackingUrl() != null)
            .as("a number or an address to follow " + parcel)
            .isTrue();
      }
      List<Instant> times = parcel.checkpoints().stream().map(Shipment.Checkpoint::at).toList();
      assertThat(times)
          .as("checkpoints, newest first")
          .isSortedAccordingTo(Comparator.reverseOrder());
    }
  }

  @Rule(Situation.RETAILER_CANCELS)
  void c3_callingOffIsTold(World world) {
    MerchantOrder order = settled(world);
    assertThat(tracks.track(world.store(), order))
        .isInstanceOf(TrackResult.CancelledByRetailer.class);
  }

  @Rule
  void c3_noAnswerIsNoNews(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    shipments(tracks.track(world.store(), order));
    trial.withoutAnAnswer(
        world,
        fault -> {
          TrackResult result;
          try {
            result = tracks.track(world.store(), order);
          } catch (RuntimeException noAnswer) {
            return;
          }
          throw new AssertionError("calls end with " + fault + ", but track tells " + result);
        });
  }

  @Rule(Situation.SHIPS)
  void c9_trackTwiceAnswersTheSame(World world) {
    MerchantOrder order = settled(world);
    TrackResult first = tracks.track(world.store(), order);
    assertThat(tracks.track(world.store(), order)).isEqualTo(first);
  }

  @Rule
  void c10_interruptionIsHonoured(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    trial.interrupted(world, () -> tracks.track(world.store(), order));
  }

  private MerchantOrder settled(World world) {
    MerchantOrder order = trial.buyer().orderAtStore(world);
    world.settle();
    return order;
  }

  private static TrackResult.Shipments shipments(TrackResult result) {
    return switch (result) {
      case TrackResult.Shipments known -> known;
      case TrackResult.CancelledByRetailer calledOff ->
          throw new AssertionError("the order stands, but track tells " + calledOff);
    };
  }
}
