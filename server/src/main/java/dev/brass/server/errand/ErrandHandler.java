package dev.brass.server.errand;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
import dev.brass.server.errand.ErrandRepository.Loaded;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.order.TrackingPace;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.CancelResult;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Credential;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.ReturnsOrders;
import dev.brass.spi.Shipment;
import dev.brass.spi.StoreException;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `run-errand` job: asks the store, and asks again while it has not decided. *A crash here*
/// asks once more: every such call may be repeated (contract C9), a return by its reference.
final class ErrandHandler implements JobHandler {

  static final String KIND = "run-errand";

  private static final Logger LOG = LoggerFactory.getLogger(ErrandHandler.class);

  /// Runs in a row in which the store cannot be reached; the errand is then refused.
  private static final int TRIES = 10;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SOONEST = Duration.ofMinutes(5);
  private static final Duration DECIDES_WITHIN = Duration.ofDays(14);

  private final Errands errands;
  private final Orders orders;
  private final Stores stores;
  private final StoreAccess access;
  private final ErrandTimes times;

  ErrandHandler(
      Errands errands, Orders orders, Stores stores, StoreAccess access, ErrandTimes times) {
    this.errands = errands;
    this.orders = orders;
    this.stores = stores;
    this.access = access;
    this.times = times;
  }

  @Override
  public JobResult run(Job job) {
    TenantId tenant = new TenantId(job.tenantId());
    Optional<Loaded> found = errands.load(tenant, new ErrandId(job.subject()));
    if (found.isEmpty() || found.get().errand().state().rests()) {
      return JobResult.done();
    }
    Errand errand = found.get().errand();
    Instant now = times.now(tenant, errand.clock());
    ErrandState next;
    try {
      switch (ask(found.get(), now)) {
        case Asked.Told(var state) -> next = state;
        case Asked.NotYet(var again) -> {
          return new JobResult.Snooze(again);
        }
      }
    } catch (StoreException e) {
      LOG.info("errand {}: {} could not be asked: {}", errand.id(), errand.store(), e.toString());
      if (job.attempt() < TRIES) {
        return new JobResult.RetryLater("the store could not be asked: " + e.getMessage());
      }
      next = unreachable(errand);
    }
    return moveOn(job, found.get(), next, now);
  }

  private JobResult moveOn(Job job, Loaded before, ErrandState next, Instant now) {
    JobResult.Snooze later = new JobResult.Snooze(pause(before.errand(), now));
    if (next.equals(before.errand().state())) {
      return later;
    }
    if (!errands.moveOn(before, next, now, next.rests() ? job : null)) {
      return new JobResult.RetryLater("the errand moved on meanwhile");
    }
    return next.rests() ? JobResult.done() : later;
  }

  private static Duration pause(Errand errand, Instant now) {
    if (errand.wish() instanceof Wish.Track || errand.state() instanceof ErrandState.Returned) {
      return TrackingPace.pause(errand.createdAt(), now);
    }
    Duration quarter = Duration.between(errand.createdAt(), now).dividedBy(4);
    return quarter.compareTo(SOONEST) < 0 ? SOONEST : quarter;
  }

  /// What became of the question.
  private sealed interface Asked {
    record Told(ErrandState state) implements Asked {}

    /// The store cannot be asked now, which is no try.
    record NotYet(Duration again) implements Asked {}
  }

  private Asked ask(Loaded loaded, Instant now) {
    Errand errand = loaded.errand();
    Optional<ConfiguredStore> store = stores.byCode(errand.store(), errand.isSandbox());
    if (store.isEmpty()) {
      return new Asked.Told(
          refused(errand, "The store '" + errand.store() + "' is no longer configured."));
    }
    Credential credential = loaded.secrets().credential();
    if (errand.order() != null) {
      Optional<PlacedOrder> order = orders.placed(new OrderKey(errand.tenant(), errand.order()));
      if (order.isEmpty()) {
        return new Asked.Told(refused(errand, "The store does not have the order."));
      }
      credential = order.get().secrets().credential();
    }
    StoreSession session = open(store.get(), errand, credential);
    boolean old = errand.createdAt().plus(DECIDES_WITHIN).isBefore(now);
    Duration again = old ? Duration.ZERO : session.admit().again();
    if (again.isPositive()) {
      return new Asked.NotYet(again);
    }
    try {
      return new Asked.Told(session.ask(() -> ask(store.get(), session, errand, now)));
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("{} failed while it ran errand {}", errand.store(), errand.id(), e);
      throw StoreException.answerLost("the connector failed: " + e.getClass().getSimpleName(), e);
    }
  }

  private StoreSession open(ConfiguredStore store, Errand errand, @Nullable Credential credential) {
    return access.open(
        errand.tenant(),
        errand.mode(),
        store,
        credential,
        () -> times.now(errand.tenant(), errand.clock()),
        Purpose.OTHER,
        access.deadline(LIMIT));
  }

