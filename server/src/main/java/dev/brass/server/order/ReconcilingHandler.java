package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Deadline;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.JumpingTime;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderEvent.StillInDoubt;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.Line;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.RepeatResult;
import dev.brass.spi.RepeatsOrders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `reconcile-order` job: asks the store whether it has an order in doubt, and never guesses.
///
/// "There" ends the doubt. "Not there" ends it only once the attempt can no longer reach the store.
/// When the store has no answer, it is asked again, ever more rarely; a store that makes one order
/// of an attempt however often it is sent ([RepeatsOrders]) gets the same attempt again. In the end
/// the order fails as `order_probably_placed` and is not tried again; the store is then asked now
/// and then for a month, since the answer still matters to the payer.
final class ReconcilingHandler implements JobHandler {

  static final Duration FIRST_LATE_LOOK = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(ReconcilingHandler.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration LONGEST_LATE_PAUSE = Duration.ofDays(1);
  private static final Duration LATE_LOOKS_END = Duration.ofDays(30);

  private final OrderWriter writer;
  private final OrderReads reads;
  private final Stores stores;
  private final StoreAccess access;
  private final Outcomes outcomes;
  private final OrderJson json;
  private final InstantSource system;
  private final OrderSettings settings;

  ReconcilingHandler(
      OrderWriter writer,
      OrderReads reads,
      Stores stores,
      StoreAccess access,
      Outcomes outcomes,
      OrderJson json,
      InstantSource system,
      OrderSettings settings) {
    this.writer = writer;
    this.reads = reads;
    this.stores = stores;
    this.access = access;
    this.outcomes = outcomes;
    this.json = json;
    this.system = system;
    this.settings = settings;
  }

  @Override
  public JobResult run(Job job) {
    return writer
        .decide(OrderJobs.order(job), JobResult::done, loaded -> look(job, loaded))
        .orElseGet(OrderJobs::keptChanging);
  }

  /// Empty when the order has changed meanwhile.
  private Optional<JobResult> look(Job job, Loaded loaded) {
    Optional<StoreSession> session = session(loaded);
    return switch (loaded.order().state()) {
      case OrderState.InDoubt doubt -> look(job, loaded, doubt, session.orElse(null));
      case OrderState.Failed failed when failed.isProbablyPlaced() ->
          lookLate(job, loaded, session.orElse(null));
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Placed _,
          OrderState.Failed _,
          OrderState.Cancelled _,
          OrderState.CancelledByRetailer _ ->
          Optional.of(JobResult.done());
    };
  }

  /// The doubt stays: the order fails as probably placed, and an operator may know more.
  @Override
  public JobResult end(Job job, String why) {
    OrderKey key = OrderJobs.order(job);
    Optional<Loaded> loaded = writer.load(key);
    if (loaded.isEmpty()
        || !(loaded.get().order().state() instanceof OrderState.InDoubt doubt)
        || isOnce(job)) {
      return JobResult.done();
    }
    AttemptRow row = reads.attempt(key, doubt.number()).orElseThrow();
    Instant now = OrderTime.of(system, loaded.get()).now();
    return outcomes.gaveUp(job, loaded.get(), row.ended(AttemptRow.Status.IN_DOUBT, now, null), why)
        ? JobResult.done()
        : new JobResult.RetryLater(why);
  }

  /// Empty when the order has changed meanwhile.
  private Optional<JobResult> look(
      Job job, Loaded loaded, OrderState.InDoubt doubt, @Nullable StoreSession session) {
    Optional<Duration> wait = Optional.ofNullable(session).flatMap(s -> wait(s, loaded, doubt));
    if (wait.isPresent()) {
      return Optional.of(isOnce(job) ? JobResult.done() : new JobResult.Snooze(wait.get()));
    }
    return decided(job, loaded, doubt, session) ? Optional.of(JobResult.done()) : Optional.empty();
  }

  /// How long to wait for a store that cannot be asked now. Waiting does not count as a look, since
  /// the store was not asked. The wait is limited; afterwards looks are counted whether the store
  /// can be asked or not.
  private Optional<Duration> wait(StoreSession session, Loaded loaded, OrderState.InDoubt doubt) {
    Duration longest = store(loaded.order()).map(s -> s.rules().holdFor()).orElse(Duration.ZERO);
    if (system.instant().isAfter(doubt.settledAt().plus(longest))) {
      return Optional.empty();
    }
    return Optional.of(session.admit().again()).filter(Duration::isPositive);
  }

  private boolean decided(
      Job job, Loaded loaded, OrderState.InDoubt doubt, @Nullable StoreSession session) {
    OrderKey key = loaded.order().key();
    AttemptRow row = reads.attempt(key, doubt.number()).orElseThrow();
    // Before the answer: an order may still have arrived between the store's "not there" and now.
    Instant asked = system.instant();
    FindResult found = ask(loaded, row, session);
    FaultPoint.RECONCILING.reached();
    Instant now = OrderTime.of(system, loaded).now();
    return switch (found) {
      case FindResult.Found(var placement) when !placement.merchantOrders().isEmpty() -> {
        outcomes.yes(job, loaded.order(), row, placement, null);
        yield true;
      }
      case FindResult.Found _ ->
          outcomes.gaveUp(
              job,
              loaded,
              row.ended(AttemptRow.Status.PLACED, now, null),
              "the store has it but does not report its number");
      case FindResult.Absent _ when !asked.isBefore(settledAt(doubt, row)) ->
          outcomes.notPlaced(
              job, loaded, row.ended(AttemptRow.Status.ABSENT, now, null), neverArrived());
      case FindResult.Absent _ ->
          again(
              job,
              loaded,
              "not there yet; it may still arrive",
              Duration.between(asked, settledAt(doubt, row)).plusMillis(1));
      case FindResult.Unknown(var why) -> cannotTell(job, loaded, doubt, row, why, asked);
    };
  }

  /// When the store's "not there" becomes final: a jump of the clock since the attempt does not
  /// count as time for its arrival.
  private Instant settledAt(OrderState.InDoubt doubt, AttemptRow row) {
    return doubt.settledAt().plus(JumpingTime.jumpedSince(system, row.startedAt()));
  }

  private static OrderError neverArrived() {
    return new OrderError(
        ErrorCode.INTERNAL_ERROR,
        "The store did not get the order: its answer was lost, and it has no such order.");
  }

  private boolean cannotTell(
      Job job, Loaded loaded, OrderState.InDoubt doubt, AttemptRow row, String why, Instant asked) {
    if (isOnce(job)) {
      return true;
    }
    Instant now = OrderTime.of(system, loaded).now();
    if (doubt.looks() + 1 >= settings.reconcileLooks()) {
      return outcomes.gaveUp(job, loaded, row.ended(AttemptRow.Status.IN_DOUBT, now, null), why);
    }
    Optional<ConfiguredStore> store = store(loaded.order());
    boolean mayRepeat = doubt.abort() == null && !asked.isBefore(settledAt(doubt, row));
    if (mayRepeat
        && store.isPresent()
        && store.get().connector() instanceof RepeatsOrders repeats) {
      return repeat(job, loaded, doubt, row, store.get(), repeats);
    }
    return again(job, loaded, why, pause(doubt.looks()));
  }

  private boolean again(Job job, Loaded loaded, String why, Duration pause) {
    if (isOnce(job)) {
      return true;
    }
    Instant now = OrderTime.of(system, loaded).now();
    return writer
        .happen(
            loaded,
            Happening.of(new StillInDoubt(now, why, now.plus(pause)))
                .settling(job)
                .then(OrderJobs.reconcile(loaded, pause)))
        .isPresent();
  }

  /// Whether an operator requested it, so that the planned looks continue in addition.
  private static boolean isOnce(Job job) {
    return job.payload().equals(OrderJobs.ONCE);
  }

  private static Duration pause(int looks) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(looks, 12));
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /// Sends the same attempt once more, after committing this and the instant until which it may
  /// arrive. *A crash* leaves the order in doubt until then.
  private boolean repeat(
      Job job,
      Loaded loaded,
      OrderState.InDoubt doubt,
      AttemptRow row,
      ConfiguredStore store,
      RepeatsOrders repeats) {
    // Before the commit: the stored deadline is then correct however long the commit takes.
    Deadline deadline = access.deadline(settings.placeTimeout());
    Optional<Order> committed = outcomes.repeating(loaded, doubt, deadline.at());
    if (committed.isEmpty()) {
      return false;
    }
    FaultPoint.PLACING_COMMITTED.reached();
    Loaded repeating = loaded.with(committed.get());
    RepeatResult result;
    StoreSession session = session(loaded, store).until(deadline);
    try {
      result = session.buy(() -> repeats.repeat(session, sentAgain(loaded, row, deadline.at())));
    } catch (RuntimeException e) {
      result = new RepeatResult.Unclear("the attempt was sent again: " + e.getMessage());
    }
    FaultPoint.STORE_ANSWERED.reached();
    Instant now = OrderTime.of(system, loaded).now();
    switch (result) {
      case RepeatResult.Placed(var placement) ->
          outcomes.yes(job, loaded.order(), row, placement, null);
      case RepeatResult.NeverHad(var error) -> {
        if (!outcomes.notPlaced(
            job, repeating, row.ended(AttemptRow.Status.ABSENT, now, null), error)) {
          return false;
        }
      }
      case RepeatResult.Unclear(var why) -> {
        if (!again(job, repeating, why, pause(doubt.looks()))) {
          return false;
        }
      }
    }
    return true;
  }

