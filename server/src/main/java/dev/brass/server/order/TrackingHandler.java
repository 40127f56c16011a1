package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Shipment;
import dev.brass.spi.StoreException;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The `track-order` job: asks the store how far a placed order is, until every parcel has arrived.
///
/// It looks at the [TrackingPace], and after [TrackingPace#GIVES_UP_AFTER] without an end it stops.
final class TrackingHandler implements JobHandler {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int DECIDE_AGAIN = 5;

  private final OrderWriter writer;
  private final Stores stores;
  private final StoreAccess access;
  private final InstantSource system;

  TrackingHandler(OrderWriter writer, Stores stores, StoreAccess access, InstantSource system) {
    this.writer = writer;
    this.stores = stores;
    this.access = access;
    this.system = system;
  }

  @Override
  public JobResult run(Job job) {
    OrderKey key = new OrderKey(new TenantId(job.tenantId()), new OrderId(job.subject()));
    for (int i = 0; i < DECIDE_AGAIN; i++) {
      Optional<Loaded> loaded = writer.load(key);
      if (loaded.isEmpty() || !(loaded.get().order().state() instanceof OrderState.Placed placed)) {
        return JobResult.done();
      }
      Optional<ConfiguredStore> store =
          stores.byCode(loaded.get().order().spec().store(), loaded.get().order().isSandbox());
      if (store.isEmpty() || !(store.get().connector() instanceof TracksOrders tracks)) {
        return new JobResult.Cancel("the store cannot be asked any more");
      }
      Optional<JobResult> result = look(job, loaded.get(), placed, store.get(), tracks);
      if (result.isPresent()) {
        return result.get();
      }
    }
    return new JobResult.RetryLater("the order kept changing");
  }

  /// Empty when the order moved on meanwhile.
  private Optional<JobResult> look(
      Job job,
      Loaded loaded,
      OrderState.Placed placed,
      ConfiguredStore store,
      TracksOrders tracks) {
    OrderTime time = OrderTime.of(system, loaded);
    StoreSession session =
        access.open(
            loaded.order().key().tenant(),
            loaded.order().mode(),
            store,
            loaded.secrets().credential(),
            time.clock(),
            Purpose.OTHER,
            access.deadline(LIMIT));
    List<Shipment> parcels = new ArrayList<>();
    List<TrackResult.CancelledByRetailer> off = new ArrayList<>();
    boolean complete = true;
    for (MerchantOrder merchantOrder : placed.placement().merchantOrders()) {
      TrackResult result;
      StoreSession look = session.until(access.deadline(LIMIT));
      try {
        result = look.ask(() -> tracks.track(look, merchantOrder));
      } catch (StoreException e) {
        return Optional.of(new JobResult.Snooze(pause(loaded.order(), time.now())));
      }
      switch (result) {
        case TrackResult.CancelledByRetailer cancelled -> off.add(cancelled);
        case TrackResult.Shipments(var found, var whole) -> {
          parcels.addAll(
              loaded.order().spec().bundled()
                  ? BundleShares.parcels(found, merchantOrder.productIds())
                  : found);
          complete &= whole || BundleShares.cover(loaded.order(), parcels);
        }
      }
    }
    return off.size() == placed.placement().merchantOrders().size()
        ? cancelled(job, loaded, time, off)
        : follow(job, loaded, time, placed.tracked(), parcels, complete);
  }

  /// All merchant orders are off. What is left of an order of which some are is followed on.
  private Optional<JobResult> cancelled(
      Job job, Loaded loaded, OrderTime time, List<TrackResult.CancelledByRetailer> off) {
    List<Money> refunds = off.stream().map(c -> c.refund()).flatMap(Stream::ofNullable).toList();
    Money refund =
        refunds.size() < off.size() ? null : refunds.stream().reduce(Money::plus).orElseThrow();
    return writer
        .happen(
            loaded,
            Happening.of(
                    new OrderEvent.CancelledByRetailer(
                        time.now(), off.getFirst().reason(), false, refund))
                .settling(job))
        .map(_ -> JobResult.done());
  }

  private Optional<JobResult> follow(
      Job job,
      Loaded loaded,
      OrderTime time,
      boolean tracked,
      List<Shipment> parcels,
      boolean complete) {
    Order order = loaded.order();
    Instant now = time.now();
    Parcels seen = Parcels.compare(order.shipments(), parcels, tracked, complete, now);
    boolean arrived = complete && seen.allEnded();
    boolean tooLong = TrackingPace.isOver(order.createdAt(), now);
    List<OrderEvent> events = new ArrayList<>(seen.events());
    if (!arrived && tooLong) {
      events.add(
          new OrderEvent.TrackingLost(
              now, "no end after " + TrackingPace.GIVES_UP_AFTER.toDays() + " days"));
    }
    boolean ends = arrived || tooLong;
    if (events.isEmpty()) {
      return Optional.of(ends ? JobResult.done() : new JobResult.Snooze(pause(order, now)));
    }
    Happening happening =
        new Happening(events, null, seen.shipments(), List.of(), ends ? job : null);
    return writer
        .happen(loaded, happening)
        .map(_ -> ends ? JobResult.done() : new JobResult.Snooze(pause(order, now)));
  }

  private static Duration pause(Order order, Instant now) {
    return TrackingPace.pause(order.createdAt(), now);
  }
}
