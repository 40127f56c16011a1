package dev.brass.server.order;

import dev.brass.server.connect.Admission;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Deadline;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
import dev.brass.server.connect.Trouble;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderEvent.AttemptStarted;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.server.order.Quoter.Fitting;
import dev.brass.server.secret.Redaction;
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
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `place-order` job: one attempt to place one order.
///
/// Before the store is asked to buy, the attempt, its id, the store's handle and the request are
/// committed. Everything after that is either an explicit yes or no of the store, or doubt. If the
/// process dies, the job runs again and finds the order [OrderState.Placing]: that is doubt, never
/// a second attempt. If certainly no call that buys was sent, the order waits and the same attempt
/// is made again ([Postponement]).
final class PlacingHandler implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(PlacingHandler.class);
  private static final Duration QUOTE_LIMIT = Duration.ofSeconds(60);
  private static final int CALLS_OF_A_QUOTE = 20;

  private final OrderWriter writer;
  private final Stores stores;
  private final StoreAccess access;
  private final OrderAccounts accounts;
  private final Outcomes outcomes;
  private final Postponement postponement;
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
      Postponement postponement,
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
    this.postponement = postponement;
    this.ids = ids;
    this.lookBack = lookBack;
    this.json = json;
    this.system = system;
    this.settings = settings;
  }

  @Override
  public JobResult run(Job job) {
    FaultPoint.CLAIMED.reached();
    OrderKey key = OrderJobs.order(job);
    return writer
        .decide(
            key,
            () -> new JobResult.Cancel("there is no order " + key.id()),
            loaded -> step(job, loaded))
        .orElseGet(OrderJobs::keptChanging);
  }

  /// Empty when the order has changed meanwhile.
  private Optional<JobResult> step(Job job, Loaded loaded) {
    return switch (loaded.order().state()) {
      case OrderState.Queued _, OrderState.Retrying _ -> inTurn(job, loaded);
      case OrderState.Placing placing -> done(recover(job, loaded, placing));
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
  }

  /// An order that was never placed fails; one that a store may be buying is in doubt.
  @Override
  public JobResult end(Job job, String why) {
    return writer
        .decide(OrderJobs.order(job), JobResult::done, loaded -> done(isEnded(job, loaded, why)))
        .orElseGet(() -> new JobResult.RetryLater(why));
  }

  private boolean isEnded(Job job, Loaded loaded, String why) {
    return switch (loaded.order().state()) {
      case OrderState.Queued _, OrderState.Retrying _ ->
          outcomes.over(
              job,
              loaded,
              new OrderError(
                  ErrorCode.INTERNAL_ERROR, "The order could not be placed. " + why + "."));
      case OrderState.Placing placing -> recover(job, loaded, placing);
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
  }

  /// Empty when the order has changed meanwhile and must be read again.
  private static Optional<JobResult> done(boolean decided) {
    return decided ? Optional.of(JobResult.done()) : Optional.empty();
  }

  /// Makes an attempt if the order's account may be used.
  private Optional<JobResult> inTurn(Job job, Loaded loaded) {
    return switch (accounts.turn(job, loaded)) {
      case OrderAccounts.Turn.Now(var ready) -> attempt(job, ready);
      case OrderAccounts.Turn.Elsewhere _ -> done(true);
      case OrderAccounts.Turn.Later(var pause) -> Optional.of(new JobResult.Snooze(pause));
      case OrderAccounts.Turn.Never(var error) ->
          done(outcomes.refused(job, loaded, refusal(loaded), error));
    };
  }

  /// An earlier run of this job died, or lost its lease, after it had committed the attempt. The
  /// job waits until the attempt can no longer reach the store.
  private boolean recover(Job job, Loaded loaded, OrderState.Placing placing) {
    Instant now = system.instant();
    Instant last = placing.notAfter().isAfter(now) ? placing.notAfter() : now;
    return outcomes.lost(
        job, loaded, placing, "the server stopped while the store was asked to buy", last, null);
  }

  /// An attempt without a call to a store.
  private AttemptRow refusal(Loaded loaded) {
    Instant now = OrderTime.of(system, loaded).now();
    Try attempt = next(loaded, now);
    return AttemptRow.notPlaced(attempt.number(), attempt.id(), attempt.started(), now, null);
  }

  private Optional<JobResult> attempt(Job job, Loaded loaded) {
    Order order = loaded.order();
    OrderTime time = OrderTime.of(system, loaded);
    if (isOverdue(order, time.now()) && !lookBack.isUnverified(order)) {
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
    StoreSession session =
        access.open(
            order.key().tenant(),
            order.mode(),
            store.get(),
            loaded.secrets().credential(),
            time.clock(),
            Purpose.ORDER,
            access.deadline(quoteLimit(store.get())));
    return switch (session.admit()) {
      case Admission.Later(var again) -> Optional.of(new JobResult.Snooze(again));
      case Admission.Unreachable(var why, var again) ->
          postponement.postpone(job, loaded, store.get(), why, again);
      case Admission.Go _ -> lookBack(job, loaded, store.get(), session);
    };
  }

  /// Makes an attempt once it is certain that the database has not lost an earlier one.
  private Optional<JobResult> lookBack(
      Job job, Loaded loaded, ConfiguredStore store, StoreSession session) {
    long epoch = lookBack.epoch();
    return switch (lookBack.look(loaded, store, session)) {
      case LookBack.Finding.Clear _ -> wanted(job, loaded, store, session, epoch);
      case LookBack.Finding.Found(var lost) -> done(outcomes.recovered(job, loaded, lost));
      case LookBack.Finding.Later(var pause) -> Optional.of(new JobResult.Snooze(pause));
      case LookBack.Finding.Ask(var why) -> done(outcomes.toBeVerified(job, loaded, why));
    };
  }

  /// Makes an attempt unless its time limit has passed.
  private Optional<JobResult> wanted(
      Job job, Loaded loaded, ConfiguredStore store, StoreSession session, long epoch) {
    String abort = loaded.order().state().abort();
    if (abort != null) {
      return done(outcomes.calledOff(job, loaded, abort));
    }
    return isOverdue(loaded.order(), OrderTime.of(system, loaded).now())
        ? done(outcomes.overdue(job, loaded))
        : quote(job, loaded, store, session, epoch);
  }

  /// At a store with a rate limit, the waiting times of its calls are added.
  private static Duration quoteLimit(ConfiguredStore store) {
    Duration apart = store.rules().apart();
    return apart == null ? QUOTE_LIMIT : QUOTE_LIMIT.plus(apart.multipliedBy(CALLS_OF_A_QUOTE));
  }

  /// The next attempt: a new one, unless nothing of the last one was sent.
  private Try next(Loaded loaded, Instant now) {
    int number = loaded.order().attempts() + 1;
    OrderState.Unsent unsent = loaded.order().state().unsent();
    return new Try(number, ids.of(loaded, number), unsent == null ? now : unsent.since());
  }

  /// An attempt that is made for the first time or again.
  ///
  /// @param started when it was first made
  private record Try(int number, AttemptId id, Instant started) {}

  /// @param epoch of the history that the decision to buy rests on
  private Optional<JobResult> quote(
      Job job, Loaded loaded, ConfiguredStore store, StoreSession session, long epoch) {
    Order order = loaded.order();
    OrderTime time = OrderTime.of(system, loaded);
    Try attempt = next(loaded, time.now());
    Answer<Fitting> quote;
    try {
      quote =
          session.ask(() -> Quoter.quote(store, session, order, loaded.secrets(), attempt.id()));
    } catch (StoreException e) {
      if (isUnasked(session.trouble())) {
        return unanswered(job, loaded, store, session);
      }
      quote = Answer.refused(broken(order, e));
    }
    return switch (quote) {
      case Answer.Refused<Fitting>(var error)
          when error.code().retrySafe() && isUnasked(session.trouble()) ->
          unanswered(job, loaded, store, session);
      case Answer.Refused<Fitting>(var error) ->
          done(
              outcomes.notPlaced(
                  job,
                  loaded,
                  AttemptRow.notPlaced(
                      attempt.number(),
                      attempt.id(),
                      attempt.started(),
                      time.now(),
                      received("no quote: " + error.message(), session)),
                  error));
      case Answer.Given<Fitting>(var fitting) ->
          place(job, loaded, store, session, fitting, attempt, epoch);
    };
  }

  /// Whether the store did not answer at all. If the connector failed, the order may be the reason,
  /// and that uses an attempt.
  private static boolean isUnasked(@Nullable Trouble trouble) {
    return trouble != null && trouble.kind() != Trouble.Kind.CONNECTOR;
  }

  /// There is no quote, and the order is not the reason: nothing was begun, and no attempt is used.
  private Optional<JobResult> unanswered(
      Job job, Loaded loaded, ConfiguredStore store, StoreSession session) {
    Trouble trouble = Objects.requireNonNull(session.trouble());
    return switch (trouble.kind()) {
      case UNREACHABLE, BUSY, NO_TURN, LATE ->
          postponement.postpone(job, loaded, store, trouble.why(), Duration.ZERO);
      case STOPPED -> Optional.of(new JobResult.Snooze(Duration.ZERO));
      case CONNECTOR -> throw new IllegalArgumentException(trouble.why());
    };
  }

  /// Whether an order has waited for its first attempt longer than its client allows.
  private static boolean isOverdue(Order order, Instant now) {
    Funding funding = order.spec().payment().funding();
    return funding != null
        && funding.queueTimeout() != null
        && order.attempts() == 0
        && now.isAfter(order.createdAt().plus(funding.queueTimeout()));
  }

  private Optional<JobResult> place(
      Job job,
      Loaded loaded,
      ConfiguredStore store,
      StoreSession quoted,
      Fitting fitting,
      Try attempt,
      long epoch) {
    OrderTime time = OrderTime.of(system, loaded);
    // Before the commit: the stored deadline is then correct however long the commit takes.
    Deadline deadline = access.deadline(settings.placeTimeout());
    StoreSession session = quoted.until(deadline);
    Money cap = fitting.cap();
    AttemptRow row =
        new AttemptRow(
            attempt.number(),
            attempt.id(),
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
            deadline.at(),
            attempt.started(),
            null);
    Optional<Order> placing =
        writer.happen(
            loaded,
            Happening.of(
                    new AttemptStarted(
                        time.now(),
                        attempt.id(),
                        attempt.number(),
                        fitting.total(),
                        fitting.shipping().option().name(),
                        deadline.at(),
                        fitting.concessions()))
                .with(row));
    if (placing.isEmpty()) {
      return Optional.empty();
    }
    FaultPoint.PLACING_COMMITTED.reached();
    Loaded begun = loaded.with(placing.get());
    if (lookBack.epoch() != epoch) {
      // This very attempt may have been made in a period that the database has lost meanwhile.
      return done(
          outcomes.lost(
              job,
              begun,
              (OrderState.Placing) placing.get().state(),
              "the database may have lost changes before the store was asked to buy",
              system.instant(),
              row));
    }
    PlaceOrder request =
        new PlaceOrder(
            fitting.request(),
            fitting.quote().handle(),
            fitting.shipping().option().id(),
            fitting.total(),
            cap,
            deadline.at().plus(loaded.ahead()));
    Asked asked = ask((PlacesOrders) store.connector(), session, request);
    FaultPoint.STORE_ANSWERED.reached();
    JobResult result =
        switch (asked) {
          case Asked.Answered(var answer) -> {
            outcomes.answered(
                job, begun, row, answer, received(Outcomes.describe(answer), session));
            yield JobResult.done();
          }
          case Asked.NotSent(var trouble) ->
              postponement.notSent(
                  job, begun, row, store, trouble, received("not sent: " + trouble.why(), session));
        };
    FaultPoint.OUTCOME_COMMITTED.reached();
    return Optional.of(result);
  }

  /// The result of the request to buy.
  private sealed interface Asked {
    /// An explicit answer, or doubt.
    record Answered(PlaceResult result) implements Asked {}

    /// Certainly no call that buys was sent.
    record NotSent(Trouble trouble) implements Asked {}
  }

  /// Asks the store to buy. Anything but an explicit answer is doubt, unless the connector reports
  /// that nothing was sent and no call that buys was observed.
  private Asked ask(PlacesOrders connector, StoreSession session, PlaceOrder request) {
    try {
      PlaceResult result = session.buy(() -> connector.place(session, request));
      Trouble trouble = session.trouble();
      boolean unasked =
          result instanceof PlaceResult.Refused(var error)
              && error.code().retrySafe()
              && !session.mayHaveBought();
      return unasked && trouble != null ? new Asked.NotSent(trouble) : new Asked.Answered(result);
    } catch (StoreException e) {
      return e.mayHaveArrived() || session.mayHaveBought()
          ? inDoubt(String.valueOf(e.getMessage()))
          : new Asked.NotSent(Objects.requireNonNull(session.trouble()));
    } catch (RuntimeException e) {
      LOG.warn("{} failed while placing attempt {}", session.code(), request.attempt(), e);
      return inDoubt("the connector failed; see the log");
    }
  }

  private static Asked inDoubt(String why) {
    return new Asked.Answered(new PlaceResult.InDoubt(why));
  }

  private String received(String outcome, StoreSession session) {
    return json.write(new AttemptRecord.Received(Redaction.of(outcome), session.exchanges()));
  }

  private static OrderError broken(Order order, StoreException e) {
    return new OrderError(
        ErrorCode.INTERNAL_ERROR,
        "The store '%s' gave no quote: %s.".formatted(order.spec().store(), e.getMessage()),
        Map.of("retailer", order.spec().store()));
  }
}
