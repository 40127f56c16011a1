package dev.brass.server.order;

import dev.brass.server.connect.Stores;
import dev.brass.server.job.Job;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.OrderEvent.Accepted;
import dev.brass.server.order.OrderEvent.ActionRequired;
import dev.brass.server.order.OrderEvent.GaveUp;
import dev.brass.server.order.OrderEvent.OutcomeLost;
import dev.brass.server.order.OrderEvent.Refused;
import dev.brass.server.order.OrderEvent.RetryScheduled;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.RequiredAction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies the end of an attempt to its order and schedules the next step. Every method commits the
/// outcome, the next job and the end of the current one together.
final class Outcomes {

  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);

  private final OrderWriter writer;
  private final Stores stores;
  private final OrderAccounts accounts;
  private final StrayPurchases strays;
  private final InstantSource system;
  private final OrderSettings settings;
  private final RandomGenerator random;

  Outcomes(
      OrderWriter writer,
      Stores stores,
      OrderAccounts accounts,
      StrayPurchases strays,
      InstantSource system,
      OrderSettings settings,
      RandomGenerator random) {
    this.writer = writer;
    this.stores = stores;
    this.accounts = accounts;
    this.strays = strays;
    this.system = system;
    this.settings = settings;
    this.random = random;
  }

  /// Handles the store's answer to a purchase. An explicit answer is never dropped: if another node
  /// took over the order meanwhile and left it in doubt, the answer resolves the doubt; a yes
  /// counts in every state of the order.
  void answered(Job job, Loaded placing, AttemptRow row, PlaceResult result, String received) {
    boolean settled =
        writer
            .decide(
                placing,
                () -> false,
                loaded -> {
                  if (!isUnderWay(loaded.order().state(), row.id())) {
                    late(job, loaded.order(), row, result, received);
                    return Optional.of(true);
                  }
                  return settle(job, loaded, row, result, received)
                      ? Optional.of(true)
                      : Optional.empty();
                })
            .orElse(false);
    if (!settled) {
      late(job, placing.order(), row, result, received);
    }
  }

  /// Handles an answer to an attempt that its order no longer waits for.
  private void late(Job job, Order order, AttemptRow row, PlaceResult result, String received) {
    if (result instanceof PlaceResult.Accepted(var placement)) {
      yes(job, order, row, placement, received);
    } else {
      LOG.info("order {} moved on before its answer came: {}", order.id(), describe(result));
    }
  }

  /// Handles the finding that a store has the order of an attempt, in any state of the order.
  ///
  /// It places an order that waits for its next attempt or for an operator's check, or that failed
  /// as probably placed. For any other order, and for one that the database has lost, it is a stray
  /// purchase.
  ///
  /// @param order as it was when the store was asked
  /// @param received the answer, as JSON; null to leave the attempt's row as it is
  void yes(Job job, Order order, AttemptRow row, Placement placement, @Nullable String received) {
    LateYes result =
        writer
            .decide(
                order.key(),
                () ->
                    new LateYes.Stray(
                        order, "the database knew no such order when the store's yes came"),
                loaded -> lateYes(job, loaded, row, placement, received))
            .orElseGet(
                () ->
                    new LateYes.Stray(order, "the order kept changing when the store's yes came"));
    if (result instanceof LateYes.Stray(var of, var why)) {
      strays.keep(of, row, placement, why);
    }
  }

  /// The meaning of a store's yes that comes late.
  private sealed interface LateYes {
    /// It is in the order.
    record Known() implements LateYes {}

    /// The order does not take it.
    record Stray(Order order, String why) implements LateYes {}
  }

  /// Empty when the order has changed meanwhile.
  private Optional<LateYes> lateYes(
      Job job, Loaded loaded, AttemptRow row, Placement placement, @Nullable String received) {
    Order order = loaded.order();
    if (StrayPurchases.isOf(order, placement)) {
      return Optional.of(new LateYes.Known());
    }
    if (!takesLateYes(order, row) || placement.merchantOrders().isEmpty()) {
      return Optional.of(
          new LateYes.Stray(
              order,
              "the store's yes came when the order was "
                  + OrderJson.stateName(order.state()).replace('_', ' ')));
    }
    Instant now = OrderTime.of(system, loaded).now();
    AttemptRow ended = row.ended(AttemptRow.Status.PLACED, now, received);
    return accepted(job, loaded, ended, placement, true)
        ? Optional.of(new LateYes.Known())
        : Optional.empty();
  }

  private static boolean takesLateYes(Order order, AttemptRow row) {
    return switch (order.state()) {
      case OrderState.Queued _, OrderState.Retrying _ -> true;
      case OrderState.InDoubt d -> d.attempt().equals(row.id());
      case OrderState.Placing p -> p.attempt().equals(row.id());
      case OrderState.Failed f -> f.isProbablyPlaced();
      // It answers the question to the operator.
      case OrderState.NeedsAction n -> n.action().kind() == RequiredAction.Kind.STORE_VERIFICATION;
      case OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placed _,
          OrderState.Cancelled _,
          OrderState.CancelledByRetailer _ ->
          false;
    };
  }

  /// Handles orders at the store of attempts that this database had lost: the first places the
  /// order, and the others are stray purchases.
  ///
  /// @return whether this placed the order; if not, it has changed meanwhile
  boolean recovered(Job job, Loaded loaded, List<LookBack.Lost> lost) {
    LookBack.Lost first = lost.getFirst();
    Instant now = OrderTime.of(system, loaded).now();
    int number = loaded.order().attempts() + 1;
    AttemptRow row =
        new AttemptRow(
            number,
            first.id(),
            AttemptRow.Status.PLACED,
            null,
            null,
            null,
            null,
            loaded.order().createdAt(),
            now);
    OrderEvent.AttemptRecovered event =
        new OrderEvent.AttemptRecovered(now, first.id(), first.number());
    Happening happening =
        Happening.of(event, new Accepted(now, first.placement(), true)).with(row).settling(job);
    LOG.info(
        "order {} was bought before (attempt {}), which this database had lost",
        loaded.order().id(),
        first.number());
    // First: the store is not asked again about an order that is placed.
    for (LookBack.Lost more : lost.subList(1, lost.size())) {
      strays.keep(
          loaded.order(),
          AttemptRow.notPlaced(more.number(), more.id(), now, now, null),
          more.placement(),
          "several attempts that this database had lost have an order at the store");
    }
    Optional<Loaded> told =
        lost.size() == 1 ? Optional.of(loaded) : writer.load(loaded.order().key());
    boolean placed =
        told.isPresent()
            && told.get().order().state().equals(loaded.order().state())
            && placed(told.get(), happening);
    if (placed) {
      writer
          .load(loaded.order().key())
          .ifPresent(after -> strays.recognize(after.order(), first.id()));
    }
    return placed;
  }

  private boolean placed(Loaded loaded, Happening happening) {
    return TrackingHandler.follows(stores, loaded.order())
        ? happen(loaded, happening, OrderJobs.track(loaded.order(), TrackingPace.FIRST_LOOK))
        : writer.happen(loaded, happening).isPresent();
  }

  /// Nothing was bought, and its client has cancelled it.
  boolean calledOff(Job job, Loaded loaded, String reason) {
    return writer
        .happen(
            loaded,
            Happening.of(new OrderEvent.Cancelled(OrderTime.of(system, loaded).now(), reason))
                .settling(job))
        .isPresent();
  }

  /// A person must find out whether the order was bought before.
  boolean toBeVerified(Job job, Loaded loaded, String why) {
    RequiredAction action = UnverifiedEnds.verification(loaded.order(), why);
    return happen(
        loaded,
        Happening.of(new ActionRequired(OrderTime.of(system, loaded).now(), action)).settling(job),
        OrderJobs.expireAction(loaded.order(), Orders.ACTION_EXPIRES_AFTER));
  }

  static boolean isUnderWay(OrderState state, AttemptId attempt) {
    return switch (state) {
      case OrderState.Placing p -> p.attempt().equals(attempt);
      case OrderState.InDoubt d -> d.attempt().equals(attempt);
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Placed _,
          OrderState.Failed _,
          OrderState.Cancelled _,
          OrderState.CancelledByRetailer _ ->
          false;
    };
  }

  private boolean settle(
      Job job, Loaded loaded, AttemptRow row, PlaceResult result, String received) {
    Instant now = OrderTime.of(system, loaded).now();
    return switch (result) {
      case PlaceResult.Accepted(var placement) when !placement.merchantOrders().isEmpty() ->
          accepted(
              job, loaded, row.ended(AttemptRow.Status.PLACED, now, received), placement, false);
      case PlaceResult.Accepted _ ->
          inDoubt(
              job, loaded, row, "the store took the order without reporting its number", received);
      case PlaceResult.Refused(var error) ->
          notPlaced(job, loaded, row.ended(AttemptRow.Status.REFUSED, now, received), error);
      case PlaceResult.ActionRequired(var action) -> {
        AttemptRow ended = row.ended(AttemptRow.Status.ACTION_REQUIRED, now, received);
        String abort = loaded.order().state().abort();
        if (abort != null) {
          yield aborted(job, loaded, ended, new ActionRequired(now, action), abort);
        }
        yield happen(
            loaded,
            Happening.of(new ActionRequired(now, action)).with(ended).settling(job),
            OrderJobs.expireAction(loaded.order(), Orders.ACTION_EXPIRES_AFTER));
      }
      case PlaceResult.InDoubt(var why) -> inDoubt(job, loaded, row, why, received);
    };
  }

  private boolean inDoubt(Job job, Loaded loaded, AttemptRow row, String why, String received) {
    return switch (loaded.order().state()) {
      case OrderState.Placing placing ->
          lost(
              job,
              loaded,
              placing,
              why,
              system.instant(),
              row.ended(AttemptRow.Status.IN_DOUBT, OrderTime.of(system, loaded).now(), received));
      // The node that took over the order reached the same result.
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Placed _,
          OrderState.Failed _,
          OrderState.Cancelled _,
          OrderState.CancelledByRetailer _ ->
          true;
    };
  }

  /// The answer to an attempt is not known.
  ///
  /// @param last the last moment at which this server can have sent anything, by the system clock
  /// @param row the attempt's row; null to leave it as it is
  boolean lost(
      Job job,
      Loaded loaded,
      OrderState.Placing placing,
      String why,
      Instant last,
      @Nullable AttemptRow row) {
    Happening happening =
        Happening.of(
                new OutcomeLost(
                    OrderTime.of(system, loaded).now(), why, last.plus(settlesWithin(loaded))))
            .settling(job);
    LOG.info("order {} is in doubt (attempt {}): {}", loaded.order().id(), placing.number(), why);
    return happen(
        loaded,
        row == null ? happening : happening.with(row),
        OrderJobs.reconcile(loaded, Duration.ZERO));
  }

  private Duration settlesWithin(Loaded loaded) {
    return stores
        .byCode(loaded.order().spec().store(), loaded.order().isSandbox())
        .map(store -> store.connector() instanceof FindsOrders finds ? finds.settlesWithin() : null)
        .orElse(Duration.ZERO);
  }

  /// The attempt in doubt is about to be sent once more.
  ///
  /// @param notAfter the last moment at which that can reach the store, by the system clock
  Optional<Order> repeating(Loaded loaded, OrderState.InDoubt doubt, Instant notAfter) {
    return writer.happen(
        loaded,
        Happening.of(
            new OrderEvent.AttemptRepeated(
                OrderTime.of(system, loaded).now(),
                doubt.number(),
                notAfter,
                notAfter.plus(settlesWithin(loaded)))));
  }

  boolean accepted(
      Job job, Loaded loaded, AttemptRow row, Placement placement, boolean reconciled) {
    return placed(
        loaded,
        Happening.of(new Accepted(OrderTime.of(system, loaded).now(), placement, reconciled))
            .with(row)
            .settling(job));
  }

  /// The attempt has ended and the store certainly has no order.
  boolean notPlaced(Job job, Loaded loaded, AttemptRow row, OrderError error) {
    boolean elsewhere = isWorthAnotherAccount(loaded, row, error);
    if (!elsewhere && (!error.code().retrySafe() || row.number() >= settings.attempts())) {
      return refused(job, loaded, row, error);
    }
    String abort = loaded.order().state().abort();
    if (abort != null) {
      return aborted(job, loaded, row, retry(loaded, error, Duration.ZERO), abort);
    }
    Duration pause = elsewhere ? Duration.ZERO : pause(row.number());
    return happen(
        loaded,
        Happening.of(retry(loaded, error, pause)).with(row).settling(job),
        OrderJobs.place(loaded.order(), loaded.secrets().credential(), pause));
  }

  /// Whether an order that accepts any account of its tenant was refused because of the account it
  /// had.
  private boolean isWorthAnotherAccount(Loaded loaded, AttemptRow row, OrderError error) {
    return OrderAccountRepository.isAboutLogIn(error)
        && row.number() < settings.attempts()
        && accounts.hasAnother(loaded);
  }

  /// The order could continue, but its client has cancelled it.
  private boolean aborted(
      Job job, Loaded loaded, AttemptRow row, OrderEvent outcome, String reason) {
    return writer
        .happen(
            loaded,
            Happening.of(outcome, new OrderEvent.Cancelled(outcome.at(), reason))
                .with(row)
                .settling(job))
        .isPresent();
  }

  private RetryScheduled retry(Loaded loaded, OrderError error, Duration pause) {
    Instant now = OrderTime.of(system, loaded).now();
    return new RetryScheduled(now, error, now.plus(pause));
  }

  /// Doubled with each attempt, with up to a quarter of jitter so that orders that failed together
  /// are not retried together.
  private Duration pause(int attempt) {
    Duration doubled = settings.retryAfter().multipliedBy(1L << Math.min(attempt - 1, 10));
    Duration capped = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
    return capped.plusMillis((long) (capped.toMillis() * random.nextDouble() / 4));
  }

  boolean refused(Job job, Loaded loaded, AttemptRow row, OrderError error) {
    return writer
        .happen(
            loaded,
            Happening.of(new Refused(OrderTime.of(system, loaded).now(), error))
                .with(row)
                .settling(job))
        .isPresent();
  }

  /// The time limit of the first attempt has passed.
  boolean overdue(Job job, Loaded loaded) {
    return over(job, loaded, ErrorCode.ZMA_TEMPORARILY_OVERLOADED.error());
  }

  /// Nothing was bought, and no attempt follows.
  boolean over(Job job, Loaded loaded, OrderError error) {
    return writer
        .happen(
            loaded,
            Happening.of(new Refused(OrderTime.of(system, loaded).now(), error)).settling(job))
        .isPresent();
  }

  boolean gaveUp(Job job, Loaded loaded, AttemptRow row, String why) {
    OrderError error =
        new OrderError(
            ErrorCode.ORDER_PROBABLY_PLACED,
            ErrorCode.ORDER_PROBABLY_PLACED.meaning() + " (" + why + ")");
    Instant now = OrderTime.of(system, loaded).now();
    LOG.error(
        "order {} ends in doubt: '{}' may have it, attempt {} ({}). Check there; resolve it with"
            + " 'brass orders resolve'",
        loaded.order().id(),
        loaded.order().spec().store(),
        row.number(),
        why);
    return happen(
        loaded,
        Happening.of(new GaveUp(now, error)).with(row).settling(job),
        OrderJobs.reconcile(loaded, ReconcilingHandler.FIRST_LATE_LOOK));
  }

  private boolean happen(Loaded loaded, Happening happening, NewJob next) {
    return writer.happen(loaded, happening.then(next)).isPresent();
  }

  static String describe(PlaceResult result) {
    return switch (result) {
      case PlaceResult.Accepted(var placement) ->
          "accepted: " + placement.merchantOrders().stream().map(m -> m.id()).toList();
      case PlaceResult.Refused(var error) -> "refused: " + error.code().v1Code();
      case PlaceResult.ActionRequired(var action) -> "action required: " + action.kind();
      case PlaceResult.InDoubt(var why) -> "in doubt: " + why;
    };
  }
}