  private ErrandState ask(ConfiguredStore store, StoreSession session, Errand errand, Instant now) {
    return switch (errand.wish()) {
      case Wish.Cancel wish when store.connector() instanceof CancelsOrders connector ->
          cancelled(
              errand, wish, connector.cancel(session, wish.merchantOrder(), wish.reason()), now);
      case Wish.Return wish when store.connector() instanceof ReturnsOrders connector ->
          returned(errand, connector.open(session, order(errand, wish)), now);
      case Wish.Track wish when store.connector() instanceof TracksOrders connector ->
          tracked(errand, connector.track(session, wish.merchantOrder()), now);
      case Wish.Cancel _ -> refused(errand, errand.store() + " cannot cancel orders from here.");
      case Wish.Return _ -> new ErrandState.Referred();
      case Wish.Track _ -> refused(errand, errand.store() + " does not tell where parcels are.");
    };
  }

  private ErrandState cancelled(Errand errand, Wish.Cancel wish, CancelResult result, Instant now) {
    return switch (result) {
      case CancelResult.Cancelled(var refund) -> {
        noteCancellation(errand, wish, (CancelResult.Cancelled) result);
        yield new ErrandState.Cancelled(refund);
      }
      case CancelResult.Refused(var error) -> new ErrandState.Refused(error);
      case CancelResult.Pending(var why) -> undecided(errand, why, now);
    };
  }

  private static ErrandState undecided(Errand errand, String why, Instant now) {
    return errand.createdAt().plus(DECIDES_WITHIN).isBefore(now)
        ? refused(errand, "The store has not decided within 14 days: " + why)
        : new ErrandState.Pending(why);
  }

  /// The order is told before the errand is, so that a crash between the two repeats both. An order
  /// that became several merchant orders is off when its tracking finds that all of them are.
  private void noteCancellation(Errand errand, Wish.Cancel wish, CancelResult.Cancelled off) {
    if (errand.order() == null) {
      return;
    }
    OrderKey key = new OrderKey(errand.tenant(), errand.order());
    boolean isWhole =
        orders
            .placed(key)
            .filter(placed -> placed.placement().merchantOrders().size() == 1)
            .isPresent();
    if (isWhole) {
      orders.calledOff(key, wish.reason(), off.refund());
    }
  }

  private static ReturnOrder order(Errand errand, Wish.Return wish) {
    return new ReturnOrder(
        errand.id().toString(),
        wish.merchantOrder(),
        wish.lines(),
        wish.reason(),
        wish.method(),
        wish.explanation(),
        wish.replacesPending(),
        wish.from());
  }

  private static ErrandState returned(Errand errand, ReturnResult result, Instant now) {
    return switch (result) {
      case ReturnResult.Pending(var why) -> undecided(errand, why, now);
      case ReturnResult.Opened(var id, var returnBy, var labels) ->
          new ErrandState.Returned(
              id, returnBy, labels, null, !TrackingPace.isOver(errand.createdAt(), now));
      case ReturnResult.Credited(var id, var refund) ->
          new ErrandState.Credited(
              errand.state() instanceof ErrandState.Returned before
                  ? before
                  : new ErrandState.Returned(id, null, List.of(), null, false),
              refund,
              null);
      case ReturnResult.InProgress(var id, var status, var description) ->
          new ErrandState.ReturnInProgress(id, status, description);
      case ReturnResult.Refused(var error) -> new ErrandState.Refused(error);
    };
  }

  private static ErrandState tracked(Errand errand, TrackResult result, Instant now) {
    boolean over = TrackingPace.isOver(errand.createdAt(), now);
    return switch (result) {
      case TrackResult.CancelledByRetailer(var reason, _) ->
          refused(errand, "The store has called the order off: " + reason);
      case TrackResult.Shipments(var parcels, var complete) when !parcels.isEmpty() -> {
        boolean arrived = complete && parcels.stream().allMatch(ErrandHandler::hasEnded);
        yield new ErrandState.Tracked(parcels, complete, arrived || over);
      }
      case TrackResult.Shipments _ ->
          over
              ? refused(errand, "The store told of no parcel within 90 days.")
              : new ErrandState.Queued();
    };
  }

  private static boolean hasEnded(Shipment parcel) {
    return switch (parcel.status()) {
      case DELIVERED, UNDELIVERABLE -> true;
      case PENDING, IN_TRANSIT -> false;
    };
  }

  private static ErrandState refused(Errand errand, String why) {
    return new ErrandState.Refused(
        new OrderError(
            ErrorCode.RETAILER_NOT_SUPPORTED,
            why,
            Map.of("merchant_order_id", errand.wish().merchantOrder().id())));
  }

  private static ErrandState unreachable(Errand errand) {
    return new ErrandState.Refused(
        new OrderError(
            ErrorCode.INTERNAL_ERROR,
            "The store '" + errand.store() + "' could not be reached; ask again later.",
            Map.of("retailer", errand.store())));
  }
}
