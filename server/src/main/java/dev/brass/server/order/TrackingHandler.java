package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.FollowUp;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `track-order` job: asks the store for the progress of a placed order until every parcel has
/// arrived or is cancelled. Otherwise [TrackingPace#RULE] ends it.
final class TrackingHandler implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(TrackingHandler.class);
  private static final Duration LIMIT = Duration.ofSeconds(60);

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

  /// Whether an order is tracked once it is placed: also at a store that is not configured now,
  /// since the next start may know it. Each member of a bundle is tracked by itself.
  static boolean follows(Stores stores, Order order) {
    return !order.isBundle()
        && stores.byCode(order.spec().store(), order.isSandbox()).stream()
            .allMatch(store -> store.connector() instanceof TracksOrders);
  }

  @Override
  public JobResult run(Job job) {
    return decided(job, (loaded, placed) -> follow(job, loaded, placed));
  }

  @Override
  public JobResult end(Job job, String why) {
    return decided(job, (loaded, _) -> lost(job, loaded, why));
  }

  /// A step for a placed order.
  private interface Decision {

    /// Empty when the order has changed meanwhile.
    Optional<JobResult> about(Loaded loaded, OrderState.Placed placed);
  }

  private JobResult decided(Job job, Decision decision) {
    return writer
        .decide(
            OrderJobs.order(job),
            JobResult::done,
            loaded ->
                loaded.order().state() instanceof OrderState.Placed placed
                    ? decision.about(loaded, placed)
                    : Optional.of(JobResult.done()))
        .orElseGet(OrderJobs::keptChanging);
  }

  private Optional<JobResult> follow(Job job, Loaded loaded, OrderState.Placed placed) {
    Order order = loaded.order();
    OrderTime time = OrderTime.of(system, loaded);
    Optional<ConfiguredStore> store = stores.byCode(order.spec().store(), order.isSandbox());
    if (store.isEmpty() || !(store.get().connector() instanceof TracksOrders tracks)) {
      return Optional.of(new JobResult.Cancel("the store cannot be asked any more"));
    }
    StoreSession session = open(loaded, store.get(), time);
    return switch (TrackingPace.RULE.look(
        since(order, placed, time.now()),
        time.now(),
        session::admit,
        () -> look(order, placed, session, tracks))) {
      case FollowUp.Look.TooOld<Seen>(var after) ->
          lost(job, loaded, "no end after " + after.toDays() + " days");
      case FollowUp.Look.NotYet<Seen>(var again) -> Optional.of(new JobResult.Snooze(again));
      case FollowUp.Look.Failed<Seen>(var why, var next) -> {
        LOG.info(
            "order {}: {} could not be asked: {}", order.id(), store.get().code(), why.toString());
        yield Optional.of(new JobResult.Snooze(next));
      }
      case FollowUp.Look.Answered<Seen>(var seen, var next) ->
          seen.allOff(placed)
              ? cancelled(job, loaded, placed, time, seen.off())
              : goOn(job, loaded, placed, time, seen, next);
    };
  }

  private StoreSession open(Loaded loaded, ConfiguredStore store, OrderTime time) {
    return access.open(
        loaded.order().key().tenant(),
        loaded.order().mode(),
        store,
        loaded.secrets().credential(),
        time.clock(),
        Purpose.OTHER,
        access.deadline(LIMIT));
  }

  /// The start of tracking; a store's time in the future is ignored.
  private static Instant since(Order order, OrderState.Placed placed, Instant now) {
    return Stream.concat(
            Stream.of(order.createdAt()),
            placed.placement().merchantOrders().stream()
                .map(MerchantOrder::placedAt)
                .filter(at -> !at.isAfter(now)))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /// A cancelled merchant order.
  ///
  /// @param told the refund as the store reports it; null when it does not
  private record Off(MerchantOrder merchantOrder, String reason, @Nullable Money told) {}

  /// A store's report on an order.
  ///
  /// @param complete whether every unit that is not cancelled is in a parcel
  private record Seen(List<Shipment> parcels, List<Off> off, boolean complete) {
    boolean allOff(OrderState.Placed placed) {
      return off.size() + placed.off().size() == placed.placement().merchantOrders().size();
    }
  }

  /// Asks for each merchant order that is not cancelled. One that the store cannot report on does
  /// not block the others.
  ///
  /// @throws StoreException when the store reports on none
  private Seen look(
      Order order, OrderState.Placed placed, StoreSession session, TracksOrders tracks) {
    boolean bundled = order.spec().bundle().waits();
    List<Shipment> parcels = new ArrayList<>();
    List<Off> off = new ArrayList<>();
    List<StoreException> failures = new ArrayList<>();
    boolean complete = true;
    int told = 0;
    for (MerchantOrder merchantOrder : placed.placement().merchantOrders()) {
      if (placed.isOff(merchantOrder.id())) {
        continue;
      }
      TrackResult result;
      StoreSession look = session.until(access.deadline(LIMIT));
      try {
        result = look.ask(() -> tracks.track(look, merchantOrder));
      } catch (StoreException e) {
        failures.add(e);
        complete = false;
        continue;
      }
      told++;
      switch (result) {
        case TrackResult.CancelledByRetailer(var reason, var refund) ->
            off.add(new Off(merchantOrder, reason, refund));
        case TrackResult.Shipments(var found, var whole) -> {
          parcels.addAll(bundled ? BundleShares.parcels(found, merchantOrder.productIds()) : found);
          complete &= whole || BundleShares.cover(order, parcels);
        }
      }
    }
    if (told == 0 && !failures.isEmpty()) {
      throw failures.getFirst();
    }
    return new Seen(parcels, off, complete);
  }

  /// Handles the cancellation of all merchant orders.
  private Optional<JobResult> cancelled(
      Job job, Loaded loaded, OrderState.Placed placed, OrderTime time, List<Off> off) {
    List<Money> refunds =
        Stream.concat(placed.off().stream().map(CancelledPart::refund), off.stream().map(Off::told))
            .flatMap(Stream::ofNullable)
            .toList();
    Money refund =
        refunds.size() < placed.placement().merchantOrders().size()
            ? null
            : refunds.stream().reduce(Money::plus).orElseThrow();
    return writer
        .happen(
            loaded,
            Happening.of(
                    new OrderEvent.CancelledByRetailer(
                        time.now(), off.getFirst().reason(), false, refund))
                .settling(job))
        .map(_ -> JobResult.done());
  }

  /// Ends the tracking of an order whose parcels did not all arrive.
  private Optional<JobResult> lost(Job job, Loaded loaded, String why) {
    Instant now = OrderTime.of(system, loaded).now();
    return writer
        .happen(loaded, Happening.of(new OrderEvent.TrackingLost(now, why)).settling(job))
        .map(_ -> JobResult.done());
  }

  private Optional<JobResult> goOn(
      Job job, Loaded loaded, OrderState.Placed placed, OrderTime time, Seen seen, Duration next) {
    Instant now = time.now();
    Parcels compared =
        Parcels.compare(
            loaded.order().shipments(), seen.parcels(), placed.tracked(), seen.complete(), now);
    List<OrderEvent> events = new ArrayList<>();
    OrderState.Placed after = placed;
    for (Off off : seen.off()) {
      CancelledPart part = part(loaded.order(), placed, off);
      events.add(new OrderEvent.PartlyCancelled(now, part));
      after = after.without(part);
    }
    boolean ends = seen.complete() && haveEnded(compared.shipments(), after);
    events.addAll(compared.events());
    JobResult result = ends ? JobResult.done() : new JobResult.GoOn(next);
    if (events.isEmpty()) {
      return Optional.of(result);
    }
    Happening happening =
        new Happening(events, null, compared.shipments(), List.of(), ends ? job : null);
    return writer.happen(loaded, happening).map(_ -> result);
  }

  /// A store reports the refund for bundled orders as one amount.
  private static CancelledPart part(Order order, OrderState.Placed placed, Off off) {
    Money told = order.spec().bundle().waits() ? null : off.told();
    return new CancelledPart(
        off.merchantOrder().id(),
        off.reason(),
        false,
        CancelledPart.refund(placed.placement(), off.merchantOrder(), told));
  }

  /// Whether the parcels of all merchant orders that are not cancelled are at a final status.
  private static boolean haveEnded(List<OrderShipment> parcels, OrderState.Placed placed) {
    return Parcels.haveEnded(
        parcels.stream().filter(s -> !placed.isOff(s.shipment().merchantOrderId())).toList());
  }
}
