package dev.brass.server.aftersales;

import dev.brass.server.aftersales.AftersalesRepository.Loaded;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.FollowUp;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
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

/// The `run-errand` job: asks the store, and asks again while it has not decided. *After a crash*
/// it asks once more: every such call may be repeated (contract C9), a return by its reference.
final class AftersalesHandler implements JobHandler {

  static final String KIND = "run-errand";

  private static final Logger LOG = LoggerFactory.getLogger(AftersalesHandler.class);

  /// The number of consecutive runs in which a store that has never answered cannot be reached; the
  /// after-sales task is then refused.
  private static final int TRIES = 10;

  /// How long a request waits for a store that is not asked because it cannot be reached.
  private static final Duration UNREACHED_FOR = Duration.ofDays(1);

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SOONEST = Duration.ofMinutes(5);

  /// How long a store may take to decide.
  private static final FollowUp DECISION =
      new FollowUp(Duration.ofDays(14), AftersalesHandler::untilDecided);

  private final Aftersales aftersales;
  private final Orders orders;
  private final Stores stores;
  private final StoreAccess access;
  private final AftersalesTimes times;

  AftersalesHandler(
      Aftersales aftersales,
      Orders orders,
      Stores stores,
      StoreAccess access,
      AftersalesTimes times) {
    this.aftersales = aftersales;
    this.orders = orders;
    this.stores = stores;
    this.access = access;
    this.times = times;
  }

  @Override
  public JobResult run(Job job) {
    TenantId tenant = new TenantId(job.tenantId());
    Optional<Loaded> found = aftersales.load(tenant, new AftersalesId(job.subject()));
    if (found.isEmpty() || found.get().errand().state().rests()) {
      return JobResult.done();
    }
    AftersalesTask errand = found.get().errand();
    Instant now = times.now(tenant, errand.clock());
    return switch (question(found.get())) {
      case Question.Answered(var known) -> moveOn(job, found.get(), known, now, Duration.ZERO);
      case Question.OfStore of -> ask(job, found.get(), of, now);
    };
  }

