package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderEvent.StillInDoubt;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.Line;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.QuoteRequest;
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
/// When the store cannot tell, it is asked again, ever more rarely, and in the end the order fails
/// as `order_probably_placed` and is not tried again. A store without look-up makes one order of
/// one attempt id however often it is sent (contract C2), so there the same attempt is sent again.
final class ReconcilingHandler implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ReconcilingHandler.class);
  private static final int DECIDE_AGAIN = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

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
    OrderKey key = new OrderKey(new TenantId(job.tenantId()), new OrderId(job.subject()));
    for (int i = 0; i < DECIDE_AGAIN; i++) {
      Optional<Loaded> loaded = writer.load(key);
      if (loaded.isEmpty() || !(loaded.get().order().state() instanceof OrderState.InDoubt doubt)) {
        return JobResult.done();
      }
      Optional<StoreSession> session = session(loaded.get());
      Optional<Duration> wait = session.flatMap(open -> wait(open, loaded.get(), doubt));
      if (wait.isPresent()) {
        return new JobResult.Snooze(wait.get());
      }
      if (look(job, loaded.get(), doubt, session.orElse(null))) {
        return JobResult.done();
      }
    }
    return new JobResult.RetryLater("the order kept changing");
  }

  /// Empty when the store is no longer configured.
  private Optional<StoreSession> session(Loaded loaded) {
    Order order = loaded.order();
    return stores
        .byCode(order.spec().store(), order.isSandbox())
        .map(
            store ->
                access.open(
                    order.key().tenant(),
                    order.mode(),
                    store,
                    loaded.secrets().credential(),
                    OrderTime.of(system, loaded).clock(),
                    Purpose.ORDER,
                    access.deadline(settings.placeTimeout())));
  }

  /// How long to wait for a store that cannot be asked now. That is no look: it has not been asked.
  /// But a doubt does not wait for ever either; afterwards looks are counted whether the store can
  /// be asked or not.
  private Optional<Duration> wait(StoreSession session, Loaded loaded, OrderState.InDoubt doubt) {
    Duration longest =
        stores
            .byCode(loaded.order().spec().store(), loaded.order().isSandbox())
            .map(store -> store.rules().holdFor())
            .orElse(Duration.ZERO);
    if (system.instant().isAfter(doubt.settledAt().plus(longest))) {
      return Optional.empty();
    }
    return Optional.of(session.admit().again()).filter(Duration::isPositive);
  }

  private boolean look(
      Job job, Loaded loaded, OrderState.InDoubt doubt, @Nullable StoreSession session) {
    AttemptRow row = reads.attempt(loaded.order().key(), doubt.number()).orElseThrow();
    // Before the answer: an order may still have arrived between the store's "not there" and now.
    Instant asked = system.instant();
    FindResult found = ask(loaded, doubt, row, session);
    FaultPoint.RECONCILING.reached();
    Instant now = OrderTime.of(system, loaded).now();
    return switch (found) {
      case FindResult.Found(var placement) when !placement.merchantOrders().isEmpty() ->
          outcomes.accepted(
              job, loaded, row.ended(AttemptRow.Status.PLACED, now, null), placement, true);
      case FindResult.Found _ ->
          outcomes.gaveUp(
              job,
              loaded,
              row.ended(AttemptRow.Status.PLACED, now, null),
              "the store has it and does not tell its number");
      case FindResult.Absent _ when !asked.isBefore(doubt.settledAt()) ->
          outcomes.notPlaced(
              job,
              loaded,
              row.ended(AttemptRow.Status.ABSENT, now, null),
              new OrderError(
                  ErrorCode.INTERNAL_ERROR,
                  "The store did not get the order: its answer was lost, and it has no such order."));
      case FindResult.Absent _ ->
          again(
              job,
              loaded,
              "not there yet; it may still arrive",
              Duration.between(asked, doubt.settledAt()).plusMillis(1));
      case FindResult.Unknown(var why) when doubt.looks() + 1 >= settings.reconcileLooks() ->
          outcomes.gaveUp(job, loaded, row.ended(AttemptRow.Status.IN_DOUBT, now, null), why);
      case FindResult.Unknown(var why) -> again(job, loaded, why, pause(doubt.looks()));
    };
  }

  private boolean again(Job job, Loaded loaded, String why, Duration pause) {
    Instant now = OrderTime.of(system, loaded).now();
    return writer
        .happen(
            loaded,
            Happening.of(new StillInDoubt(now, why, now.plus(pause)))
                .settling(job)
                .then(OrderJobs.reconcile(loaded, pause)))
        .isPresent();
  }

  private static Duration pause(int looks) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(looks, 12));
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  private FindResult ask(
      Loaded loaded, OrderState.InDoubt doubt, AttemptRow row, @Nullable StoreSession session) {
    Order order = loaded.order();
    Optional<ConfiguredStore> store = stores.byCode(order.spec().store(), order.isSandbox());
    if (store.isEmpty() || session == null) {
      return new FindResult.Unknown("the store is no longer configured");
    }
    try {
      return session.ask(
          () ->
              switch (store.get().connector()) {
                case FindsOrders finds -> finds.find(session, question(loaded, doubt, row));
                case PlacesOrders places -> sendAgain(places, session, loaded, doubt, row);
                default -> new FindResult.Unknown("the store cannot be asked");
              });
    } catch (RuntimeException e) {
      LOG.info("order {}: {} could not tell: {}", order.id(), order.spec().store(), e.toString());
      return new FindResult.Unknown("the store could not be asked: " + e.getMessage());
    }
  }

  private FindOrder question(Loaded loaded, OrderState.InDoubt doubt, AttemptRow row) {
    return new FindOrder(
        doubt.attempt(), handle(row), request(loaded, doubt, row), row.startedAt());
  }

  /// The same attempt once more, to a store that makes one order of it.
  private FindResult sendAgain(
      PlacesOrders places,
      StoreSession session,
      Loaded loaded,
      OrderState.InDoubt doubt,
      AttemptRow row) {
    AttemptRecord record = record(row);
    PlaceResult result =
        places.place(
            session,
            new PlaceOrder(
                request(loaded, doubt, row),
                handle(row),
                Objects.requireNonNull(record.shippingOptionId()),
                Objects.requireNonNull(record.expected()),
                record.priceCap(),
                session.deadline().at().plus(loaded.ahead())));
    return switch (result) {
      case PlaceResult.Accepted(var placement) -> new FindResult.Found(placement);
      case PlaceResult.Refused _ -> new FindResult.Absent();
      case PlaceResult.ActionRequired(var action) -> new FindResult.Unknown(action.message());
      case PlaceResult.InDoubt(var why) -> new FindResult.Unknown(why);
    };
  }

  private QuoteRequest request(Loaded loaded, OrderState.InDoubt doubt, AttemptRow row) {
    List<Line> lines = record(row).lines();
    return Quoter.request(loaded.order(), loaded.secrets(), doubt.attempt(), lines);
  }

  private AttemptRecord record(AttemptRow row) {
    return json.read(Objects.requireNonNull(row.sent()), AttemptRecord.class);
  }

  private static String handle(AttemptRow row) {
    return row.handle() == null ? "" : row.handle();
  }
}