  private PlaceOrder sentAgain(Loaded loaded, AttemptRow row, Instant notAfter) {
    AttemptRecord record = record(row);
    return new PlaceOrder(
        request(loaded, row),
        handle(row),
        Objects.requireNonNull(record.shippingOptionId()),
        Objects.requireNonNull(record.expected()),
        record.priceCap(),
        notAfter.plus(loaded.ahead()));
  }

  /// Looks at the store for an order that failed as probably placed.
  private Optional<JobResult> lookLate(Job job, Loaded loaded, @Nullable StoreSession session) {
    Order order = loaded.order();
    Instant now = OrderTime.of(system, loaded).now();
    Duration age = Duration.between(order.updatedAt(), now);
    Optional<AttemptRow> row = reads.attempt(order.key(), order.attempts());
    if (row.isEmpty() || row.get().sent() == null || age.compareTo(LATE_LOOKS_END) > 0) {
      return Optional.of(JobResult.done());
    }
    return switch (ask(loaded, row.get(), session)) {
      case FindResult.Found(var placement) when !placement.merchantOrders().isEmpty() -> {
        outcomes.yes(job, order, row.get(), placement, null);
        yield Optional.of(JobResult.done());
      }
      case FindResult.Absent _ ->
          outcomes.refused(
                  job, loaded, row.get().ended(AttemptRow.Status.ABSENT, now, null), neverArrived())
              ? Optional.of(JobResult.done())
              : Optional.empty();
      case FindResult.Found _, FindResult.Unknown _ ->
          Optional.of(
              isOnce(job)
                  ? JobResult.done()
                  : new JobResult.Snooze(
                      JobResult.Snooze.quarterOf(age, FIRST_LATE_LOOK, LONGEST_LATE_PAUSE)));
    };
  }