  private JobResult ask(Job job, Loaded loaded, Question.OfStore of, Instant now) {
    AftersalesTask errand = loaded.errand();
    StoreSession session = of.session();
    return switch (rule(errand)
        .look(
            errand.createdAt(),
            now,
            session::admit,
            () -> session.ask(() -> asked(of.store(), session, errand)))) {
      case FollowUp.Look.TooOld<Supplier<AftersalesState>> _ ->
          moveOn(job, loaded, tooOld(errand), now, Duration.ZERO);
      case FollowUp.Look.NotYet<Supplier<AftersalesState>>(var again) ->
          errand.state() instanceof AftersalesState.Queued && isUnreached(errand, now)
              ? moveOn(job, loaded, unreachable(errand), now, again)
              : new JobResult.Snooze(again);
      case FollowUp.Look.Answered<Supplier<AftersalesState>>(var told, var pause) ->
          moveOn(job, loaded, told.get(), now, pause);
      case FollowUp.Look.Failed<Supplier<AftersalesState>>(var why, var pause) -> {
        LOG.info("task {}: {} could not be asked: {}", errand.id(), errand.store(), why.toString());
        if (!(errand.state() instanceof AftersalesState.Queued)) {
          // The store's last answer remains valid, and is asked for again at the usual pace.
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
    Optional<Loaded> found = aftersales.load(tenant, new AftersalesId(job.subject()));
    if (found.isEmpty() || found.get().errand().state().rests()) {
      return JobResult.done();
    }
    AftersalesTask errand = found.get().errand();
    Instant now = times.now(tenant, errand.clock());
    return moveOn(job, found.get(), tooOld(errand), now, Duration.ZERO);
  }

  private JobResult moveOn(
      Job job, Loaded before, AftersalesState next, Instant now, Duration pause) {
    JobResult later = new JobResult.GoOn(pause);
    if (next.equals(before.errand().state())) {
      return later;
    }
    if (!aftersales.moveOn(before, next, now, next.rests() ? job : null)) {
      return new JobResult.RetryLater("the after-sales task changed meanwhile");
    }
    return next.rests() ? JobResult.done() : later;
  }

  /// Whether a request has waited long enough for a store that cannot be reached.
  private static boolean isUnreached(AftersalesTask errand, Instant now) {
    return !(errand.wish() instanceof AftersalesAction.Track)
        && errand.createdAt().plus(UNREACHED_FOR).isBefore(now);
  }

  /// How long an after-sales task runs, and how often the store is asked.
  private static FollowUp rule(AftersalesTask errand) {
    return errand.wish() instanceof AftersalesAction.Track
            || errand.state() instanceof AftersalesState.Returned
        ? TrackingPace.RULE
        : DECISION;
  }

  private static Duration untilDecided(Duration age) {
    Duration quarter = age.dividedBy(4);
    return quarter.compareTo(SOONEST) < 0 ? SOONEST : quarter;
  }

  /// The final state of an after-sales task when its time is over: the store's last answer is kept.
  private static AftersalesState tooOld(AftersalesTask errand) {
    return switch (errand.state()) {
      case AftersalesState.Tracked tracked ->
          new AftersalesState.Tracked(tracked.parcels(), tracked.complete(), true);
      case AftersalesState.Returned returned ->
          new AftersalesState.Returned(
              returned.merchantReturnId(),
              returned.returnBy(),
              returned.labels(),
              returned.note(),
              false);
      case AftersalesState.Pending(var why) ->
          refused(errand, "The store has not decided within 14 days: " + why);
      case AftersalesState.Queued _ ->
          refused(
              errand,
              errand.wish() instanceof AftersalesAction.Track
                  ? "The store reported no parcel within 90 days."
                  : "The store has not decided within 14 days.");
      case AftersalesState.Referred _,
          AftersalesState.Cancelled _,
          AftersalesState.Credited _,
          AftersalesState.ReturnInProgress _,
          AftersalesState.Refused _ ->
          errand.state();
    };
  }

  /// The question to the store.
  private sealed interface Question {
    record OfStore(ConfiguredStore store, StoreSession session) implements Question {}

    /// No question: the answer is known.
    record Answered(AftersalesState state) implements Question {}
  }

  private Question question(Loaded loaded) {
    AftersalesTask errand = loaded.errand();
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

  private StoreSession open(
      ConfiguredStore store, AftersalesTask errand, @Nullable Credential credential) {
    return access.open(
        errand.tenant(),
        errand.mode(),
        store,
        credential,
        () -> times.now(errand.tenant(), errand.clock()),
        Purpose.OTHER,
        access.deadline(LIMIT));
  }

  /// Asks the store. The returned supplier evaluates the answer after the call, so that an error of
  /// this server does not count as the store's.
  private Supplier<AftersalesState> asked(
      ConfiguredStore store, StoreSession session, AftersalesTask errand) {
    switch (errand.wish()) {
      case AftersalesAction.Cancel wish
          when store.connector() instanceof CancelsOrders connector -> {
        CancelResult result = connector.cancel(session, wish.merchantOrder(), wish.reason());
        return () -> cancelled(errand, wish, result);
      }
      case AftersalesAction.Return wish
          when store.connector() instanceof ReturnsOrders connector -> {
        ReturnResult result = connector.open(session, order(errand, wish));
        return () -> returned(errand, result);
      }
      case AftersalesAction.Track wish when store.connector() instanceof TracksOrders connector -> {
        TrackResult result = connector.track(session, wish.merchantOrder());
        return () -> tracked(errand, result);
      }
      case AftersalesAction.Cancel _ -> {
        return () -> refused(errand, errand.store() + " cannot cancel orders from here.");
      }
      case AftersalesAction.Return _ -> {
        return AftersalesState.Referred::new;
      }
      case AftersalesAction.Track _ -> {
        return () -> refused(errand, errand.store() + " does not report where parcels are.");
      }
    }
  }

  private AftersalesState cancelled(
      AftersalesTask errand, AftersalesAction.Cancel wish, CancelResult result) {
    return switch (result) {
      case CancelResult.Cancelled(var refund) -> {
        // The order is changed before the after-sales task, so that a crash in between repeats
        // both.
        if (errand.order() != null) {
          orders.calledOff(
              new OrderKey(errand.tenant(), errand.order()),
              wish.merchantOrder(),
              wish.reason(),
              refund);
        }
        yield new AftersalesState.Cancelled(refund);
      }
      case CancelResult.Refused(var error) -> new AftersalesState.Refused(error);
      case CancelResult.Pending(var why) -> new AftersalesState.Pending(why);
    };
  }

  private static ReturnOrder order(AftersalesTask errand, AftersalesAction.Return wish) {
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

  private static AftersalesState returned(AftersalesTask errand, ReturnResult result) {
    return switch (result) {
      case ReturnResult.Pending(var why) -> new AftersalesState.Pending(why);
      case ReturnResult.Opened(var id, var returnBy, var labels) ->
          new AftersalesState.Returned(id, returnBy, labels, null, true);
      case ReturnResult.Credited(var id, var refund) ->
          new AftersalesState.Credited(
              errand.state() instanceof AftersalesState.Returned before
                  ? before
                  : new AftersalesState.Returned(id, null, List.of(), null, false),
              refund,
              null);
      case ReturnResult.InProgress(var id, var status, var description) ->
          new AftersalesState.ReturnInProgress(id, status, description);
      case ReturnResult.Refused(var error) -> new AftersalesState.Refused(error);
    };
  }

  private static AftersalesState tracked(AftersalesTask errand, TrackResult result) {
    return switch (result) {
      case TrackResult.CancelledByRetailer(var reason, _) ->
          refused(errand, "The store has cancelled the order: " + reason);
      case TrackResult.Shipments(var parcels, var complete) when !parcels.isEmpty() ->
          new AftersalesState.Tracked(
              parcels,
              complete,
              complete && parcels.stream().allMatch(AftersalesHandler::hasEnded));
      case TrackResult.Shipments _ -> errand.state();
    };
  }

  private static boolean hasEnded(Shipment parcel) {
    return switch (parcel.status()) {
      case DELIVERED, UNDELIVERABLE -> true;
      case PENDING, IN_TRANSIT -> false;
    };
  }

  private static AftersalesState refused(AftersalesTask errand, String why) {
    return new AftersalesState.Refused(
        new OrderError(
            ErrorCode.RETAILER_NOT_SUPPORTED,
            why,
            Map.of("merchant_order_id", errand.wish().merchantOrder().id())));
  }

  private static AftersalesState unreachable(AftersalesTask errand) {
    return new AftersalesState.Refused(
        new OrderError(
            ErrorCode.INTERNAL_ERROR,
            "The store '" + errand.store() + "' could not be reached; ask again later.",
            Map.of("retailer", errand.store())));
  }
}
