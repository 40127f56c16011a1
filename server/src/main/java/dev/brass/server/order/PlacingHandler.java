package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
import dev.brass.server.credential.Redaction;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderEvent.AttemptStarted;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.server.order.Quoter.Fitting;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Answer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `place-order` job: one attempt to place one order.
///
/// Committed before the store is asked to buy: the attempt, its id, the store's handle and what it
/// is asked for. Whatever happens after that is either an explicit yes or no of the store, or
/// doubt. If the process dies, the job runs again and finds the order [OrderState.Placing]: that is
/// doubt, never a second attempt.
final class PlacingHandler implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(PlacingHandler.class);
  private static final int DECIDE_AGAIN = 5;
  private static final Duration QUOTE_LIMIT = Duration.ofSeconds(60);

  private final OrderWriter writer;
  private final Stores stores;
  private final StoreAccess access;
  private final OrderAccounts accounts;
  private final Outcomes outcomes;
  private final AttemptIds ids;
  private final LookBack lookBack;
  private final OrderJson json;
  private final InstantSource system;
  private final OrderSettings settings;

  PlacingHandler(
      OrderWriter writer,
      Stores stores,
      StoreAccess access,
      OrderAccounts accounts,
      Outcomes outcomes,
      AttemptIds ids,
      LookBack lookBack,
      OrderJson json,
      InstantSource system,
      OrderSettings settings) {
    this.writer = writer;
    this.stores = stores;
    this.access = access;
    this.accounts = accounts;
    this.outcomes = outcomes;
    this.ids = ids;
    this.lookBack = lookBack;
    this.json = json;
    this.system = system;
    this.settings = settings;
  }

  @Override
  public JobResult run(Job job) {
    FaultPoint.CLAIMED.reached();
    OrderKey key = new OrderKey(new TenantId(job.tenantId()), new OrderId(job.subject()));
    for (int i = 0; i < DECIDE_AGAIN; i++) {
      Optional<Loaded> loaded = writer.load(key);
      if (loaded.isEmpty()) {
        return new JobResult.Cancel("there is no order " + key.id());
      }
      Optional<JobResult> result =
          switch (loaded.get().order().state()) {
            case OrderState.Queued _, OrderState.Retrying _ -> inTurn(job, loaded.get());
            case OrderState.Placing placing -> done(recover(job, loaded.get(), placing));
            case OrderState.InDoubt _,
                OrderState.Bundling _,
                OrderState.Bundled _,
                OrderState.NeedsAction _,
                OrderState.Placed _,
                OrderState.Failed _,
                OrderState.Cancelled _,
                OrderState.CancelledByRetailer _ ->
                done(true);
          };
      if (result.isPresent()) {
        return result.get();
      }
    }
    return new JobResult.RetryLater("the order kept changing");
  }

  /// An order that was never placed fails; one that a store may be buying is in doubt.
  @Override
  public JobResult end(Job job, String why) {
    OrderKey key = new OrderKey(new TenantId(job.tenantId()), new OrderId(job.subject()));
    for (int i = 0; i < DECIDE_AGAIN; i++) {
      Optional<Loaded> loaded = writer.load(key);
      if (loaded.isEmpty()) {
        return JobResult.done();
      }
      boolean decided =
          switch (loaded.get().order().state()) {
            case OrderState.Queued _, OrderState.Retrying _ ->
                outcomes.over(
                    job,
                    loaded.get(),
                    new OrderError(
                        ErrorCode.INTERNAL_ERROR, "The order could not be placed. " + why + "."));
            case OrderState.Placing placing -> recover(job, loaded.get(), placing);
            case OrderState.InDoubt _,
                OrderState.Bundling _,
                OrderState.Bundled _,
                OrderState.NeedsAction _,
                OrderState.Placed _,
                OrderState.Failed _,
                OrderState.Cancelled _,
                OrderState.CancelledByRetailer _ ->
                true;
          };
      if (decided) {
        return JobResult.done();
      }
    }
    return new JobResult.RetryLater(why);
  }

  /// Empty when the order moved on meanwhile, so that there is something else to decide.
  private static Optional<JobResult> done(boolean decided) {
    return decided ? Optional.of(JobResult.done()) : Optional.empty();
  }

  /// An attempt, when the account that the order is bought with may be used.
  private Optional<JobResult> inTurn(Job job, Loaded loaded) {
    return switch (accounts.turn(job, loaded)) {
      case OrderAccounts.Turn.Now(var ready) -> lookBack(job, ready);
      case OrderAccounts.Turn.Elsewhere _ -> done(true);
      case OrderAccounts.Turn.Later(var pause) -> Optional.of(new JobResult.Snooze(pause));
      case OrderAccounts.Turn.Never(var error) ->
          done(outcomes.refused(job, loaded, refusal(loaded), error));
    };
  }

  /// An earlier run of this job died, or lost its lease, after it had said that it asks the store
  /// to buy. The store is given until the attempt can no longer reach it.
  private boolean recover(Job job, Loaded loaded, OrderState.Placing placing) {
    Instant now = system.instant();
    Instant last = placing.notAfter().isAfter(now) ? placing.notAfter() : now;
    return outcomes.lost(
        job, loaded, placing, "the server stopped while the store was asked to buy", last, null);
  }

  /// An attempt that no store was asked for.
  private AttemptRow refusal(Loaded loaded) {
    Instant now = OrderTime.of(system, loaded).now();
    int number = loaded.order().attempts() + 1;
    return AttemptRow.notPlaced(number, ids.of(loaded, number), now, now, null);
  }

  /// An attempt, once it is sure that none was made which the database has forgotten.
  private Optional<JobResult> lookBack(Job job, Loaded loaded) {
    Order order = loaded.order();
    if (isOverdue(order, OrderTime.of(system, loaded).now())) {
      return done(outcomes.overdue(job, loaded));
    }
    Optional<ConfiguredStore> store = stores.byCode(order.spec().store(), order.isSandbox());
    if (store.isEmpty()) {
      return done(
          outcomes.refused(
              job,
              loaded,
              refusal(loaded),
              new OrderError(
                  ErrorCode.RETAILER_NOT_SUPPORTED,
                  "The store '" + order.spec().store() + "' is no longer configured.",
                  Map.of("retailer", order.spec().store()))));
    }
    long epoch = lookBack.epoch();
    return switch (lookBack.look(loaded, store.get())) {
      case LookBack.Finding.Clear _ -> done(attempt(job, loaded, store.get(), epoch));
      case LookBack.Finding.Found(var lost) -> done(outcomes.recovered(job, loaded, lost));
      case LookBack.Finding.Later(var pause) -> Optional.of(new JobResult.Snooze(pause));
      case LookBack.Finding.Ask(var why) -> done(outcomes.toBeVerified(job, loaded, why));
    };
  }

  /// @param epoch of the history that the decision to buy rests on
  private boolean attempt(Job job, Loaded loaded, ConfiguredStore store, long epoch) {
    Order order = loaded.order();
    OrderTime time = OrderTime.of(system, loaded);
    int number = order.attempts() + 1;
    AttemptId attempt = ids.of(loaded, number);
    Instant started = time.now();
    Instant notAfter = time.systemNow().plus(settings.placeTimeout()).plus(QUOTE_LIMIT);
    StoreSession session =
        access.open(
            order.key().tenant(),
            order.mode(),
            store,
            loaded.secrets().credential(),
            time.clock(),
            notAfter);
    Answer<Fitting> quote;
    try {
      quote =
          access.within(
              QUOTE_LIMIT, () -> Quoter.quote(store, session, order, loaded.secrets(), attempt));
    } catch (RuntimeException e) {
      LOG.info("order {}: no quote from {}: {}", order.id(), order.spec().store(), e.toString());
      quote = Answer.refused(unreachable(order, e));
    }
    return switch (quote) {
      case Answer.Refused<Fitting>(var error) ->
          outcomes.notPlaced(
              job,
              loaded,
              AttemptRow.notPlaced(
                  number,
                  attempt,
                  started,
                  time.now(),
                  received("no quote: " + error.message(), session)),
              error);
      case Answer.Given<Fitting>(var fitting) ->
          place(job, loaded, store, session, fitting, number, started, epoch);
    };
  }

  /// Whether an order that waited for its first attempt has waited longer than its client wants to.
  private static boolean isOverdue(Order order, Instant now) {
    Funding funding = order.spec().funding();
    return funding != null
        && funding.queueTimeout() != null
        && order.attempts() == 0
        && now.isAfter(order.createdAt().plus(funding.queueTimeout()));
  }

  private boolean place(
      Job job,
      Loaded loaded,
      ConfiguredStore store,
      StoreSession session,
      Fitting fitting,
      int number,
      Instant started,
      long epoch) {
    OrderTime time = OrderTime.of(system, loaded);
    AttemptId attempt = fitting.request().attempt();
    Instant notAfter = time.systemNow().plus(settings.placeTimeout());
    Money cap = fitting.cap();
    AttemptRow row =
        new AttemptRow(
            number,
            attempt,
            AttemptRow.Status.PLACING,
            fitting.quote().handle(),
            json.write(
                new AttemptRecord(
                    fitting.request().lines(),
                    fitting.shipping().option().id(),
                    fitting.shipping().option().name(),
                    fitting.total(),
                    cap)),
            null,
            notAfter,
            started,
            null);
    Optional<Order> placing =
        writer.happen(
            loaded,
            Happening.of(
                    new AttemptStarted(
                        time.now(),
                        attempt,
                        number,
                        fitting.total(),
                        fitting.shipping().option().name(),
                        notAfter,
                        fitting.concessions()))
                .with(row));
    if (placing.isEmpty()) {
      return false;
    }
    FaultPoint.PLACING_COMMITTED.reached();
    Loaded committed = loaded.with(placing.get());
    if (lookBack.epoch() != epoch) {
      // This very attempt may have been made in a life that the database has forgotten meanwhile.
      return outcomes.lost(
          job,
          committed,
          (OrderState.Placing) placing.get().state(),
          "the database may have lost changes before the store was asked to buy",
          system.instant(),
          row);
    }
    PlaceOrder request =
        new PlaceOrder(
            fitting.request(),
            fitting.quote().handle(),
            fitting.shipping().option().id(),
            fitting.total(),
            cap,
            notAfter.plus(loaded.ahead()));
    PlaceResult result = ask((PlacesOrders) store.connector(), session, request);
    FaultPoint.STORE_ANSWERED.reached();
    outcomes.answered(job, committed, row, result, received(Outcomes.describe(result), session));
    FaultPoint.OUTCOME_COMMITTED.reached();
    return true;
  }

  /// Asks the store to buy. What is not an explicit answer is doubt, unless the connector can say
  /// that nothing was sent.
  private PlaceResult ask(PlacesOrders connector, StoreSession session, PlaceOrder request) {
    try {
      return access.within(settings.placeTimeout(), () -> connector.place(session, request));
    } catch (StoreException e) {
      return e.mayHaveArrived()
          ? new PlaceResult.InDoubt(String.valueOf(e.getMessage()))
          : new PlaceResult.Refused(
              new OrderError(
                  ErrorCode.INTERNAL_ERROR,
                  "The store could not be asked to buy: " + e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("{} failed while placing attempt {}", session.code(), request.attempt(), e);
      return new PlaceResult.InDoubt("the connector failed: " + e.getClass().getSimpleName());
    }
  }

  private String received(String outcome, StoreSession session) {
    return json.write(new AttemptRecord.Received(Redaction.of(outcome), session.exchanges()));
  }

  private static OrderError unreachable(Order order, RuntimeException e) {
    String why = e instanceof StoreException ? ": " + e.getMessage() : "";
    return new OrderError(
        ErrorCode.INTERNAL_ERROR,
        "The store '" + order.spec().store() + "' could not be reached" + why + ".",
        Map.of("retailer", order.spec().store()));
  }
}