  private Optional<ConfiguredStore> store(Order order) {
    return stores.byCode(order.spec().store(), order.isSandbox());
  }

  /// Empty when the store is no longer configured.
  private Optional<StoreSession> session(Loaded loaded) {
    return store(loaded.order()).map(store -> session(loaded, store));
  }

  private StoreSession session(Loaded loaded, ConfiguredStore store) {
    return access.open(
        loaded.order().key().tenant(),
        loaded.order().mode(),
        store,
        loaded.secrets().credential(),
        OrderTime.of(system, loaded).clock(),
        Purpose.ORDER,
        access.deadline(settings.placeTimeout()));
  }

  /// Looking never buys: nothing irrevocable may be sent.
  private FindResult ask(Loaded loaded, AttemptRow row, @Nullable StoreSession session) {
    Order order = loaded.order();
    Optional<ConfiguredStore> store = store(order);
    if (store.isEmpty() || session == null) {
      return new FindResult.Unknown("the store is no longer configured");
    }
    if (!(store.get().connector() instanceof FindsOrders finds)) {
      return new FindResult.Unknown("the store cannot be asked");
    }
    FindOrder question =
        new FindOrder(row.id(), handle(row), request(loaded, row), row.startedAt());
    StoreSession looking = session.looking();
    try {
      return looking.ask(() -> finds.find(looking, question));
    } catch (RuntimeException e) {
      LOG.info("order {}: {} gave no answer: {}", order.id(), order.spec().store(), e.toString());
      return new FindResult.Unknown("the store could not be asked: " + e.getMessage());
    }
  }

  private QuoteRequest request(Loaded loaded, AttemptRow row) {
    List<Line> lines = record(row).lines();
    return Quoter.request(loaded.order(), loaded.secrets(), row.id(), lines);
  }

  private AttemptRecord record(AttemptRow row) {
    return json.read(Objects.requireNonNull(row.sent()), AttemptRecord.class);
  }

  private static String handle(AttemptRow row) {
    return row.handle() == null ? "" : row.handle();
  }
}
