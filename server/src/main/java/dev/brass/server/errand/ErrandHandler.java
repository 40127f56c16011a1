package dev.brass.server.errand;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.FollowUp;
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
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `run-errand` job: asks the store, and asks again while it has not decided. *A crash here*
/// asks once more: every such call may be repeated (contract C9), a return by its reference.
final class ErrandHandler implements JobHandler {

  static final String KIND = "run-errand";

  private static final Logger LOG = LoggerFactory.getLogger(ErrandHandler.class);

  /// Runs in a row in which a store that has not answered yet cannot be reached; the errand is then
  /// refused.
  private static final int TRIES = 10;

  /// How long a wish waits for a store that is not asked because it cannot be reached.
  private static final Duration UNREACHED_FOR = Duration.ofDays(1);

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SOONEST = Duration.ofMinutes(5);

  /// How long a store may think about a wish.
  private static final FollowUp DECISION =
      new FollowUp(Duration.ofDays(14), ErrandHandler::untilDecided);

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
    return switch (question(found.get())) {
      case Question.Answered(var known) -> moveOn(job, found.get(), known, now, Duration.ZERO);
      case Question.OfStore of -> ask(job, found.get(), of, now);
    };
  }

  private JobResult ask(Job job, Loaded loaded, Question.OfStore of, Instant now) {
    Errand errand = loaded.errand();
    StoreSession session = of.session();
    return switch (rule(errand)
        .look(
            errand.createdAt(),
            now,
            session::admit,
            () -> session.ask(() -> asked(of.store(), session, errand)))) {
      case FollowUp.Look.TooOld<Supplier<ErrandState>> _ ->
          moveOn(job, loaded, tooOld(errand), now, Duration.ZERO);
      case FollowUp.Look.NotYet<Supplier<ErrandState>>(var again) ->
          errand.state() instanceof ErrandState.Queued && isUnreached(errand, now)
              ? moveOn(job, loaded, unreachable(errand), now, again)
              : new JobResult.Snooze(again);
      case FollowUp.Look.Answered<Supplier<ErrandState>>(var told, var pause) ->
          moveOn(job, loaded, told.get(), now, pause);
      case FollowUp.Look.Failed<Supplier<ErrandState>>(var why, var pause) -> {
        LOG.info(
            "errand {}: {} could not be asked: {}", errand.id(), errand.store(), why.toString());
        if (!(errand.state() instanceof ErrandState.Queued)) {
          // What the store has said stands, and is asked for at its pace.
          yield new JobResult.Snooze(pause);
        }
        yield job.attempt() < TRIES
            ? new JobResult.RetryLater("the store could not be asked: " + why.getMessage())
            : moveOn(job, loaded, unreachable(errand), now, pause);
      }
    };
  }

  @Override
  public JobResult end(Job job, String why) {
    TenantId tenant = new TenantId(job.tenantId());
    Optional<Loaded> found = errands.load(tenant, new ErrandId(job.subject()));
    if (found.isEmpty() || found.get().errand().state().rests()) {
      return JobResult.done();
    }
    Errand errand = found.get().errand();
    Instant now = times.now(tenant, errand.clock());
    return moveOn(job, found.get(), tooOld(errand), now, Duration.ZERO);
  }

  private JobResult moveOn(Job job, Loaded before, ErrandState next, Instant now, Duration pause) {
    JobResult later = new JobResult.GoOn(pause);
    if (next.equals(before.errand().state())) {
      return later;
    }
    if (!errands.moveOn(before, next, now, next.rests() ? job : null)) {
      return new JobResult.RetryLater("the errand moved on meanwhile");
    }
    return next.rests() ? JobResult.done() : later;
  }

  /// Whether a wish has waited for long enough for a store that cannot be reached.
  private static boolean isUnreached(Errand errand, Instant now) {
    return !(errand.wish() instanceof Wish.Track)
        && errand.createdAt().plus(UNREACHED_FOR).isBefore(now);
  }

  /// Until when an errand is run, and how often the store is asked.
  private static FollowUp rule(Errand errand) {
    return errand.wish() instanceof Wish.Track || errand.state() instanceof ErrandState.Returned
        ? TrackingPace.RULE
        : DECISION;
  }

  private static Duration untilDecided(Duration age) {
    Duration quarter = age.dividedBy(4);
    return quarter.compareTo(SOONEST) < 0 ? SOONEST : quarter;
  }

  /// How an errand rests when its time is over: what the store has said stays.
  private static ErrandState tooOld(Errand errand) {
    return switch (errand.state()) {
      case ErrandState.Tracked tracked ->
          new ErrandState.Tracked(tracked.parcels(), tracked.complete(), true);
      case ErrandState.Returned returned ->
          new ErrandState.Returned(
              returned.merchantReturnId(),
              returned.returnBy(),
              returned.labels(),
              returned.note(),
              false);
      case ErrandState.Pending(var why) ->
          refused(errand, "The store has not decided within 14 days: " + why);
      case ErrandState.Queued _ ->
          refused(
              errand,
              errand.wish() instanceof Wish.Track
                  ? "The store told of no parcel within 90 days."
                  : "The store has not decided within 14 days.");
      case ErrandState.Referred _,
          ErrandState.Cancelled _,
          ErrandState.Credited _,
          ErrandState.ReturnInProgress _,
          ErrandState.Refused _ ->
          errand.state();
    };
  }

  /// What is to be asked.
  private sealed interface Question {
    record OfStore(ConfiguredStore store, StoreSession session) implements Question {}

    /// Nothing: the answer is known.
    record Answered(ErrandState state) implements Question {}
  }

  private Question question(Loaded loaded) {
    Errand errand = loaded.errand();
    Optional<ConfiguredStore> store = stores.byCode(errand.store(), errand.isSandbox());
    if (store.isEmpty()) {
      return new Question.Answered(
          refused(errand, "The store '" + errand.store() + "' is no longer configured."));
    }
    Credential credential = loaded.secrets().credential();
    if (errand.order() != null) {
      Optional<PlacedOrder> order = orders.placed(new OrderKey(errand.tenant(), errand.order()));
      if (order.isEmpty()) {
        return new Question.Answered(refused(errand, "The store does not have the order."));
      }
      credential = order.get().secrets().credential();
    }
    return new Question.OfStore(store.get(), open(store.get(), errand, credential));
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

  /// Asks the store. What its answer means is found out by what this gives, when the call is over:
  /// trouble of ours is none with the store.
  private Supplier<ErrandState> asked(ConfiguredStore store, StoreSession session, Errand errand) {
    switch (errand.wish()) {
      case Wish.Cancel wish when store.connector() instanceof CancelsOrders connector -> {
        CancelResult result = connector.cancel(session, wish.merchantOrder(), wish.reason());
        return () -> cancelled(errand, wish, result);
      }
      case Wish.Return wish when store.connector() instanceof ReturnsOrders connector -> {
        ReturnResult result = connector.open(session, order(errand, wish));
        return () -> returned(errand, result);
      }
      case Wish.Track wish when store.connector() instanceof TracksOrders connector -> {
        TrackResult result = connector.track(session, wish.merchantOrder());
        return () -> tracked(errand, result);
      }
      case Wish.Cancel _ -> {
        return () -> refused(errand, errand.store() + " cannot cancel orders from here.");
      }
      case Wish.Return _ -> {
        return ErrandState.Referred::new;
      }
      case Wish.Track _ -> {
        return () -> refused(errand, errand.store() + " does not tell where parcels are.");
      }
    }
  }

  private ErrandState cancelled(Errand errand, Wish.Cancel wish, CancelResult result) {
    return switch (result) {
      case CancelResult.Cancelled(var refund) -> {
        // The order is told before the errand is, so that a crash between the two repeats both.
        if (errand.order() != null) {
          orders.calledOff(
              new OrderKey(errand.tenant(), errand.order()),
              wish.merchantOrder(),
              wish.reason(),
              refund);
        }
        yield new ErrandState.Cancelled(refund);
      }
      case CancelResult.Refused(var error) -> new ErrandState.Refused(error);
      case CancelResult.Pending(var why) -> new ErrandState.Pending(why);
    };
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

  private static ErrandState returned(Errand errand, ReturnResult result) {
    return switch (result) {
      case ReturnResult.Pending(var why) -> new ErrandState.Pending(why);
      case ReturnResult.Opened(var id, var returnBy, var labels) ->
          new ErrandState.Returned(id, returnBy, labels, null, true);
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

  private static ErrandState tracked(Errand errand, TrackResult result) {
    return switch (result) {
      case TrackResult.CancelledByRetailer(var reason, _) ->
          refused(errand, "The store has called the order off: " + reason);
      case TrackResult.Shipments(var parcels, var complete) when !parcels.isEmpty() ->
          new ErrandState.Tracked(
              parcels, complete, complete && parcels.stream().allMatch(ErrandHandler::hasEnded));
      case TrackResult.Shipments _ -> errand.state();
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
